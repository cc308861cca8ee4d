import SequenceEngine
import Testing

@Suite("Backpropagation through a stretch of time")
struct BackpropagationTests: StretchedPasses {
  // MARK: Windows

  /// The gradient of each segment's loss with the state detached where the window begins, by whole passes alone.
  private func naive(
    _ layers: [LayerKind], _ batch: Batch, reach: Int, segment: Int
  ) throws -> [Double] {
    let network = try network(layers, perStep, Double.self)
    guard case .vectors(let x, _) = batch.input, case .vectors(let y, _) = batch.target else { return [] }
    let steps = batch.steps
    func run(_ range: Range<Int>, _ states: [[[Double]]]?, heard: Range<Int>) -> LossResult {
      let input = Array(x[range.lowerBound * 3..<range.upperBound * 3])
      let target = range.flatMap { t in (0..<2).map { heard.contains(t) ? y[t * 2 + $0] : .nan } }
      let example = Example(
        input: .vectors(input, size: 3), target: .vectors(target, size: 2), steps: range.count)
      network.prepare(Batch([example], identities: [0], placement: .perStep), isTraining: false)
      if let states { network.setInitialStates(states) }
      network.forward()
      return network.score(.vectors(target, size: 2))
    }
    var sum = [Double](repeating: 0, count: network.gradients.count)
    for start in stride(from: 0, to: steps, by: segment) {
      let end = min(start + segment, steps)
      let detached = max(0, start + segment - reach)
      var states: [[[Double]]]?
      if detached > 0 {
        _ = run(0..<detached, nil, heard: 0..<0)
        states = network.finalStates()
      }
      let result = run(detached..<end, states, heard: start..<end)
      network.backward()
      // The twin's loss is a mean over the segment's targets, the true one over all of them.
      let share = Double(result.count) / Double(steps * 2)
      for (i, gradient) in network.gradients.enumerated() { sum[i] += gradient * share }
    }
    return sum
  }

  @Test("a window equals its naive twin", arguments: [(8, 3), (8, 8), (9, 2), (5, 5), (12, 1), (7, 4)])
  func windows(reach: Int, segment: Int) throws {
    let stacks: [[LayerKind]] = [
      Self.cells[0],
      [
        Models.recurrent(BuiltInCells.lstm, 5), Models.recurrent(BuiltInCells.gru, 4),
        .dense(units: nil, activation: .identity),
      ],
    ]
    for layers in stacks {
      let batch = batch([22], .perStep)
      let twin = try naive(layers, batch, reach: reach, segment: segment)
      let settings = Backpropagation(reach: reach, segment: segment)
      let own = try learned(layers, batch, settings, Double.self)
      #expect(relativeDifference(own.gradients, twin) < 1e-12)
      let whole = try learned(layers, batch, .full, Double.self)
      #expect(own.loss.mean == whole.loss.mean)
      let again = Backpropagation(reach: reach, segment: segment, recomputes: true)
      #expect(relativeDifference(try learned(layers, batch, again, Double.self).gradients, twin) < 1e-12)
    }
  }

  @Test("a window's cost for each time step does not grow with the sequence")
  func cost() throws {
    func perStep(_ steps: Int, _ placement: TargetPlacement) throws -> Double {
      let settings = Backpropagation(reach: 40, segment: 10)
      let schedule = try #require(
        TimeSchedule(settings, steps: steps, placement: placement, hearsOnlyTheEnd: false))
      return Double(schedule.windows.reduce(0) { $0 + $1.end - $1.start }) / Double(steps)
    }
    for placement in [TargetPlacement.perStep, .perSequence] {
      for steps in [100, 1000, 10_000] { #expect(try perStep(steps, placement) <= 4) }
    }
  }

  @Test("a reach of T or more is full BPTT, whatever the segments; a shorter one is not")
  func full() throws {
    for placement in [TargetPlacement.perStep, .perSequence] {
      let batch = batch([12, 12], placement)
      let full = try learned(Self.cells[0], batch, .full, Double.self).gradients
      for reach in [12, 100] {
        for segment in [1, 5, 12] {
          let own = try learned(Self.cells[0], batch, Backpropagation(reach: reach, segment: segment), Double.self)
          #expect(own.gradients == full)
        }
      }
      #expect(try learned(Self.cells[0], batch, Backpropagation(reach: 11), Double.self).gradients != full)
    }
  }

