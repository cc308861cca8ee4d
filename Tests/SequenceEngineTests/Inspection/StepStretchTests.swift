import SequenceEngine
import Testing

@Suite("What single steps stretch")
struct StepStretchTests {
  private let shape = DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep)

  private func pass(
    _ kind: LayerKind, steps: Int = 12, recurrent weights: [Double]? = nil
  ) throws -> RecordedPass {
    let random = CounterRandom(seed: 2, stream: .data)
    var state = try ModelState(
      Models.description([kind, .dense(units: nil, activation: .identity)]), for: shape, seed: 3)
    if let weights {
      let plan = try ModelPlan(state.description, for: shape)
      let recurrent = try #require(plan.parameters.first { $0.role == .recurrent })
      state.parameters.replaceSubrange(recurrent.range, with: weights)
    }
    return try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(
        input: .vectors((0..<steps).map { random.normal($0) }, size: 1),
        target: .vectors((0..<steps).map { random.normal(500 + $0) }, size: 1), steps: steps))
  }

  private func linear(_ units: Int) -> LayerKind {
    Models.recurrent(BuiltInCells.rnn, units) { $0.options = ["activation": .function("identity")] }
  }

  @Test("in a linear net Lyapunov exponents are the logarithms of the eigenvalues' sizes, gains the singular value")
  func linearNet() throws {
    let matrix = [0.9, 0.1, 0.0, 0.1, 0.5, 0.05, 0.0, 0.05, 0.2]
    let own = try pass(linear(3), steps: 200, recurrent: matrix)
    let stretch = try own.stepStretch(layer: 0)
    let spectrum = Spectrum(of: matrix, size: 3, check: {})
    for (exponent, modulus) in zip(stretch.lyapunovExponents, spectrum.moduli) {
      #expect(abs(Double.exponential(exponent) - modulus) < 1e-10)
    }
    #expect(stretch.gains.allSatisfy { abs($0 - spectrum.singularValues[0]) < 1e-10 })
    #expect(abs(own.stretchBound(layer: 0) - spectrum.singularValues[0]) < 1e-10)
  }

  @Test("no step stretches more than the cell's bound", arguments: Models.cells.indices)
  func bound(_ index: Int) throws {
    let cell = Models.cells[index]
    let own = try pass(Models.recurrent(cell.source, 4) { $0.options = cell.options })
    let bound = own.stretchBound(layer: 0)
    let gains = try own.stepStretch(layer: 0).gains
    #expect(gains.allSatisfy { $0 <= bound * (1 + 1e-9) }, "\(cell.name): \(gains) beyond \(bound)")
    if cell.name == "rnn sigmoid" {
      let largest = own.spectra(layer: 0, check: {})[0].spectrum.singularValues[0]
      #expect(abs(bound - largest / 4) < 1e-12)
    }
  }

  private static let curved = [
    "exp, log and softplus": "cell a(x, h) {\n h' = 0.5 * log(1 + exp(W(x) + U(h) + b)) - softplus(V(h))\n}",
    "sqrt and a quotient": "cell s(x, h) {\n h' = sqrt(1 + abs(U(h) + W(x))) / (2 + softplus(V(x) + U(h)))\n}",
    "norm": "cell n(x, h) {\n h' = tanh(0.1 * norm(W(x) + U(h) + b))\n}",
    "the larger of two": "cell m(x, h) {\n a = W(x) + U(h)\n k = U(h) + b\n h' = max(a, k) - min(a, 2 * k)\n}",
    "a block": "cell k(x, h) {\n g = sigmoid(W(x) + U(h) + b)\n h' = block(g, 3) * tanh(W(x) + U(h))\n}",
    "two states": "cell t(x, h, c) {\n c' = exp(-softplus(W(x) + U(h))) * c + tanh(h)\n h' = sqrt(2 + abs(c'))\n}",
  ]

  @Test(
    "cells of exp, log, softplus, sqrt, norm, quotients, min, max and blocks have a bound too", arguments: curved.keys)
  func curvedCells(_ name: String) throws {
    let own = try pass(Models.recurrent(try #require(Self.curved[name]), 6))
    let bound = own.stretchBound(layer: 0)
    let gains = try own.stepStretch(layer: 0).gains
    #expect(bound.isFinite)
    #expect(gains.allSatisfy { $0 <= bound * (1 + 1e-9) }, "\(gains) beyond \(bound)")
  }

  @Test("where each unit follows one of two, or several one, the bound counts both")
  func boundOfChoice() throws {
    // h' = max(A h, B h) with rows taken from both stretches more than A or B alone.
    let cell = "cell m(x, h) {\n a = W(x) + U(h)\n k = U(h) + b\n h' = max(a, k)\n}"
    let own = try pass(
      Models.recurrent(cell, 2), recurrent: [10, 10, -9, -9, -9, -9, 10, 10])
    let gains = try own.stepStretch(layer: 0).gains
    #expect(gains.contains { $0 > 14.2 }, "larger than either matrix stretches: \(gains)")
    #expect(gains.allSatisfy { $0 <= own.stretchBound(layer: 0) })
  }

  @Test(
    "a logarithm, a root or a quotient that may come near 0 has none",
    arguments: ["log(U(h))", "sqrt(U(h))", "1 / U(h)"])
  func noBound(_ equation: String) throws {
    let own = try pass(Models.recurrent("cell q(x, h) {\n h' = tanh(W(x) + b) + \(equation)\n}", 2))
    #expect(own.stretchBound(layer: 0) == .infinity)
  }

  @Test("a step's gain of a cell with one state is its Jacobian's largest singular value")
  func gains() throws {
    let own = try pass(Models.recurrent(BuiltInCells.gru, 4))
    let gains = try own.stepStretch(layer: 0).gains
    for t in 1...12 {
      let expected = own.jacobianSingularValues(layer: 0, from: t - 1, to: t, check: {})[0]
      #expect(abs(gains[t - 1] - expected) < 1e-9 * expected)
    }
  }

  @Test("time constants come from the gate that multiplies the state")
  func retention() throws {
    let lstm = try pass(Models.recurrent(BuiltInCells.lstm, 3))
    let own = try #require(lstm.retentions(layer: 0).first)
    #expect(own.state == "c" && own.factor == "forget")
    let forget = try #require(lstm.layers[0].gates.first { $0.name == "forget" }).values
    for unit in 0..<3 {
      let product = (1...12).reduce(1.0) { $0 * forget.at($1)[unit] }
      // exp(−T/τ) is the product of all gates.
      #expect(abs(Double.exponential(-12 / own.timeConstants[unit]) - product) < 1e-12)
    }
    let gru = try pass(Models.recurrent(BuiltInCells.gru, 3))
    #expect(gru.retentions(layer: 0).map(\.factor) == ["update"])
    #expect(try pass(Models.recurrent(BuiltInCells.rnn, 3)).retentions(layer: 0).isEmpty)
    let leaky = try pass(
      Models.recurrent("cell leaky(x, h, m) {\n m' = 0.5 * m + (1 - 0.5) * tanh(W(x) + U(h) + b)\n h' = tanh(m')\n}", 2)
    )
    let half = try #require(leaky.retentions(layer: 0).first)
    #expect(half.factor == "0.5")
    #expect(half.timeConstants.allSatisfy { abs($0 - 1.4426950408889634) < 1e-12 })
    let kept = try pass(Models.recurrent(Models.blocks, 2) { $0.options = ["size": .number(2)] })
    #expect(kept.retentions(layer: 0).first?.timeConstants == [.infinity, .infinity])
  }

  @Test("a unit that never changes is dead")
  func dead() throws {
    let own = try pass(
      Models.recurrent(BuiltInCells.rnn, 3) {
        $0.options = ["activation": .function("relu")]
        $0.clamps = [Clamp("h'", unit: 2, value: 0)]
      })
    #expect(own.deadUnits(layer: 0).contains(2))
  }
}
