import SequenceEngine
import Testing

@Suite("The regulariser that keeps the size of a gradient")
struct FlowTests {
  private static let omega = 0.7
  private static let dense = LayerKind.dense(units: nil, activation: .identity)

  /// One step back through a cell, its matrix U on the state aside: what U's outputs get, what every state gets on other
  /// ways, and the norm of what arrived.
  private struct Step {
    var delta: [Double]
    var around: [[Double]]
    var arrived: Double
  }

  private func steps(_ pass: RecordedPass, isLSTM: Bool) -> [Step] {
    let layer = pass.layers[0]
    return (1...layer.states[0].steps).map { t in
      let (h, g) = (layer.states[0].at(t), layer.stateGradients[0].at(t))
      guard isLSTM else {
        return Step(
          delta: zip(g, h).map { $0 * (1 - $1 * $1) }, around: [Array(repeating: 0, count: h.count)],
          arrived: norm(g))
      }
      let gates = layer.gates.map { ($0.values.at(t), $0.gradients?.at(t) ?? []) }
      let (c, whole) = (layer.states[1].at(t), layer.stateGradients[1].at(t))
      // What reaches c(t) through h(t) did not arrive from outside of the step.
      let carried = c.indices.map { i -> Double in
        let squashed = tanh(c[i])
        return whole[i] - g[i] * gates[3].0[i] * (1 - squashed * squashed)
      }
      let delta = gates.enumerated().flatMap { number, gate in
        gate.0.indices.map { i in
          gate.1[i] * (number == 2 ? 1 - gate.0[i] * gate.0[i] : gate.0[i] * (1 - gate.0[i]))
        }
      }
      return Step(
        delta: delta,
        around: [Array(repeating: 0, count: h.count), c.indices.map { whole[$0] * gates[1].0[$0] }],
        arrived: norm(g + carried))
    }
  }

  private func tanh(_ x: Double) -> Double {
    let e = Double.exponential(-2 * x)
    return (1 - e) / (1 + e)
  }

  private func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Ω of a sequence, its matrix [rows, H] moved and all else standing still.
  private func omega(_ steps: [Step], _ matrix: [Double], units: Int) -> Double {
    steps.reduce(0) { sum, step in
      var squares = 0.0
      for (state, around) in step.around.enumerated() {
        for j in 0..<units {
          var value = around[j]
          if state == 0 { for i in step.delta.indices { value += step.delta[i] * matrix[i * units + j] } }
          squares += value * value
        }
      }
      let excess = squares.squareRoot() / step.arrived - 1
      return sum + excess * excess
    }
  }

  @Test("Ω and its immediate gradient are those of the formula and of finite differences", arguments: [false, true])
  func twin(_ isLSTM: Bool) throws {
    let lengths = [6, 4, 4, 2]
    let kind = Models.recurrent(isLSTM ? BuiltInCells.lstm : BuiltInCells.rnn, 3)
    let update = try OneUpdate([kind, Self.dense], OneUpdate.ragged(lengths))
    let (plain, regularised) = (try update.run(), try update.run { $0.regularisation.flow = Self.omega })
    let recurrent = update.parameter("weight_hh_l0")
    let matrix = Array(update.state.parameters[recurrent.range])
    let rows = try lengths.indices.map { steps(try update.pass($0), isLSTM: isLSTM) }
    func mean(_ matrix: [Double]) -> Double {
      rows.reduce(0) { $0 + omega($1, matrix, units: 3) } / Double(rows.count)
    }
    #expect(abs(regularised.report.penalty - Self.omega * mean(matrix)) < 1e-11)
    #expect(abs(regularised.report.loss - plain.report.loss - regularised.report.penalty) < 1e-12)
    let numeric = matrix.indices.map { place -> Double in
      func slope(_ step: Double) -> Double {
        var (above, below) = (matrix, matrix)
        above[place] += step
        below[place] -= step
        return (mean(above) - mean(below)) / (2 * step)
      }
      return Self.omega * (4 * slope(5e-5) - slope(1e-4)) / 3
    }
    let added = recurrent.range.map { regularised.gradient[$0] - plain.gradient[$0] }
    #expect(relativeDifference(added, numeric) < 1e-8)
    for parameter in update.plan.parameters where parameter.name != recurrent.name {
      #expect(parameter.range.allSatisfy { regularised.gradient[$0] == plain.gradient[$0] }, "\(parameter.name)")
    }
  }

