import SequenceEngine
import Testing

@Suite("Weight penalties, constraints, and gradients bounded at each step")
struct RegularisationTests {
  private static let dense = LayerKind.dense(units: nil, activation: .identity)

  private func update(_ kind: LayerKind = Models.recurrent(BuiltInCells.rnn, 4)) throws -> OneUpdate {
    try OneUpdate([kind, Self.dense], OneUpdate.ragged())
  }

  @Test("the penalty of weights is λ/2 Σ w² of the matrices, and its gradient λ w")
  func weights() throws {
    let update = try update(Models.recurrent(BuiltInCells.lstm, 3))
    let (plain, penalised) = (try update.run(), try update.run { $0.regularisation.weight = 0.3 })
    var sum = 0.0
    for parameter in update.plan.parameters {
      for i in parameter.range {
        let expected = parameter.shape.count > 1 ? 0.3 * update.state.parameters[i] : 0
        #expect(abs(penalised.gradient[i] - plain.gradient[i] - expected) < 1e-14)
        if parameter.shape.count > 1 { sum += update.state.parameters[i] * update.state.parameters[i] }
      }
    }
    #expect(abs(penalised.report.penalty - 0.15 * sum) < 1e-14)
    #expect(abs(penalised.report.loss - plain.report.loss - 0.15 * sum) < 1e-14)
  }

  @Test("frozen weights are neither penalised nor constrained")
  func frozen() throws {
    let update = try update()
    var state = update.state
    state.frozen = ["layer1"]
    var settings = OneUpdate.settings
    settings.regularisation.weight = 1
    settings.constraints = [WeightConstraint(layer: "layer1", kind: .maxNorm(0.01))]
    let trainer = try Trainer(state, update.data, settings)
    let report = try trainer.advance()
    let (own, other) = (update.plan.parameters[update.plan.layers[0].parameters], update.parameter("layer2.weight"))
    for parameter in own {
      #expect(parameter.range.allSatisfy { trainer.parameters[$0] == state.parameters[$0] })
    }
    let squares = other.range.reduce(0) { $0 + state.parameters[$1] * state.parameters[$1] }
    #expect(abs(report.penalty - squares / 2) < 1e-14)
  }

  // MARK: Clipping at each step

  /// Backpropagation of h' = tanh(W x + U h + b) by hand, what arrives at each step scaled down to a bound.
  private func naive(_ update: OneUpdate, bound: Double, lengths: [Int]) throws -> [Double] {
    let recurrent = update.parameter("weight_hh_l0")
    let u = Array(update.state.parameters[recurrent.range])
    var gradient = [Double](repeating: 0, count: 16)
    for (row, length) in lengths.enumerated() {
      let layer = try update.pass(row).layers[0]
      var carried = [Double](repeating: 0, count: 4)
      for t in (1...length).reversed() {
        var g = zip(layer.gradientFromAbove.at(t), carried).map(+)
        let norm = g.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if norm > bound { g = g.map { $0 * bound / norm } }
        let delta = zip(g, layer.states[0].at(t)).map { $0 * (1 - $1 * $1) }
        let before = t > 1 ? layer.states[0].at(t - 1) : [0, 0, 0, 0]
        for i in 0..<4 {
          for j in 0..<4 {
            gradient[i * 4 + j] += delta[i] * before[j] * Double(length) / Double(lengths.reduce(0, +))
          }
        }
        carried = (0..<4).map { j in (0..<4).reduce(0) { (sum: Double, i: Int) in sum + u[i * 4 + j] * delta[i] } }
      }
    }
    return gradient
  }

  @Test("clipped at each step, the gradient is that of backpropagation by hand", arguments: [0.05, 0.2, 1000])
  func steps(_ bound: Double) throws {
    let lengths = [6, 4, 4, 1]
    let update = try update()
    let clipped = try update.run { $0.clipping = .step(bound) }.gradient
    let recurrent = update.parameter("weight_hh_l0")
    let expected = try naive(update, bound: bound, lengths: lengths)
    #expect(relativeDifference(recurrent.range.map { clipped[$0] }, expected) < 1e-10)
    let plain = try update.run().gradient
    #expect((clipped == plain) == (bound == 1000))
  }

  @Test("a gradient that explodes on the way back no longer does")
  func exploding() throws {
    let kind = Models.recurrent(BuiltInCells.rnn, 4) { $0.options = ["activation": .function("identity")] }
    let data = try Dataset(.generated(.adding(length: 60), count: nil), batch: BatchSettings(size: 4))
    var state = try ModelState(Models.description([kind, Self.dense]), for: data.shape, seed: 2)
    let plan = try ModelPlan(state.description, for: data.shape)
    try plan.setSpectralRadius(1.5, layer: 0, in: &state.parameters) {}
    func norm(_ clipping: Clipping) throws -> Double {
      var settings = OneUpdate.settings
      settings.clipping = clipping
      // The gradient that is told is the one that came out of the way back.
      return try Trainer(state, data, settings).advance().layerGradientNorms[0]
    }
    #expect(try norm(.step(1e-3)) < norm(.off) / 1e6)
    #expect(try norm(.norm(1e-3)) == norm(.off))
  }

