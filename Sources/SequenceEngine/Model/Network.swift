/// A plan with its weights and the memory to run it, in one precision.
///
/// The same code serves training (Float or Double), checking and recording (Double).
package final class Network<Scalar: KernelScalar> {
  package let plan: ModelPlan
  let loss: Loss
  let weights: Buffer<Scalar>
  let weightGradients: Buffer<Scalar>
  var runners: [any LayerRunner<Scalar>] = []
  /// Runner of each layer, and the one that puts out what the next layer reads (a pooling after `return=last`).
  var layerRunners: [(own: Int, last: Int)] = []
  /// Where the weights of each layer lie in the flat store.
  let layerRanges: [[Range<Int>]]
  private var recurrentRunners: [RecurrentRunner<Scalar>?] = []
  var lossRunner: LossRunner<Scalar>
  /// What the loss of classes is while it is learned from; nil: the plain one.
  package var shaping: ClassShaping? {
    get { lossRunner.shaping }
    set { lossRunner.shaping = newValue }
  }
  var inputBuffer = Buffer<Scalar>(0)  // [T, B, I]
  var inputGradients = Buffer<Scalar>(0)  // [T, B, I]
  /// What more than one layer reads, by the layer that puts it out; −1: the model's input.
  private(set) var fanOuts: [Int: FanOut<Scalar>] = [:]
  /// Where decoder and encoder meet; nil without a decoder.
  private(set) var link: DecoderLink<Scalar>?
  var context = PassContext(isTraining: false, seed: 0, update: 0, identities: [])

  package init(_ plan: ModelPlan, loss: Loss) {
    self.plan = plan
    self.loss = loss
    weights = Buffer(plan.parameterCount)
    weightGradients = Buffer(plan.parameterCount)
    lossRunner = LossRunner(loss)
    layerRanges = plan.layers.map { plan.parameters[$0.parameters].map(\.range) }
    for (index, layer) in plan.layers.enumerated() { append(layer, index) }
    recurrentRunners = layerRunners.map { runners[$0.own] as? RecurrentRunner<Scalar> }
    pooling = runners.firstIndex { $0 is PoolRunner<Scalar> } ?? runners.count
    for source in -1..<plan.layers.count where source >= 0 || plan.recordsInputGradient {
      let readers = plan.readers(of: source)
      if readers.count > 1 { fanOuts[source] = FanOut(readers) }
    }
    linkDecoder()
  }

  private func linkDecoder() {
    guard let start = plan.decoderStart else { return }
    var attentions: [AttentionRunner<Scalar>] = []
    for index in plan.attentionLayers {
      guard let runner = runners[layerRunners[index].own] as? AttentionRunner<Scalar> else { continue }
      runner.looker = plan.layers[index].attending?.looker.flatMap { recurrent($0) }
      attentions.append(runner)
    }
    let handovers = plan.handovers.compactMap { own in
      recurrent(own.encoder).flatMap { from in recurrent(own.decoder).map { (own.states, from, $0) } }
    }
    link = DecoderLink(handovers, attentions, encoder: runners[layerRunners[start - 1].last])
  }

  package var store: WeightStore<Scalar> { WeightStore(weights: weights.base, gradients: weightGradients.base) }
  var parameterCount: Int { plan.parameterCount }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func load(_ parameters: [Double]) {
    weights.load(parameters)
    pack()
  }

  /// Weights have changed.
  package func pack() { runners.forEach { $0.pack(store) } }

  package var parameters: [Double] { weights.values }
  package var gradients: [Double] { weightGradients.values }

  package func recurrent(_ layer: Int) -> RecurrentRunner<Scalar>? {
    recurrentRunners[layer]
  }

  /// Where the states' gradients end in a pass over the whole sequence: at the borders of pieces of so many time steps.
  package func setTruncation(_ length: Int?) {
    for layer in plan.recurrentLayers {
      recurrent(layer)?.truncation = length
      recurrent(layer)?.truncatesFromEnd = plan.truncatesFromEnd(layer)
    }
  }

  /// Lets rows begin with the states that a batch before ended with.
  func begin(_ states: InitialStates?) {
    guard let states else { return }
    for (number, layer) in plan.recurrentLayers.enumerated() {
      recurrent(layer)?.setInitialStates(states.values[number], in: states.rows[number])
    }
    for (layer, (own, rows)) in zip(
      plan.windowedLayers, zip(states.values, states.rows).dropFirst(plan.recurrentLayers.count))
    where rows.contains(true) {
      if let past = own.first { windowed(layer)?.setPast(past) }
    }
  }

  package func setInitialStates(_ states: [[[Double]]]) {
    for (number, layer) in plan.recurrentLayers.enumerated() where number < states.count {
      recurrent(layer)?.setInitialStates(states[number])
    }
    for (layer, own) in zip(plan.windowedLayers, states.dropFirst(plan.recurrentLayers.count)) {
      if let past = own.first { windowed(layer)?.setPast(past) }
    }
  }

  /// States after the last step: [recurrent layer][state][B·H]; behind them what layers with a window read last,
  /// [layer][1][P·B·I].
  package func finalStates() -> [[[Double]]] {
    plan.recurrentLayers.map { recurrent($0)?.finalStates() ?? [] }
      + plan.windowedLayers.map { windowed($0).map { [$0.lastInputs()] } ?? [] }
  }

  private func windowed(_ layer: Int) -> WindowedRunner<Scalar>? {
    runners[layerRunners[layer].own] as? WindowedRunner<Scalar>
  }

  package var output: SequenceValues<Scalar> { runners[runners.count - 1].output }
  package var outputFrame: Frame { runners[runners.count - 1].outputFrame }

  /// The first pooling, where a sequence becomes one vector; the number of runners when there is none.
  private(set) var pooling = 0
}
