import SequenceEngine
import Testing

/// Long sequences are worked on in stretches of time, whose gradients share one place: these are longer than two stretches.
@Suite("Sequences of many stretches")
struct TimeStretchTests {
  private static let cells: [(name: String, text: String)] = [
    ("lstm", BuiltInCells.lstm), ("gru", BuiltInCells.gru), ("rnn", BuiltInCells.rnn),
  ]
  private static let lengths = [1150, 1150, 900, 140]

  private func update(_ cell: String, reversed: Bool) throws -> OneUpdate {
    let layers: [LayerKind] = [
      Models.recurrent(cell, 64) { $0.isReversed = reversed }, .dense(units: nil, activation: .identity),
    ]
    return try OneUpdate(layers, OneUpdate.ragged(Self.lengths))
  }

  @Test(
    "the gradient of a long ragged batch is the sum of its sequences', each recorded with everything kept",
    arguments: TimeStretchTests.cells.map(\.text), [false, true])
  func equalsRecorded(_ cell: String, _ reversed: Bool) throws {
    let own = try update(cell, reversed: reversed)
    let gradient = try own.run().gradient
    // Each sequence counts by its targets: the mean is over all of the batch.
    let total = Double(Self.lengths.reduce(0, +))
    var sum = [Double](repeating: 0, count: gradient.count)
    for number in Self.lengths.indices {
      let example = try own.data.example(.train, number)
      let pass = try RecordedPass(
        own.state.description, own.state.parameters, shape: own.data.shape, loss: .meanSquared, example: example)
      for (place, value) in pass.weightGradients.enumerated() { sum[place] += value * Double(example.steps) / total }
    }
    #expect(relativeDifference(gradient, sum) < 1e-10)
  }

  @Test("the bits do not depend on the number of threads", arguments: TimeStretchTests.cells.map(\.text))
  func threads(_ cell: String) async throws {
    await #expect(processExitsWith: .success) { [cell = cell as String] in
      let own = try TimeStretchTests().update(cell, reversed: false)
      Parallel.threads = 1
      let alone = try own.run().gradient
      Parallel.threads = 3
      #expect(try own.run().gradient == alone)
    }
  }

  @Test("watching the states changes no bit, and tells the norms that a recorded pass tells")
  func watching() throws {
    let layers: [LayerKind] = [
      Models.recurrent(BuiltInCells.lstm, 6), Models.recurrent(BuiltInCells.rnn, 5),
      .dense(units: nil, activation: .identity),
    ]
    let own = try OneUpdate(layers, OneUpdate.ragged([9]))
    let (plain, watched) = (
      try Trainer(own.state, own.data, OneUpdate.settings), try Trainer(own.state, own.data, OneUpdate.settings)
    )
    #expect(try plain.advance().stateGradientNorms.isEmpty)
    let report = try watched.advance(watchingStates: true)
    #expect(plain.parameters == watched.parameters)
    let pass = try RecordedPass(
      own.state.description, own.state.parameters, shape: own.data.shape, loss: .meanSquared,
      example: try own.data.example(.train, 0))
    for (layer, norms) in zip(pass.layers, report.stateGradientNorms) {
      #expect(relativeDifference(norms, layer.stateGradients[0].norms) < 1e-10)
    }
    #expect(report.stateGradientNorms.count == 2)
  }
}
