import Foundation
import SequenceEngine
import Testing

@Suite("A learned start of the states")
struct LearnedStartTests {
  private let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)
  private let dense = LayerKind.dense(units: nil, activation: .identity)
  private let lengths = [6, 4, 4, 1]

  private func model(_ source: String, _ change: (inout RecurrentLayer) -> Void = { _ in }) -> ModelDescription {
    Models.description([
      Models.recurrent(source, 4) {
        $0.start = .learned
        change(&$0)
      }, dense,
    ])
  }

  /// A model whose start is not zero.
  private func state(_ model: ModelDescription, _ shape: DataShape) throws -> ModelState {
    var state = try ModelState(model, for: shape, seed: 5)
    for parameter in try ModelPlan(model, for: shape).parameters where parameter.role == .start {
      #expect(parameter.range.allSatisfy { state.parameters[$0] == 0 })
      for place in parameter.range { state.parameters[place] = 0.3 * Double(place % 5 - 2) }
    }
    return state
  }

  private func batch(_ placement: TargetPlacement = .perStep) -> Batch {
    Models.batch(lengths: lengths, inputs: 3, target: .vector(size: 2), placement: placement)
  }

  @Test("has gradients that agree with differences in every cell", arguments: Models.cells.indices)
  func cells(_ index: Int) throws {
    let cell = Models.cells[index]
    for placement in [TargetPlacement.perStep, .perSequence] {
      for reversed in [false, true] {
        var shape = shape
        shape.placement = placement
        let model = model(cell.source) { ($0.options, $0.isReversed) = (cell.options, reversed) }
        let result = try GradientCheck(
          state(model, shape), batch(placement), shape: shape, loss: .meanSquared, seed: 1)
        #expect(result.passed, "\(cell.name) \(placement): \(result.failures.prefix(3)), worst \(result.worst)")
      }
    }
  }

  @Test("also with a window, both directions and feedback")
  func others() throws {
    let feedback = model(BuiltInCells.lstm) { $0.feedback = true }
    let windowed = model(BuiltInCells.lstm) { $0.window = 3 }
    var own = RecurrentLayer(cell: Models.cell(BuiltInCells.gru), units: 4)
    own.start = .learned
    let both = ModelDescription(
      name: "m",
      layers: LayerDescription.group("gru1", own, bidirectional: .concat, residual: false)
        + [LayerDescription(name: "dense2", kind: dense)])
    #expect(
      try ModelPlan(both, for: shape).parameters.filter { $0.role == .start }.map(\.name) == [
        "gru1.start", "gru1.start_reverse",
      ])
    for model in [feedback, windowed, both] {
      let result = try GradientCheck(state(model, shape), batch(), shape: shape, loss: .meanSquared, seed: 1)
      #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
    }
  }

  @Test("of zeros is no start, and another is the state before the first step")
  func law() throws {
    func outputs(_ model: ModelDescription, _ parameters: [Double], _ states: [[Double]]? = nil) throws -> [Double] {
      let network = Network<Double>(try ModelPlan(model, for: shape), loss: .meanSquared)
      network.load(parameters)
      network.prepare(batch(), isTraining: false)
      if let states { network.setInitialStates([states]) }
      network.forward()
      return (0..<6 * 4 * 2).map { network.output.values[$0] }
    }
    let learned = model(BuiltInCells.lstm)
    let plain = model(BuiltInCells.lstm) { $0.start = .zeros }
    let start = try #require(try ModelPlan(learned, for: shape).parameters.first { $0.role == .start })
    let zero = try ModelState(learned, for: shape, seed: 5).parameters
    var without = zero
    without.removeSubrange(start.range)
    #expect(try outputs(learned, zero) == outputs(plain, without))
    let own = try state(learned, shape).parameters
    let given = start.range.map { own[$0] }
    let states = [Array(given[..<4]), Array(given[4...])].map { state in lengths.flatMap { _ in state } }
    #expect(try outputs(learned, own) == outputs(plain, without, states))
    #expect(try outputs(learned, own) != outputs(plain, without))
  }

  @Test(
    "gradients are the same when activations are computed again", arguments: [TargetPlacement.perStep, .perSequence])
  func stretches(_ placement: TargetPlacement) throws {
    var shape = shape
    shape.placement = placement
    let state = try state(model(BuiltInCells.lstm), shape)
    func gradients(_ backpropagation: Backpropagation, _ batch: Batch) throws -> [Double] {
      let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
      network.load(state.parameters)
      _ = network.learn(batch, backpropagation)
      return network.gradients
    }
    let whole = try gradients(.full, batch(placement))
    #expect(relativeDifference(try gradients(Backpropagation(recomputes: true), batch(placement)), whole) < 1e-13)
    // In pieces that reach back no further than two steps a short row still begins in the piece that holds its beginning.
    for segment in [1, 2] {
      let cut = Backpropagation(reach: 2, segment: segment)
      let all = try gradients(cut, batch(placement))
      var sum = [Double](repeating: 0, count: all.count)
      for row in lengths.indices {
        let single = batch(placement).row(row)
        let share = placement == .perStep ? Double(lengths[row]) / Double(lengths.reduce(0, +)) : 0.25
        for (place, value) in try gradients(cut, single).enumerated() { sum[place] += share * value }
      }
      #expect(relativeDifference(all, sum) < 1e-12, "\(segment)")
    }
  }

  @Test("what each time step adds to its gradient adds up to all of it", arguments: [false, true])
  func shares(_ reversed: Bool) throws {
    let state = try state(model(BuiltInCells.gru) { $0.isReversed = reversed }, shape)
    let own = Models.batch(lengths: [6], inputs: 3, target: .vector(size: 2))
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(input: own.input, target: own.target, steps: 6))
    let parts = (1...6).map { pass.weightGradient(at: $0) }
    let sum = parts[0].indices.map { place in parts.reduce(0) { $0 + $1[place] } }
    #expect(relativeDifference(sum, pass.weightGradients) < 1e-12)
    let start = try #require(pass.plan.parameters.first { $0.role == .start })
    #expect(pass.startState(0, of: pass.layers[0]) == start.range.map { state.parameters[$0] })
  }

  @Test("is what a stateful layer begins with where nothing went before")
  func stateful() throws {
    let data = try Dataset(
      .inline(
        InlineSequences(
          input: [[[1], [2]], [[0], [1]], [[2], [0]]], target: .perStep([[[1], [0]], [[1], [1]], [[0], [2]]]))),
      batch: BatchSettings(size: 1, shuffle: false))
    let model = model(BuiltInCells.rnn) { $0.stateful = .epoch }
    let state = try state(model, data.shape)
    let reader = try Generator(state, for: data.shape, loss: .meanSquared)
    var sum = 0.0
    for index in 0..<3 {
      let example = try data.example(.train, index)
      for (answer, right) in zip(try reader.read(example.input, steps: 2), example.answers) {
        sum += (answer[0] - right) * (answer[0] - right)
      }
    }
    var settings = TrainingSettings()
    settings.precision = .double
    #expect(abs(try Trainer(state, data, settings).evaluate(.train).loss - sum / 6) < 1e-12)
  }

  @Test("is refused in a decoder, which starts from its encoder, and kept when saved")
  func savedAndRefused() throws {
    let folder = try TemporaryFolder()
    let state = try state(model(BuiltInCells.lstm), shape)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: state, shape: shape, TrainingSettings()).save(to: path)
    guard case .checkpoint(let read) = try Checkpoint.load(path) else { return #expect(Bool(false)) }
    #expect(read.state.description == state.description && read.state.parameters == state.parameters)
    let pairs = DataShape(
      input: .token(vocabulary: 5), target: .classes(count: 4), placement: .perStep, decoderInput: .token(vocabulary: 4)
    )
    let kinds: [(LayerKind, LayerSide)] = [
      (Models.recurrent(BuiltInCells.gru, 3), .encoder),
      (Models.recurrent(BuiltInCells.gru, 3) { $0.start = .learned }, .decoder), (dense, .decoder),
    ]
    let model = ModelDescription(
      name: "m", layers: kinds.enumerated().map { LayerDescription(name: "l\($0)", kind: $1.0, side: $1.1) })
    #expect(message { try ModelPlan(model, for: pairs) }?.contains("leave start=learned out") == true)
  }
}

extension Batch {
  /// One row alone.
  fileprivate func row(_ row: Int) -> Batch {
    guard case .vectors(let values, let size) = input, case .vectors(let answers, let width) = target else {
      return self
    }
    let places = placement == .perStep ? lengths[row] : 1
    let own = (0..<lengths[row]).flatMap { t in (0..<size).map { values[(t * rows + row) * size + $0] } }
    let right = (0..<places).flatMap { t in (0..<width).map { answers[(t * rows + row) * width + $0] } }
    return Batch(
      [Example(input: .vectors(own, size: size), target: .vectors(right, size: width), steps: lengths[row])],
      identities: [identities[row]], placement: placement)
  }
}
