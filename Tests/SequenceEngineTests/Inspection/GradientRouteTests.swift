import SequenceEngine
import Testing

@Suite("Routes of the gradient ledger")
struct GradientRouteTests: LedgerExamples {
  @Test("what comes through an LSTM's gate is its matrix applied to the gate's own gradient")
  func gates() throws {
    let own = try state([Models.recurrent(BuiltInCells.lstm, 3), .dense(units: nil, activation: .identity)])
    let whole = try pass(own, example())
    let matrices = whole.plan.recurrentMatrices(of: 0)
    var sum = [Double](repeating: 0, count: steps * steps)
    for matrix in matrices {
      let ledger = try whole.ledger(layer: 0, route: .gate(matrix.gate))
      for s in 1...steps {
        let alone = try pass(own, example(onlyAt: s)).layers[0]
        let gate = try #require(alone.gates.first { $0.name == matrix.gate })
        let gradients = try #require(gate.gradients)
        for t in 1..<steps {
          let values = gate.values.at(t + 1)
          let slopes = matrix.gate == "candidate" ? values.map { 1 - $0 * $0 } : values.map { $0 * (1 - $0) }
          let delta = zip(slopes, gradients.at(t + 1)).map { $0 * $1 / 7 }
          let arriving = (0..<3).map { j in
            (0..<3).reduce(0) { $0 + own.parameters[matrix.range.lowerBound + $1 * 3 + j] * delta[$1] }
          }
          let norm = arriving.reduce(0) { $0 + $1 * $1 }.squareRoot()
          #expect(abs(ledger.norm(t, s) - norm) < 1e-12, "\(matrix.gate) t=\(t) s=\(s)")
          sum[(t - 1) * steps + s - 1] += ledger.credit(t, s)
        }
      }
    }
    // Nothing reaches the output of an LSTM from the next step except through its gates.
    let ledger = try whole.ledger(layer: 0)
    for s in 2...steps {
      for t in 1..<s { #expect(abs(sum[(t - 1) * steps + s - 1] - ledger.credit(t, s)) < 1e-12) }
    }
  }

  @Test("the route through one state of an LSTM cuts the other between the steps")
  func routes() throws {
    let own = try state([Models.recurrent(BuiltInCells.lstm, 1), .dense(units: nil, activation: .identity)])
    let whole = try pass(own, example())
    let layer = whole.layers[0]
    let weights = Dictionary(
      uniqueKeysWithValues: whole.plan.recurrentMatrices(of: 0).map { ($0.gate, own.parameters[$0.range.lowerBound]) })
    func gate(_ name: String, _ t: Int) -> Double { layer.gates.first { $0.name == name }?.values.at(t)[0] ?? .nan }
    for (route, keepsCell) in [("c", true), ("h", false)] {
      let ledger = try whole.ledger(layer: 0, route: .state(route))
      var (h, c) = (layer.gradientFromAbove.at(7)[0], 0.0)
      for t in stride(from: 7, to: 1, by: -1) {
        let before = layer.states[1].at(t - 1)[0]
        let (i, f, g, o) = (gate("input", t), gate("forget", t), gate("candidate", t), gate("output", t))
        let squashed = layer.states[0].at(t)[0] / o
        let toCell = c + h * o * (1 - squashed * squashed)
        let arriving =
          weights["input", default: .nan] * toCell * g * i * (1 - i)
          + weights["forget", default: .nan] * toCell * before * f * (1 - f)
          + weights["candidate", default: .nan] * toCell * i * (1 - g * g)
          + weights["output", default: .nan] * h * squashed * o * (1 - o)
        #expect(abs(ledger.norm(t - 1, 7) - abs(arriving)) < 1e-13, "\(route) t=\(t - 1)")
        (h, c) = keepsCell ? (0, toCell * f) : (arriving, 0)
      }
    }
    let one = try state([Models.recurrent(BuiltInCells.gru, 3), .dense(units: nil, activation: .identity)])
    let gru = try pass(one, example())
    #expect(try gru.ledger(layer: 0, route: .state("h")).norms == gru.ledger(layer: 0).norms)
  }

  @Test("with one loss the ledger has one column, and the paths add up", arguments: Models.cells.indices)
  func oneLoss(_ index: Int) throws {
    let cell = Models.cells[index]
    let ends = DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence)
    let description = Models.description([
      Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .identity),
    ])
    let own = try ModelState(description, for: ends, seed: 6)
    guard case .vectors(let x, _) = example().input else { return }
    let pass = try RecordedPass(
      description, own.parameters, shape: ends, loss: .meanSquared,
      example: Example(input: .vectors(x, size: 2), target: .vectors([0.7], size: 1), steps: steps))
    let ledger = try pass.ledger(layer: 0)
    #expect(ledger.hasOneLoss && ledger.lossSteps == [7])
    #expect((ledger.worstDifference ?? 1) < 1e-12)
    let paths = try pass.paths(layer: 0)
    for t in 0..<steps {
      let sum = paths.reduce(0) { $0 + $1.credits[t] }
      #expect(abs(sum - ledger.totals[t]) <= 1e-12 * (ledger.totals.max() ?? 0))
    }
    #expect(paths.map(\.name).first == "from above")
  }

  @Test("unknown states and gates are named")
  func wrong() throws {
    let own = try pass(
      try state([Models.recurrent(BuiltInCells.gru, 3), .dense(units: nil, activation: .identity)]), example())
    #expect(throws: ModelError("layer1 has no state 'c'; there are: h")) {
      try own.ledger(layer: 0, route: .state("c"))
    }
    #expect(throws: ModelError("layer1 has no gate 'forget'; there are: reset, update, n")) {
      try own.ledger(layer: 0, route: .gate("forget"))
    }
  }
}
