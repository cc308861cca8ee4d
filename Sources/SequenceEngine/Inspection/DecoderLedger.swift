/// Makes a ledger of an encoder-decoder: the example stands in a batch as many times as there are losses, each row with one
/// of them, so that every path counts, through attention and through the state that the decoder starts from.
struct DecoderLedger {
  private let pass: RecordedPass
  private let layer: RecordedLayer
  private let route: GradientRoute
  private let unit: Int?
  private let isEncoder: Bool
  /// Loss steps from 0 with the output's gradient of each.
  private let losses: [(step: Int, gradient: [Double])]
  private let width: Int

  private static let groupSize = 32

  /// - Parameter onlyLossAt: a time step, from 1: no other step's loss is followed.
  init(
    _ pass: RecordedPass, _ layer: RecordedLayer, _ route: GradientRoute, _ unit: Int?, onlyLossAt: Int? = nil
  ) throws(ModelError) {
    (self.pass, self.layer, self.route, self.unit) = (pass, layer, route, unit)
    isEncoder = pass.plan.layers[layer.index].description.side == .encoder
    losses = (0..<pass.output.steps).compactMap { s in
      let gradient = pass.outputGradients.at(s + 1)
      guard onlyLossAt == nil || s + 1 == onlyLossAt, gradient.contains(where: { $0 != 0 }) else { return nil }
      return (s, gradient)
    }
    switch route {
    case .whole: break
    case .input:
      guard layer.input != nil else {
        throw ModelError("\(layer.name) reads tokens, which have no gradient; put an embedding before it")
      }
    case .attention:
      guard !pass.attentions.isEmpty else { throw ModelError("the model has no attention") }
      guard isEncoder else {
        throw ModelError(
          "attention is a route to the encoder, and \(layer.name) is a layer of the decoder; name a layer of the encoder "
            + "with layer=")
      }
    case .state, .gate:
      throw ModelError(
        "the ledger of an encoder-decoder follows the whole gradient, route=input or route=attention")
    }
    width = route == .input ? layer.input?.width ?? 0 : layer.units
    let needed = MemorySize(Double(pass.steps) * Double(max(losses.count, 1)) * 8 * (unit == nil ? 2 : 3))
    guard needed.bytes <= MemorySize.allowed.bytes else {
      throw ModelError("a ledger of \(pass.steps) time steps would need \(needed); show a shorter example")
    }
    try RecordedPass.checkMemory(
      pass.plan, steps: pass.example.steps * min(Self.groupSize, max(losses.count, 1)),
      decoderSteps: pass.example.targetSteps * min(Self.groupSize, max(losses.count, 1)))
  }

  func write(_ progress: ((Int, Int) throws -> Void)?) throws -> GradientLedger {
    let count = losses.count
    var norms = [Double](repeating: 0, count: pass.steps * count)
    var (credits, values) = (norms, norms)
    var sums = [Double](repeating: 0, count: layer.steps * width)
    var whole: [Double] = []
    for first in stride(from: 0, to: max(count, 1), by: Self.groupSize) {
      try progress?(first, count)
      let group = first..<min(first + Self.groupSize, count)
      let network = run(group)
      if whole.isEmpty { whole = wholeGradient(network) }
      for t in 0..<layer.steps {
        let direction = Self.unit(whole[t * width..<(t + 1) * width])
        for (row, loss) in group.enumerated() {
          let own = gradient(network, t: t, row: row)
          for i in 0..<width { sums[t * width + i] += own[i] }
          norms[t * count + loss] = RecordedSeries(width: width, values: own).norms[0]
          credits[t * count + loss] = zip(own, direction).reduce(0) { $0 + $1.0 * $1.1 }
          if let unit { values[t * count + loss] = own[unit] }
        }
      }
    }
    let real = RecordedSeries(width: width, values: whole)
    var worst: Double? = route == .attention ? nil : 0
    for (t, total) in real.norms.enumerated() where total > 0 && worst != nil {
      let difference = (0..<width).map { sums[t * width + $0] - whole[t * width + $0] }
      let own = RecordedSeries(width: width, values: difference).norms[0] / total
      worst = own.isNaN ? .nan : max(worst ?? 0, own)
    }
    return GradientLedger(
      route: route, steps: pass.steps, lossSteps: losses.map { $0.step + 1 }, hasOneLoss: false, isAcross: isEncoder,
      norms: norms, credits: credits, unitValues: unit == nil ? nil : values,
      totals: real.norms + Array(repeating: 0, count: pass.steps - layer.steps), worstDifference: worst)
  }

  private static func unit(_ vector: ArraySlice<Double>) -> [Double] {
    let norm = RecordedSeries(width: vector.count, values: Array(vector)).norms.first ?? 0
    return vector.map { norm > 0 ? $0 / norm : 0 }
  }

  /// The pass forward and backward, each row with the loss of one step.
  private func run(_ group: Range<Int>) -> Network<Double> {
    let rows = max(group.count, 1)
    let network = Network<Double>(pass.plan, loss: pass.lossKind)
    network.load(pass.parameters)
    network.prepare(
      Batch(
        Array(repeating: pass.example, count: rows), identities: Array(repeating: 0, count: rows),
        placement: pass.plan.shape.placement), isTraining: false)
    network.forward()
    let output = network.output
    output.gradients.update(repeating: 0, count: network.outputFrame.steps * rows * output.width)
    for (row, loss) in group.enumerated() {
      for (i, value) in losses[loss].gradient.enumerated() {
        output.gradients[(losses[loss].step * rows + row) * output.width + i] = value
      }
    }
    network.link?.sendsStates = route != .attention
    network.backward()
    return network
  }

  private func gradient(_ network: Network<Double>, t: Int, row: Int) -> [Double] {
    guard let runner = network.recurrent(layer.index) else { return [] }
    if route == .input {
      guard case .values(let values, _)? = runner.input else { return [] }
      let start = values.gradients + (t * runner.outputFrame.rows + row) * width
      return Array(UnsafeBufferPointer(start: start, count: width))
    }
    let place =
      runner.program.recordedStateGradients[0] ?? CellProgram.Place(storage: .outputGradient, width: width)
    return Array(UnsafeBufferPointer(start: runner.locate(place, thread: 0).pointer(t: t, row: row), count: width))
  }

  /// The real gradient, [T, width] of the layer's own steps.
  private func wholeGradient(_ network: Network<Double>) -> [Double] {
    guard route == .input else { return Array(layer.stateGradients[0].values.prefix(layer.steps * width)) }
    let replayed = pass.replayed()
    guard case .values(let values, _)? = replayed.recurrent(layer.index)?.input else { return [] }
    return Array(UnsafeBufferPointer(start: values.gradients, count: layer.steps * width))
  }
}
