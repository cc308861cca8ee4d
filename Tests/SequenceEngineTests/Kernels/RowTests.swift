import CKernels
import Foundation
import SequenceEngine
import Testing

private func close<Scalar: KernelScalar>(_ left: [Scalar], _ right: [Double], _ tolerance: Double) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { abs(Double($0) - $1) <= tolerance * max(1, abs($1)) }
}

private func tolerance<Scalar: KernelScalar>(_: Scalar.Type) -> Double { Double(Scalar.ulpOfOne) * 64 }

private func expandAndContractAreTransposes<Scalar: KernelScalar>(_: Scalar.Type) {
  for (count, width) in [(1, 1), (1, 128), (5, 1), (3, 2), (4, 7), (2, 16), (3, 33)] {
    var numbers = TestNumbers(seed: UInt64(count * width))
    let rows = 3
    let narrow: [Scalar] = numbers.array(rows * count)
    let wide: [Scalar] = numbers.array(rows * count * width)
    let expanded = pointwise(CK_EXPAND, [narrow], columns: [count], result: count * width, rows: rows)
    #expect(same(expanded, wide.indices.map { narrow[$0 / width] }), "\(count) times \(width)")
    let contracted = pointwise(CK_CONTRACT, [wide], columns: [count * width], result: count, rows: rows)
    let sums = narrow.indices.map { wide[($0 * width)..<($0 * width + width)].reduce(0.0) { $0 + Double($1) } }
    #expect(close(contracted, sums, tolerance(Scalar.self)), "\(count) times \(width)")
  }
}

private func normaliseIsItsFormulaAndItsGradient<Scalar: KernelScalar>(_: Scalar.Type) {
  for columns in [1, 3, 8, 17, 128, 513] {
    var numbers = TestNumbers(seed: UInt64(columns))
    let rows = 2
    let a: [Scalar] = numbers.array(rows * columns).map { $0 + 3 }
    let b: [Scalar] = numbers.array(rows * columns)
    var forward: [Double] = []
    var backward: [Double] = []
    for row in 0..<rows {
      let x = a[(row * columns)..<((row + 1) * columns)].map(Double.init)
      let g = b[(row * columns)..<((row + 1) * columns)].map(Double.init)
      let count = Double(columns)
      let mean = x.reduce(0, +) / count
      let scale = 1 / (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count + 1e-5).squareRoot()
      let y = x.map { ($0 - mean) * scale }
      let gradientMean = g.reduce(0, +) / count
      let productMean = zip(g, y).reduce(0) { $0 + $1.0 * $1.1 } / count
      forward += y
      backward += zip(g, y).map { ($0 - gradientMean - $1 * productMean) * scale }
    }
    // A lone column's deviation is pure rounding, divided by sqrt(1e-5).
    let bound = tolerance(Scalar.self) * (columns < 8 ? 300 : 16)
    #expect(close(pointwise(CK_NORMALISE, [a], columns: [columns], result: columns, rows: rows), forward, bound))
    let result = pointwise(CK_NORMALISE_BACKWARD, [a, b], columns: [columns, columns], result: columns, rows: rows)
    #expect(close(result, backward, bound), "\(columns) columns")
  }
}

private func columnSumsAreChains<Scalar: KernelScalar>(_: Scalar.Type) {
  for n in [1, 3, 16, 17, 64, 65, 130] {
    for r in [0, 1, 50] {
      var numbers = TestNumbers(seed: UInt64(n + r))
      let a: [Scalar] = numbers.array(r * (n + 2))
      var sums: [Scalar] = numbers.array(n)
      let expected = sums.indices.map { j in (0..<r).reduce(sums[j]) { $0 + a[$1 * (n + 2) + j] } }
      Scalar.addColumnSums(a, stride: n + 2, into: &sums, r: r, n: n)
      #expect(same(sums, expected), "\(r) rows of \(n)")
    }
  }
}

