import SequenceEngine
import Testing

@Suite("Spectra and Jacobians over time")
struct SpectrumTests {
  private let random = CounterRandom(seed: 4, stream: .data)

  @Test("eigenvalues and singular values agree with trace, square sum and each other", arguments: [1, 2, 3, 7, 24])
  func laws(_ n: Int) {
    let matrix = (0..<n * n).map { random.keyed(n).normal($0) }
    let spectrum = Spectrum(of: matrix, size: n, check: {})
    #expect(spectrum.eigenvalues.count == n && spectrum.singularValues.count == n)
    let trace = (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] }
    #expect(abs(spectrum.eigenvalues.reduce(0) { $0 + $1.real } - trace) < 1e-9)
    #expect(abs(spectrum.eigenvalues.reduce(0) { $0 + $1.imaginary }) < 1e-9)
    let squares = matrix.reduce(0) { $0 + $1 * $1 }
    #expect(abs(spectrum.singularValues.reduce(0) { $0 + $1 * $1 } / squares - 1) < 1e-12)
    // Both products are the size of the determinant.
    let determinants = (spectrum.moduli.reduce(1, *), spectrum.singularValues.reduce(1, *))
    #expect(abs(determinants.0 / determinants.1 - 1) < 1e-8)
    #expect(spectrum.moduli == spectrum.moduli.sorted(by: >))
    #expect(spectrum.radius <= spectrum.singularValues[0] * (1 + 1e-12))
  }

  @Test(
    "the largest singular value alone is the first of all", arguments: [(1, 1), (2, 5), (7, 3), (40, 40), (90, 61)])
  func largest(_ rows: Int, _ columns: Int) {
    func check(_ matrix: [Double], _ what: String) {
      var direction: [Double] = []
      let all = SingularValues.of(matrix, rows: rows, columns: columns, check: {})
      let largest = SingularValues.largest(of: matrix, rows: rows, columns: columns, startingAt: &direction)
      #expect(abs(largest - all[0]) <= 1e-10 * all[0], "\(what)")
      // The direction that is left is stretched so.
      let image = (0..<rows).map { i in
        (0..<columns).reduce(0) { $0 + matrix[i * columns + $1] / all[0] * direction[$1] }
      }
      #expect(abs(image.reduce(0) { $0 + $1 * $1 }.squareRoot() - 1) <= 1e-8, "\(what)")
    }
    let plain = (0..<rows * columns).map { random.keyed(rows).normal($0) }
    check(plain, "random")
    check(plain.map { $0 * 1e-200 }, "tiny")
    func entries(_ value: (_ row: Int, _ column: Int) -> Double) -> [Double] {
      (0..<rows * columns).map { value($0 / columns, $0 % columns) }
    }
    check(entries { Double($0 + 1) * Double($1 - 2) + 0.5 }, "of low rank")
    check(entries { $0 == $1 ? 1 : 0 }, "many equal ones")
    check(entries { $0 == $1 ? 1 - 1e-7 * Double($0 % 5) : 1e-9 }, "a close pair")
    var direction: [Double] = []
    #expect(SingularValues.largest(of: [.nan, 0, 0, 1], rows: 2, columns: 2, startingAt: &direction).isNaN)
    #expect(SingularValues.largest(of: [0, 0, 0, 0], rows: 2, columns: 2, startingAt: &direction) == 0)
  }

  @Test("somebody who wants no more is heard between steps of the work")
  func interruption() throws {
    struct Enough: Error {}
    let matrix = (0..<60 * 60).map { random.keyed(60).normal($0) }
    var asked = 0
    func check() throws {
      asked += 1
      if asked == 50 { throw Enough() }
    }
    #expect(throws: Enough.self) { try Eigenvalues.of(matrix, size: 60, check: check) }
    asked = 0
    #expect(throws: Enough.self) { try SingularValues.of(matrix, rows: 60, columns: 60, check: check) }
    asked = -1_000_000
    _ = try Spectrum(of: matrix, size: 60, check: check)
    #expect(asked > -1_000_000 + 150, "it is asked for every column and every iteration")
  }

  @Test("a rotation turns without stretching, and what lies outside the unit circle is counted")
  func known() {
    let turned = Spectrum(of: [0, -1, 1, 0], size: 2, check: {})
    #expect(turned.eigenvalues.map(\.imaginary).sorted() == [-1, 1])
    #expect(turned.outside == 0 && turned.radius == 1)
    #expect(Spectrum(of: [2, 0, 0, 0.5], size: 2, check: {}).outside == 1)
    #expect(Spectrum(of: [.nan, 0, 0, 1], size: 2, check: {}).radius.isNaN)
  }

  @Test(
    "the gain at t is the largest singular value of dh(T)/dh(t)",
    arguments: [BuiltInCells.rnn, BuiltInCells.lstm, BuiltInCells.gru], [false, true])
  func gains(_ source: String, _ isReversed: Bool) throws {
    let data = try Dataset(.generated(.adding(length: 11), count: nil))
    let layers = [
      Models.recurrent(source, 6) { $0.isReversed = isReversed }, .dense(units: nil, activation: .identity),
    ]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 3)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
    let gains = pass.jacobianGains(layer: 0, check: {})
    #expect(gains.count == 11 && gains[10] == 1)
    for t in 1...10 {
      let whole = pass.jacobianSingularValues(layer: 0, from: t, to: 11, check: {})[0]
      #expect(abs(gains[t - 1] / whole - 1) < 1e-6, "t = \(t)")
    }
  }

  @Test("an example too long to keep every number of is refused before memory is taken")
  func memory() throws {
    let data = try Dataset(.generated(.adding(length: 10), count: nil))
    let layers = [Models.recurrent(BuiltInCells.lstm, 32), .dense(units: nil, activation: .identity)]
    let plan = try ModelPlan(Models.description(layers), for: data.shape, recorded: true)
    try RecordedPass.checkMemory(plan, steps: 1000)
    let error = #expect(throws: ModelError.self) { try RecordedPass.checkMemory(plan, steps: 1_000_000_000_000) }
    #expect(error?.message.contains("unrolling an example of 1000000000000 time steps") == true)
    #expect(error?.message.contains("may be taken") == true)
  }
}