  @Test("K alone cuts at the borders of pieces: the same as a whole pass that nothing crosses them in")
  func pieces() throws {
    for placement in [TargetPlacement.perStep, .perSequence] {
      let layers: [LayerKind] =
        placement == .perStep
        ? Self.cells[0]
        : [Models.recurrent(BuiltInCells.lstm, 5), .pool(.mean), .dense(units: nil, activation: .identity)]
      let batch = batch([14, 14], placement)
      let cut = try network(layers, placement == .perStep ? perStep : perSequence, Double.self)
      cut.setTruncation(4)
      cut.prepare(batch, isTraining: false)
      cut.forward()
      _ = cut.score(batch.target)
      cut.backward()
      let own = try learned(layers, batch, Backpropagation(reach: 4), Double.self)
      #expect(relativeDifference(own.gradients, cut.gradients) < 1e-12)
    }
  }

  @Test("each row of a ragged batch is cut where it would be cut alone")
  func ragged() throws {
    for placement in [TargetPlacement.perStep, .perSequence] {
      for settings in [Backpropagation(reach: 4), Backpropagation(reach: 5, segment: 2)] {
        let lengths = [13, 9, 4, 2]
        let together = batch(lengths, placement)
        let own = try learned(Self.cells[0], together, settings, Double.self)
        var apart = [Double](repeating: 0, count: own.gradients.count)
        for row in lengths.indices {
          let alone = try learned(Self.cells[0], together.row(row), settings, Double.self)
          let share = Double(alone.loss.count) / Double(own.loss.count)
          for i in apart.indices { apart[i] += alone.gradients[i] * share }
        }
        #expect(relativeDifference(own.gradients, apart) < 1e-12)
      }
    }
  }

  @Test("a layer that runs from the end is cut at borders, and refused where stretches would be needed")
  func readingAhead() throws {
    let data = try Dataset(.generated(.adding(length: 12), count: nil))
    let layers = [
      Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true }, .dense(units: nil, activation: .identity),
    ]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
    var settings = TrainingSettings()
    settings.backpropagation = Backpropagation(reach: 4)
    _ = try Trainer(state, data, settings).advance()
    for refused in [Backpropagation(recomputes: true), Backpropagation(reach: 4, segment: 2)] {
      settings.backpropagation = refused
      #expect(throws: ModelError.self) { try Trainer(state, data, settings) }
    }
  }

  // MARK: Clipping

  @Test("clipping by layer bounds each layer's norm, and with one layer is clipping by norm")
  func clipping() throws {
    let batch = batch([15, 15], .perStep)
    let stack = try network(Self.cells[1], perStep, Double.self)
    _ = stack.learn(batch, .full)
    let before = stack.layerGradientNorms()
    let bound = (before.filter { $0 > 0 }.min() ?? 0) * 1.5
    #expect(stack.clip(.layer(bound)) == 1)
    for (own, was) in zip(stack.layerGradientNorms(), before) {
      #expect(own <= bound && (was > bound || own == was))
      #expect(was <= bound || own > bound * 0.999)
    }

    func trained(_ clipping: Clipping) throws -> [Double] {
      let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)
      let network = try network([Models.recurrent(BuiltInCells.rnn, 2)], shape, Float.self)
      _ = network.learn(batch, .full)
      let scale = network.clip(clipping)
      OptimizerRunner<Float>(Optimizer(.sgd), OptimizerState(Optimizer(.sgd), weights: network.parameters.count)).step(
        network.store, ranges: [0..<network.parameters.count], scale: scale)
      return network.parameters
    }
    #expect(try trained(.layer(0.001)) == trained(.norm(0.001)))
    #expect(try trained(.layer(0.001)) != trained(.off))
  }
}

extension Batch {
  /// One row alone.
  fileprivate func row(_ row: Int) -> Batch {
    let steps = lengths[row]
    guard case .vectors(let x, let inputs) = input, case .vectors(let y, let outputs) = target else { return self }
    func own(_ values: [Double], _ size: Int, _ places: Int) -> [Double] {
      (0..<places).flatMap { t in (0..<size).map { values[(t * rows + row) * size + $0] } }
    }
    let example = Example(
      input: .vectors(own(x, inputs, steps), size: inputs),
      target: .vectors(own(y, outputs, placement == .perStep ? steps : 1), size: outputs), steps: steps)
    return Batch([example], identities: [identities[row]], placement: placement)
  }
}
