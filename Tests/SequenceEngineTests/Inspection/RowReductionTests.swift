import SequenceEngine
import Testing

@Suite("Rows that rounding lets count") struct RowReductionTests {
  /// Numbers in [-1, 1].
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    let random = CounterRandom(seed: seed, stream: .data)
    return (0..<count).map { 2 * random.uniform($0) - 1 }
  }

  private func product(_ a: [Double], _ b: [Double], _ rows: Int, _ inner: Int, _ columns: Int) -> [Double] {
    (0..<rows * columns).map { place in
      (0..<inner).reduce(0) { $0 + a[place / columns * inner + $1] * b[$1 * columns + place % columns] }
    }
  }

  private func transposed(_ a: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    (0..<rows * columns).map { a[$0 % rows * columns + $0 / rows] }
  }

  @Test("U R is the matrix, and U is orthonormal", arguments: [(5, 9), (9, 5), (20, 20), (1, 4), (1, 1)])
  func factors(_ rows: Int, _ columns: Int) {
    let matrix = numbers(rows * columns, seed: 1)
    let own = RowReduction(matrix, rows: rows, columns: columns)
    #expect(own.rank == min(rows, columns))
    let back = product(transposed(own.basis, own.rank, rows), own.rows, rows, own.rank, columns)
    #expect(relativeDifference(back, matrix) < 1e-14)
    let gram = product(own.basis, transposed(own.basis, own.rank, rows), own.rank, rows, own.rank)
    let identity = (0..<own.rank * own.rank).map { $0 / own.rank == $0 % own.rank ? 1.0 : 0 }
    #expect(relativeDifference(gram, identity) < 1e-14)
  }

  @Test("directions that fade below rounding are left out, and no singular value that counts changes")
  func rank() {
    // Eight outer products, each a tenth of the one before, and twelve of 1e-20.
    let (rows, columns) = (24, 30)
    var matrix = [Double](repeating: 0, count: rows * columns)
    var size = 1.0
    for k in 0..<20 {
      let (u, v) = (numbers(rows, seed: UInt64(k + 10)), numbers(columns, seed: UInt64(k + 100)))
      for i in 0..<rows { for j in 0..<columns { matrix[i * columns + j] += size * u[i] * v[j] } }
      size = k < 7 ? size / 10 : 1e-20
    }
    let own = RowReduction(matrix, rows: rows, columns: columns)
    #expect(own.rank == 8)
    let whole = SingularValues.of(matrix, rows: rows, columns: columns, check: {})
    let reduced = SingularValues.of(own.rows, rows: own.rank, columns: columns, check: {})
    #expect(relativeDifference(reduced, Array(whole.prefix(8))) < 1e-14)
  }

  @Test("nothing is left of zeros") func zeros() {
    let own = RowReduction([0, 0, 0, 0], rows: 2, columns: 2)
    #expect(own.rank == 0 && own.rows == [] && own.basis == [])
  }

  private func pass(_ cell: String, _ units: Int, _ steps: Int) throws -> RecordedPass {
    let data = try Dataset(.generated(.adding(length: steps), count: nil))
    let layers = [Models.recurrent(cell, units), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 3)
    return try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
  }

  @Test(
    "over many steps the Jacobian is the product of its factors, though most directions were left out",
    arguments: [BuiltInCells.rnn, BuiltInCells.gru])
  func manySteps(_ cell: String) throws {
    let (units, steps) = (24, 150)
    let pass = try pass(cell, units, steps)
    var expected = (0..<units * units).map { $0 / units == $0 % units ? 1.0 : 0 }
    for t in 0..<steps {
      let factor = pass.jacobian(layer: 0, from: t, to: t + 1, check: {})
      expected = product(factor, expected, units, units, units)
    }
    #expect(relativeDifference(pass.jacobian(layer: 0, from: 0, to: steps, check: {}), expected) < 1e-10)
    let values = pass.jacobianSingularValues(layer: 0, from: 0, to: steps, check: {})
    let whole = SingularValues.of(expected, rows: units, columns: units, check: {})
    #expect(values.count == units && relativeDifference(values, whole) < 1e-10)
    #expect(values.contains(0), "nothing was left out: the test says nothing")
  }

  @Test("the states of an LSTM go on together") func twoStates() throws {
    let pass = try pass(BuiltInCells.lstm, 16, 150)
    // Two stretches of which neither is long enough for a reduction.
    let gains = pass.jacobianGains(layer: 0, check: {})
    let values = pass.jacobianSingularValues(layer: 0, from: 1, to: 150, check: {})
    #expect(abs(gains[0] / values[0] - 1) < 1e-9)
    let short = pass.jacobianSingularValues(layer: 0, from: 130, to: 150, check: {})
    #expect(abs(gains[129] / short[0] - 1) < 1e-9)
  }

  @Test("units that hear themselves alone keep entries far below the largest") func diagonal() throws {
    let pass = try pass("cell own(x, h) { start u uniform 0.01 0.9; h' = tanh(W(x) + u * h) }", 8, 100)
    let jacobian = pass.jacobian(layer: 0, from: 0, to: 100, check: {})
    let own = (0..<8).map { abs(jacobian[$0 * 8 + $0]) }
    #expect(own.allSatisfy { $0 > 0 } && (own.min() ?? 1) < 1e-30 * (own.max() ?? 0))
  }
}