  @Test("a linear step along an orthogonal matrix costs nothing and moves nothing")
  func orthogonal() throws {
    let kind = Models.recurrent(BuiltInCells.rnn, 4) { $0.options = ["activation": .function("identity")] }
    let data = try Dataset(.generated(.adding(length: 9), count: nil), batch: BatchSettings(size: 3))
    var state = try ModelState(Models.description([kind, Self.dense]), for: data.shape, seed: 2)
    let plan = try ModelPlan(state.description, for: data.shape)
    let recurrent = try #require(plan.parameters.firstIndex { $0.role == .recurrent })
    let range = plan.parameters[recurrent].range
    let nearest = Orthogonal.nearest(to: Array(state.parameters[range]), rows: 4, columns: 4)
    state.parameters.replaceSubrange(range, with: nearest)
    func update(_ flow: Double) throws -> (report: UpdateReport, weights: [Double]) {
      var settings = OneUpdate.settings
      settings.regularisation.flow = flow
      let trainer = try Trainer(state, data, settings)
      return (try trainer.advance(), trainer.parameters)
    }
    let (plain, regularised) = (try update(0), try update(5))
    #expect(regularised.report.penalty < 1e-20)
    #expect(relativeDifference(regularised.weights, plain.weights) < 1e-10)
  }

  @Test("a gradient that vanished is heard further back after training with it")
  func hearing() throws {
    let data = try Dataset(.generated(.adding(length: 20), count: nil), batch: BatchSettings(size: 10))
    let layers = Models.description([Models.recurrent(BuiltInCells.rnn, 10), Self.dense])
    func loss(_ flow: Double) throws -> (share: Double, penalties: [Double]) {
      var settings = TrainingSettings()
      settings.regularisation.flow = flow
      settings.optimizer.rate = 0.005
      let trainer = try Trainer(try ModelState(layers, for: data.shape, seed: 1), data, settings)
      let penalties = try (0..<60).map { _ in try trainer.advance().penalty }
      let pass = try RecordedPass(
        layers, trainer.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
      let norms = pass.layers[0].stateGradients[0].norms
      return (norms[0] / norms[19], penalties)
    }
    let (plain, kept) = (try loss(0), try loss(0.5))
    #expect(kept.share > 10 * plain.share)
    #expect(kept.penalties[59] < kept.penalties[0] / 2)
    #expect(plain.penalties.allSatisfy { $0 == 0 })
  }

  @Test("the same in stretches of time, reversed, in float, and on any number of threads")
  func otherWays() throws {
    let stack = [
      Models.recurrent(BuiltInCells.gru, 5), Models.recurrent(BuiltInCells.lstm, 4), Self.dense,
    ]
    let update = try OneUpdate(stack, OneUpdate.ragged([9, 7, 4]))
    let whole = try update.run { $0.regularisation.flow = 1 }
    let again = try update.run {
      $0.regularisation.flow = 1
      $0.backpropagation.recomputes = true
    }
    #expect(whole.gradient == again.gradient)
    #expect(abs(whole.report.penalty - again.report.penalty) < 1e-12)
    let float = try update.run {
      $0.regularisation.flow = 1
      $0.precision = .float
    }
    #expect(relativeDifference(float.gradient, whole.gradient) < 1e-5)
    let reversed = try OneUpdate(
      [Models.recurrent(BuiltInCells.rnn, 3) { $0.isReversed = true }, Self.dense], OneUpdate.ragged([5, 5]))
    #expect(try reversed.run { $0.regularisation.flow = 1 }.report.penalty > 0)
  }

  @Test("what it cannot move is refused in words")
  func refusals() throws {
    let data = try OneUpdate.ragged([4, 3])
    func refusal(_ kind: LayerKind, _ backpropagation: Backpropagation = .full) -> String {
      do {
        _ = try OneUpdate([kind, Self.dense], data).run {
          $0.regularisation.flow = 1
          $0.backpropagation = backpropagation
        }
        return ""
      } catch { return "\(error)" }
    }
    #expect(refusal(Models.recurrent(BuiltInCells.mgu, 3)).contains("computed in the same step"))
    #expect(refusal(Models.recurrent(BuiltInCells.minGRU, 3)).contains("no matrix that reads a state"))
    #expect(refusal(Models.recurrent(BuiltInCells.rnn, 3) { $0.feedback = true }).contains("the model's output"))
    #expect(refusal(Models.recurrent(BuiltInCells.rnn, 3) { $0.window = 2 }).contains("starts anew"))
    #expect(refusal(Self.dense).contains("it has none"))
    #expect(
      refusal(Models.recurrent(BuiltInCells.rnn, 3), Backpropagation(reach: 3, segment: 1)).contains("several times"))
    for source in [BuiltInCells.rnn, BuiltInCells.lstm, BuiltInCells.peepholeLSTM, BuiltInCells.gru] {
      #expect(refusal(Models.recurrent(source, 3)).isEmpty)
    }
  }
}
