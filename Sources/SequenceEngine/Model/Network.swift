/// A plan with its weights and the memory to run it, in one precision.
///
/// The same code serves training (Float or Double), checking and recording (Double).
package final class Network<Scalar: KernelScalar> {
  package let plan: ModelPlan
  let loss: Loss
  let weights: Buffer<Scalar>
  private let weightGradients: Buffer<Scalar>
  private(set) var runners: [any LayerRunner<Scalar>] = []
  /// Runner of each layer, and the one that puts out what the next layer reads (a pooling after `return=last`).
  private(set) var layerRunners: [(own: Int, last: Int)] = []
  private var lossRunner: LossRunner<Scalar>
  /// What more than one layer reads, by the layer that puts it out; −1: the model's input.
  private var fanOuts: [Int: FanOut<Scalar>] = [:]
  /// Where decoder and encoder meet; nil without a decoder.
  private(set) var link: DecoderLink<Scalar>?
  var context = PassContext(isTraining: false, seed: 0, update: 0, identities: [])

  package init(_ plan: ModelPlan, loss: Loss) {
    self.plan = plan
    self.loss = loss
    weights = Buffer(plan.parameterCount)
    weightGradients = Buffer(plan.parameterCount)
    lossRunner = LossRunner(loss)
    for (index, layer) in plan.layers.enumerated() { append(layer, index) }
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

  private func append(_ layer: ModelPlan.Layer, _ index: Int) {
    let offsets = plan.parameters[layer.parameters].map(\.offset)
    let wantsInputGradient = layer.sources != [-1] || plan.recordsInputGradient
    let own = runners.count
    switch layer.description.kind {
    case .embedding(let size): runners.append(EmbeddingRunner<Scalar>(size: size, weight: offsets[0]))
    case .dense(_, let activation):
      let isMerged = index == plan.layers.count - 1 && activation == .sigmoid && loss == .binaryCrossEntropy
      runners.append(
        DenseRunner<Scalar>(
          units: layer.outputSize, inputs: layer.input, activation: isMerged ? .identity : activation,
          weight: offsets[0], bias: offsets[1], wantsInputGradient: wantsInputGradient))
    case .layerNorm: runners.append(LayerNormRunner<Scalar>(gain: offsets[0], shift: offsets[1]))
    case .convolution(let convolution):
      runners.append(WindowRunner<Scalar>(convolution))
      runners.append(
        DenseRunner<Scalar>(
          units: convolution.units, inputs: .vector(size: layer.input.size * convolution.width),
          activation: convolution.activation, weight: offsets[0], bias: offsets[1],
          wantsInputGradient: wantsInputGradient))
    case .selfAttention(let attention):
      runners.append(SelfAttentionRunner<Scalar>(attention, size: layer.outputSize, offsets: offsets))
    case .dropout(let rate): runners.append(DropoutRunner<Scalar>(rate: rate, layer: index))
    case .attention(let attention):
      guard let own = layer.attending else { break }
      runners.append(
        AttentionRunner<Scalar>(
          attention, inputSize: layer.outputSize - own.keySize, querySize: own.querySize, keySize: own.keySize,
          offsets: offsets))
    case .merge(let merge): runners.append(MergeRunner<Scalar>(merge))
    case .pool(let pooling):
      runners.append(PoolRunner<Scalar>(pooling, inputRunsBackward: runsBackward(layer.sources[0])))
    case .recurrent(let recurrent):
      guard let program = layer.program else { break }
      runners.append(
        RecurrentRunner<Scalar>(
          program, stackOffsets: offsets, input: layer.input, isReversed: recurrent.isReversed,
          wantsInputGradient: wantsInputGradient))
      (runners[own] as? RecurrentRunner<Scalar>)?.clamps = recurrent.clamps
      if layer.returnsLast { runners.append(PoolRunner<Scalar>(.last, inputRunsBackward: recurrent.isReversed)) }
    }
    layerRunners.append((own, runners.count - 1))
  }

  private func runsBackward(_ layer: Int) -> Bool {
    guard layer >= 0, case .recurrent(let recurrent) = plan.layers[layer].description.kind else { return false }
    return recurrent.isReversed
  }

  // MARK: Weights

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

  // MARK: Passes

  package func recurrent(_ layer: Int) -> RecurrentRunner<Scalar>? {
    runners[layerRunners[layer].own] as? RecurrentRunner<Scalar>
  }

  package func setTruncation(_ length: Int?) {
    for case let runner as RecurrentRunner<Scalar> in runners {
      runner.truncation = length
      runner.truncatesFromEnd = plan.shape.placement == .perSequence
    }
  }

  /// Takes memory for a batch and hands its input to the first layer.
  package func prepare(_ batch: Batch, isTraining: Bool, seed: UInt64 = 0, update: Int = 0) {
    prepare(
      batch, PassContext(isTraining: isTraining, seed: seed, update: update, identities: batch.identities))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ batch: Batch, _ context: PassContext) {
    self.context = context
    var input = firstInput(batch)
    var frame = Frame(steps: batch.steps, rows: batch.rows, lengths: batch.lengths)
    if case .values(let values, _) = input { fanOuts[-1]?.prepare(values, frame) }
    for (index, layer) in plan.layers.enumerated() {
      if index == plan.decoderStart, let link, let side = batch.decoder,
        case .token(let vocabulary)? = plan.shape.decoderInput
      {
        link.prepare(side, context)
        (input, frame) = (.tokens(link.tokens, vocabulary: vocabulary), link.frame)
      }
      let inputs = layer.sources.indices.map { self.input(of: index, slot: $0, side: input) }
      let arriving = layer.sources[0] < 0 ? frame : runners[layerRunners[layer.sources[0]].last].outputFrame
      let (own, last) = layerRunners[index]
      if let merge = runners[own] as? MergeRunner<Scalar> {
        merge.prepare(inputs, arriving)
      } else {
        runners[own].prepare(inputs[0], arriving)
      }
      for number in own..<last {
        runners[number + 1].prepare(.values(runners[number].output, wantsGradient: true), runners[number].outputFrame)
      }
      fanOuts[index]?.prepare(runners[last].output, runners[last].outputFrame)
    }
  }

  /// What a layer reads, with the gradients that it writes.
  private func input(of layer: Int, slot: Int, side: LayerInput<Scalar>) -> LayerInput<Scalar> {
    let source = plan.layers[layer].sources[slot]
    let own = fanOuts[source]?.values(for: ModelPlan.Reader(layer: layer, slot: slot))
    guard source < 0 else {
      return .values(own ?? runners[layerRunners[source].last].output, wantsGradient: true)
    }
    guard case .values(_, let wantsGradient) = side, let own else { return side }
    return .values(own, wantsGradient: wantsGradient)
  }

  /// Where a layer writes the gradients of what it reads; in a recorded plan also those of the model's input.
  func gradientPlace(ofInput layer: Int) -> UnsafeMutablePointer<Scalar> {
    let source = plan.layers[layer].sources[0]
    if let own = fanOuts[source]?.values(for: ModelPlan.Reader(layer: layer, slot: 0)) { return own.gradients }
    return source < 0 ? inputGradients.base : runners[layerRunners[source].last].output.gradients
  }

  /// What a layer's pass is for: rows of a decoder have an order of their own.
  func context(of layer: Int) -> PassContext {
    guard let link, let start = plan.decoderStart, layer >= start else { return context }
    return link.context
  }

  private var inputBuffer = Buffer<Scalar>(0)
  private var inputGradients = Buffer<Scalar>(0)

  private func firstInput(_ batch: Batch) -> LayerInput<Scalar> {
    switch batch.input {
    case .tokens(let tokens):
      guard case .token(let vocabulary) = plan.shape.input else { preconditionFailure("the batch fits the plan") }
      return .tokens(TokenBuffer(tokens), vocabulary: vocabulary)
    case .vectors(let values, let size):
      if inputBuffer.count < values.count {
        inputBuffer = Buffer(values.count)
        inputGradients = Buffer(values.count)
      }
      inputBuffer.load(values)
      return .values(
        SequenceValues(values: inputBuffer.base, gradients: inputGradients.base, width: size),
        wantsGradient: plan.recordsInputGradient)
    }
  }

  /// dL/dx, [T·B·I], where the plan keeps it.
  package var inputGradientValues: [Double] { inputGradients.values }

  package func setInitialStates(_ states: [[[Double]]]) {
    for (number, layer) in plan.recurrentLayers.enumerated() where number < states.count {
      recurrent(layer)?.setInitialStates(states[number])
    }
  }

  /// States after the last step: [recurrent layer][state][B·H].
  package func finalStates() -> [[[Double]]] { plan.recurrentLayers.map { recurrent($0)?.finalStates() ?? [] } }

  package var output: SequenceValues<Scalar> { runners[runners.count - 1].output }
  package var outputFrame: Frame { runners[runners.count - 1].outputFrame }

  /// The first pooling, where a sequence becomes one vector; the number of runners when there is none.
  var pooling: Int { runners.firstIndex { $0 is PoolRunner<Scalar> } ?? runners.count }

  package func forward() {
    guard let link, link.context.teacherForcing < 1 else { return forward(0..<runners.count) }
    let random = CounterRandom(seed: context.seed, stream: .teacherForcing).keyed(context.update)
    forwardDecoding { t, row in
      random.keyed(link.context.identities[row]).uniform(t) >= link.context.teacherForcing
    }
  }

  /// Runs some of the runners forward.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ part: Range<Int>) {
    for block in plan.blocks where part.contains(layerRunners[block.layers.lowerBound].own) {
      let context = context(of: block.layers.lowerBound)
      if block.layers.lowerBound == plan.decoderStart { link?.begin() }
      switch block {
      case .sequence(let layer):
        for index in layerRunners[layer].own...layerRunners[layer].last where part.contains(index) {
          runners[index].forward(0..<steps(of: index), context)
        }
      case .lockstep(let layers):
        if let pair = attendingCell(layers) {
          pair.forward(context)
          continue
        }
        for t in 0..<steps(of: layerRunners[layers.lowerBound].own) {
          for index in runnerRange(layers) { runners[index].forward(t..<t + 1, context) }
          feedBack(layers, t)
        }
      }
    }
  }

  private func attendingCell(_ layers: Range<Int>) -> AttendingCell<Scalar>? {
    guard layers.count == 2 else { return nil }
    return AttendingCell(runners[layerRunners[layers.lowerBound].own], runners[layerRunners[layers.lowerBound + 1].own])
  }

  /// Loss of the last forward pass; leaves its gradient in the output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func score(_ target: SequenceTarget) -> LossResult { tally(target).result }

  /// The same by time step; `count` is the number of targets of the whole batch when this is a stretch of it.
  func tally(_ target: SequenceTarget, of count: Int? = nil) -> LossTally {
    lossRunner.run(output, steps: outputFrame.steps, rows: outputFrame.rows, target: target, of: count)
  }

  /// Backpropagation from the gradient that lies in the output to the gradients of all weights.
  package func backward() {
    clearGradients()
    backward(0..<runners.count)
  }

  func clearGradients() { weightGradients.clear() }

  /// Runs some of the runners backward and adds the gradients of their weights.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ part: Range<Int>) {
    for block in plan.blocks.reversed() {
      let context = context(of: block.layers.lowerBound)
      switch block {
      case .sequence(let layer):
        for index in (layerRunners[layer].own...layerRunners[layer].last).reversed() where part.contains(index) {
          if index == layerRunners[layer].last { fanOuts[layer]?.gather() }
          runners[index].backward(0..<steps(of: index), context)
        }
      case .lockstep(let layers):
        if let pair = attendingCell(layers) {
          pair.backward()
        } else {
          for t in (0..<steps(of: layerRunners[layers.lowerBound].own)).reversed() {
            gatherFeedbackGradient(layers, t)
            for layer in layers.reversed() {
              fanOuts[layer]?.gather(t..<t + 1)
              for index in (layerRunners[layer].own...layerRunners[layer].last).reversed() {
                runners[index].backward(t..<t + 1, context)
              }
            }
          }
        }
      }
      if block.layers.lowerBound == plan.decoderStart { link?.sendBack() }
    }
    if part.lowerBound == 0 { fanOuts[-1]?.gather() }
    for runner in runners[part] { runner.addWeightGradients(store, 0..<runner.outputFrame.steps) }
  }

  private func steps(of runner: Int) -> Int {
    runners[runner] is PoolRunner<Scalar> ? 1 : runners[runner].outputFrame.steps
  }

  private func runnerRange(_ layers: Range<Int>) -> Range<Int> {
    layerRunners[layers.lowerBound].own..<layerRunners[layers.upperBound - 1].last + 1
  }

  /// Hands the output of step t to the layers that read it in the next step.
  private func feedBack(_ layers: Range<Int>, _ t: Int) {
    let count = outputFrame.rows * output.width
    for layer in layers {
      guard let runner = recurrent(layer), runner.program.sizes.feedback != nil else { continue }
      (runner.memory.feedback.base + (t + 1) * count).update(from: output.values + t * count, count: count)
    }
  }

  private func gatherFeedbackGradient(_ layers: Range<Int>, _ t: Int) {
    let count = outputFrame.rows * output.width
    for layer in layers {
      guard let runner = recurrent(layer), runner.program.sizes.feedback != nil else { continue }
      let arriving = runner.memory.feedbackGradients.base + (t + 1) * count
      for i in 0..<count { output.gradients[t * count + i] += arriving[i] }
    }
  }
}