private func logSoftmaxIsStable<Scalar: KernelScalar>(_: Scalar.Type) {
  for n in [1, 2, 8, 16, 65, 100] {
    for scale in [1, 80, 1e30] as [Scalar] {
      var numbers = TestNumbers(seed: UInt64(n))
      let (rows, stride) = (3, n + 1)
      let logits = (numbers.array(rows * stride) as [Scalar]).map { $0 * scale }
      var result = logits
      Scalar.logSoftmax(&result, stride: stride, rows: rows, n: n)
      var expected = logits.map(Double.init)
      for row in 0..<rows {
        let x = logits[(row * stride)..<(row * stride + n)].map(Double.init)
        let top = x.max() ?? 0
        let sum = log(x.reduce(0) { $0 + exp($1 - top) })
        for j in 0..<n { expected[row * stride + j] = x[j] - top - sum }
      }
      #expect(close(result, expected, tolerance(Scalar.self)), "\(n) columns, scale \(scale)")
    }
  }
  var spoilt: [Scalar] = [0, .nan, 1]
  Scalar.logSoftmax(&spoilt, stride: 3, rows: 1, n: 3)
  #expect(spoilt.allSatisfy { $0.isNaN })
}

private func softmaxIsItsFormulaAndItsGradient<Scalar: KernelScalar>(_: Scalar.Type) {
  for n in [1, 2, 8, 16, 65, 100] {
    for scale in [0.25, 1, 1e20] as [Scalar] {
      var numbers = TestNumbers(seed: UInt64(n))
      let x: [Scalar] = numbers.array(n + 1)
      let arriving: [Scalar] = numbers.array(n + 1)
      var (p, slope) = (x, arriving)
      Scalar.softmax(&p, n, scale: scale)
      Scalar.softmaxBack(&slope, p, n, scale: scale)
      let scaled = x.prefix(n).map { Double($0 * scale) }
      let top = scaled.max() ?? 0
      let sum = scaled.reduce(0) { $0 + exp($1 - top) }
      let expected = scaled.map { exp($0 - top) / sum } + [Double(x[n])]
      #expect(close(p, expected, tolerance(Scalar.self)), "\(n) numbers, scale \(scale)")
      let mean = (0..<n).reduce(0.0) { $0 + Double(p[$1]) * Double(arriving[$1]) }
      let back = (0..<n).map { Double(p[$0]) * (Double(arriving[$0]) - mean) * Double(scale) } + [Double(arriving[n])]
      #expect(close(slope, back, 10 * tolerance(Scalar.self)), "back, \(n) numbers, scale \(scale)")
    }
  }
}

@Suite("Row kernels")
struct RowTests {
  @Test("Expand repeats each element, contract sums each group", arguments: InstructionSet.names)
  func expandAndContract(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      expandAndContractAreTransposes(Float.self)
      expandAndContractAreTransposes(Double.self)
    }
  }

  @Test("Normalise and its gradient are their formulas", arguments: InstructionSet.names)
  func normalise(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      normaliseIsItsFormulaAndItsGradient(Float.self)
      normaliseIsItsFormulaAndItsGradient(Double.self)
    }
  }

  @Test("Column sums add rows in rising order", arguments: InstructionSet.names)
  func columnSums(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      columnSumsAreChains(Float.self)
      columnSumsAreChains(Double.self)
    }
  }

  @Test("Log-softmax is stable for any finite logits and keeps NaN", arguments: InstructionSet.names)
  func logSoftmax(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      logSoftmaxIsStable(Float.self)
      logSoftmaxIsStable(Double.self)
    }
  }

  @Test(
    "Softmax and its gradient are their formulas, and touch nothing behind the row", arguments: InstructionSet.names)
  func softmax(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      softmaxIsItsFormulaAndItsGradient(Float.self)
      softmaxIsItsFormulaAndItsGradient(Double.self)
    }
  }
}