  // MARK: Constraints

  private func constrained(_ kind: WeightConstraint.Kind) throws -> (
    plain: [[Double]], bounded: [[Double]], columns: Int
  ) {
    let update = try update(Models.recurrent(BuiltInCells.gru, 4))
    let constraint = WeightConstraint(layer: "layer1", role: .recurrent, kind: kind)
    let matrices = update.plan.matrices(under: constraint)
    func run(_ constraints: [WeightConstraint]) throws -> [[Double]] {
      var settings = OneUpdate.settings
      settings.constraints = constraints
      let trainer = try Trainer(update.state, update.data, settings)
      _ = try trainer.advance()
      return matrices.map { Array(trainer.parameters[$0.offset..<$0.offset + $0.rows * $0.columns]) }
    }
    return (try run([]), try run([constraint]), 4)
  }

  @Test("no row is longer than max_norm; shorter ones stay as they are")
  func maxNorm() throws {
    let (plain, bounded, columns) = try constrained(.maxNorm(0.5))
    func rows(_ matrix: [Double]) -> [[Double]] {
      stride(from: 0, to: matrix.count, by: columns).map { Array(matrix[$0..<$0 + columns]) }
    }
    var cut = 0
    for (before, after) in zip(rows(plain[0]), rows(bounded[0])) {
      let norm = before.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 0.5 { cut += 1 }
      #expect(relativeDifference(after, norm > 0.5 ? before.map { $0 * 0.5 / norm } : before) < 1e-14)
    }
    #expect((1..<12).contains(cut))
  }

  @Test("no singular value of a gate's matrix is above spectral_norm")
  func spectralNorm() throws {
    let (plain, bounded, _) = try constrained(.spectralNorm(0.6))
    #expect(bounded.count == 3)
    for (before, after) in zip(plain, bounded) {
      let largest = SingularValues.of(before, rows: 4, columns: 4) {}[0]
      let factor = min(1, 0.6 / largest)
      #expect(relativeDifference(after, before.map { $0 * factor }) < 1e-9)
    }
  }

  @Test("the nearest orthogonal matrix: Q Qᵀ is one and QᵀA symmetric with no negative eigenvalue")
  func orthogonal() throws {
    let (plain, bounded, _) = try constrained(.orthogonal)
    for (a, q) in zip(plain, bounded) {
      for i in 0..<4 {
        for j in 0..<4 {
          let product = (0..<4).reduce(0.0) { $0 + q[i * 4 + $1] * q[j * 4 + $1] }
          #expect(abs(product - (i == j ? 1 : 0)) < 1e-12)
        }
      }
      func polar(_ i: Int, _ j: Int) -> Double { (0..<4).reduce(0) { $0 + q[$1 * 4 + i] * a[$1 * 4 + j] } }
      for i in 0..<4 { for j in 0..<i { #expect(abs(polar(i, j) - polar(j, i)) < 1e-12) } }
      // The sum of A's singular values is reached by its polar factor alone.
      let singular = SingularValues.of(a, rows: 4, columns: 4) {}.reduce(0, +)
      #expect(abs((0..<4).reduce(0) { $0 + polar($1, $1) } - singular) < 1e-10)
    }
  }

  @Test("a tall matrix gets orthonormal columns, a wide one orthonormal rows, zeros stay")
  func shapes() {
    let random = CounterRandom(seed: 1, stream: .data)
    for (rows, columns) in [(6, 3), (3, 6), (1, 4)] {
      let matrix = (0..<rows * columns).map { random.normal($0) * 10 }
      let nearest = Orthogonal.nearest(to: matrix, rows: rows, columns: columns)
      let values = SingularValues.of(nearest, rows: rows, columns: columns) {}
      #expect(values.allSatisfy { abs($0 - 1) < 1e-10 })
    }
    #expect(Orthogonal.nearest(to: [0, 0, 0, 0], rows: 2, columns: 2) == [0, 0, 0, 0])
  }

  @Test("an orthogonal linear net keeps the size of its gradient however long it is trained")
  func keptSize() throws {
    let kind = Models.recurrent(BuiltInCells.rnn, 5) { $0.options = ["activation": .function("identity")] }
    let data = try Dataset(.generated(.adding(length: 50), count: nil), batch: BatchSettings(size: 8))
    let model = Models.description([kind, Self.dense])
    var settings = TrainingSettings()
    settings.constraints = [WeightConstraint(layer: "layer1", role: .recurrent, kind: .orthogonal)]
    let trainer = try Trainer(try ModelState(model, for: data.shape, seed: 1), data, settings)
    for _ in 0..<20 { _ = try trainer.advance() }
    let pass = try RecordedPass(
      model, trainer.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
    let norms = pass.layers[0].stateGradients[0].norms
    #expect(norms.allSatisfy { abs($0 / norms[49] - 1) < 1e-4 })
  }
}
