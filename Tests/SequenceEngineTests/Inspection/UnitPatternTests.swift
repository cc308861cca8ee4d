import SequenceEngine
import Testing

@Suite("Units by what they do together")
struct UnitPatternTests {
  private let shape = DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perStep)
  private let units = 4

  private func state(seed: UInt64 = 4) throws -> ModelState {
    try ModelState(
      Models.description([Models.recurrent(BuiltInCells.lstm, units), .dense(units: nil, activation: .identity)]),
      for: shape, seed: seed)
  }

  private let batch = Models.batch(lengths: [12, 9, 5], inputs: 2, target: .vector(size: 1))

  private func study(_ state: ModelState) throws -> UnitStudy {
    try UnitStudy(state, batch, shape: shape, loss: .meanSquared, layer: 0, ablates: false)
  }

  private func input(_ row: Int) -> [Double] {
    guard case .vectors(let values, let size) = batch.input else { return [] }
    return (0..<batch.lengths[row]).flatMap { t in
      let start = (t * batch.rows + row) * size
      return Array(values[start..<start + size])
    }
  }

  /// h of every sequence by itself, [row][t][unit].
  private func hidden(_ state: ModelState) throws -> [[[Double]]] {
    try (0..<batch.rows).map { row in
      let steps = batch.lengths[row]
      let example = Example(
        input: .vectors(input(row), size: 2), target: .vectors([Double](repeating: 0, count: steps), size: 1),
        steps: steps)
      let pass = try RecordedPass(
        state.description, state.parameters, shape: shape, loss: .meanSquared, example: example)
      return (1...steps).map { pass.layers[0].states[0].at($0) }
    }
  }

  @Test("places are those where every unit is beyond half of its own largest, the clearest first")
  func places() throws {
    let state = try state()
    let h = try hidden(state)
    let most = (0..<units).map { unit in h.joined().map { abs($0[unit]) }.max() ?? 0 }
    func share(_ row: Int, _ t: Int, _ unit: Int) -> Double { h[row][t][unit - 1] / most[unit - 1] }
    let all = h.indices.flatMap { row in h[row].indices.map { (row, $0) } }
    for (high, low, off) in [(1, 2, 3), (2, 1, 4), (4, 3, 1), (3, 4, 2)] {
      let expected = all.filter { row, t in
        share(row, t, high) >= 0.5 && share(row, t, low) <= -0.5 && abs(share(row, t, off)) <= 0.5
      }
      let found = try study(state).places([.init(high, .high), .init(low, .low), .init(off, .off)], count: 100)
      #expect(Set(found.map { [$0.row, $0.step] }) == Set(expected.map { [$0.0, $0.1] }))
      #expect(found.map(\.value) == found.map(\.value).sorted(by: >))
    }
    let on = try study(state).places([.init(1, .high)], count: 1)
    let off = try study(state).places([.init(1, .off)], count: 100)
    #expect(on.count + off.count > 0)
    for place in off { #expect(abs(place.value - (0.5 - abs(share(place.row, place.step, 1)))) < 1e-12) }
    #expect(try study(state).places([], count: 5).isEmpty)
  }

  @Test("the units of a model whose units were put in another order are found again")
  func permutation() throws {
    let state = try state()
    let plan = try ModelPlan(state.description, for: shape)
    let order = [2, 0, 3, 1]
    var other = state
    for parameter in plan.parameters where parameter.layer == 0 {
      let columns = parameter.shape.count > 1 ? parameter.shape[1] : 1
      for row in 0..<parameter.shape[0] {
        let from = row / units * units + order[row % units]
        for column in 0..<columns {
          let source = parameter.role == .recurrent ? order[column] : column
          other.parameters[parameter.offset + row * columns + column] =
            state.parameters[parameter.offset + from * columns + source]
        }
      }
    }
    let matches = try study(other).matches(in: try study(state))
    #expect(matches.map(\.other) == order.map { $0 + 1 })
    #expect(matches.allSatisfy { abs($0.correlation - 1) < 1e-12 })
    let same = try study(state).matches(in: try study(try self.state(seed: 9)))
    #expect(same.allSatisfy { abs($0.correlation) <= 1 && (1...units).contains($0.other) })
  }

  @Test("what a unit answers to a stretch of the input is its mean there")
  func responses() throws {
    let state = try state()
    let h = try hidden(state)
    let x = (0..<batch.rows).map { row in stride(from: 1, to: input(row).count, by: 2).map { input(row)[$0] } }
    let own = try #require(try study(state).responses(of: 3, to: 1, parts: 5))
    #expect(own.first?.lower == x.joined().min())
    #expect(abs((own.last?.upper ?? .nan) - (x.joined().max() ?? 0)) < 1e-12)
    for (number, part) in own.enumerated() {
      let isLast = number == own.count - 1
      let values = x.indices.flatMap { row in
        x[row].indices.filter { x[row][$0] >= part.lower && (isLast || x[row][$0] < part.upper) }.map { h[row][$0][2] }
      }
      guard let mean = part.mean else {
        #expect(values.isEmpty)
        continue
      }
      #expect(abs(mean - values.reduce(0, +) / Double(values.count)) < 1e-12)
    }
    #expect(try study(state).responses(of: 1, to: 2, parts: 5) == nil)
  }

  @Test("the contrast of a stretch is Pearson's correlation with being inside it")
  func contrast() throws {
    let values = [0.1, 0.2, 0.9, 1.1, -0.3, 0.0, 0.4]
    let series = RecordedSeries(width: 2, values: values.flatMap { [$0, 0.5] })
    let layer = RecordedLayer(
      name: "l", units: 2, index: 0, stateNames: ["h"], states: [series], stateGradients: [series],
      gradientFromAbove: series, gates: [], input: nil, isReversed: false)
    let inside = [0, 0, 1.0, 1, 0, 0, 0]
    let (meanX, meanH) = (2.0 / 7, values.reduce(0, +) / 7)
    let covariance = zip(inside, values).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanH) }
    let spread =
      inside.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) } * values.reduce(0) { $0 + ($1 - meanH) * ($1 - meanH) }
    #expect(abs(layer.contrast(3...4)[0] - covariance / spread.squareRoot()) < 1e-12)
    #expect(layer.contrast(3...4)[1].isNaN, "it never moves")
    #expect(layer.contrast(1...7)[0].isNaN, "there is nothing outside")
  }
}
