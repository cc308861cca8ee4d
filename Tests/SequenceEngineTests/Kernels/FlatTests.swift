import CKernels
import Foundation
import SequenceEngine
import Testing

private func pairsGiveTheBitsOfTwo<Scalar: KernelScalar>(_: Scalar.Type) {
  let pairs: [(pair: ck_verb, inner: ck_verb, outer: ck_verb, isBackward: Bool)] = [
    (CK_SIGMOID_OF_SUM, CK_ADD, CK_SIGMOID, false), (CK_TANH_OF_SUM, CK_ADD, CK_TANH, false),
    (CK_SIGMOID_BACKWARD_OF_PRODUCT, CK_MULTIPLY, CK_SIGMOID_BACKWARD, true),
    (CK_TANH_BACKWARD_OF_PRODUCT, CK_MULTIPLY, CK_TANH_BACKWARD, true),
    (CK_TANH_BACKWARD_OF_SUM, CK_ADD, CK_TANH_BACKWARD, true),
  ]
  for columns in [1, 7, 16, 33, 128] {
    var numbers = TestNumbers(seed: UInt64(columns))
    let rows: [[Scalar]] = (0..<3).map { _ in numbers.array(2 * columns) }
    func run(_ verb: ck_verb, _ operands: [[Scalar]]) -> [Scalar] {
      pointwise(verb, operands, columns: operands.map { _ in columns }, result: columns, rows: 2)
    }
    for (pair, inner, outer, isBackward) in pairs {
      let expected =
        isBackward
        ? run(outer, [rows[0], run(inner, [rows[1], rows[2]])]) : run(outer, [run(inner, [rows[0], rows[1]])])
      #expect(same(run(pair, isBackward ? rows : [rows[0], rows[1]]), expected), "\(pair), \(columns) columns")
    }
  }
}

private func crossEntropyIsItsFormula<Scalar: KernelScalar>(_: Scalar.Type) {
  for n in [1, 2, 16, 65, 100] {
    var numbers = TestNumbers(seed: UInt64(n))
    let logits = (numbers.array(4 * n) as [Scalar]).map { $0 * 20 }
    let classes: [Int32] = [0, Int32(n - 1), -1, Int32(n / 2)]
    var slope = [Scalar](repeating: 7, count: 4 * n)
    var p = [Scalar](repeating: 7, count: 4)
    var best = [UInt8](repeating: 7, count: 4)
    Scalar.crossEntropy(
      logits, classes: classes, scale: 0.25, slope: &slope, logProbability: &p, isBest: &best, rows: 4, n: n)
    for (row, own) in classes.enumerated() {
      let x = logits[row * n..<(row + 1) * n].map(Double.init)
      let sum = x.reduce(0) { $0 + exp($1) }
      for j in 0..<n {
        let expected = own < 0 ? 0 : 0.25 * (exp(x[j]) / sum - (j == Int(own) ? 1 : 0))
        #expect(abs(Double(slope[row * n + j]) - expected) <= Double(Scalar.ulpOfOne) * 64)
      }
      guard own >= 0 else { continue }
      let expected = x[Int(own)] - log(sum)
      #expect(abs(Double(p[row]) - expected) <= Double(Scalar.ulpOfOne) * 64 * max(1, abs(expected)))
      #expect((best[row] == 1) == (x[Int(own)] == x.max()))
    }
    #expect(best[2] == 0)
  }
}

private func rowsAreAddedInOrder<Scalar: KernelScalar>(_: Scalar.Type) {
  for n in [1, 5, 16, 40] {
    var numbers = TestNumbers(seed: UInt64(n))
    let (count, symbols, stride) = (30, 4, n + 3)
    let a: [Scalar] = numbers.array(count * stride)
    let index = (0..<count).map { Int32($0 * 7 % symbols) }
    var sums: [Scalar] = numbers.array(symbols * n)
    var expected = sums
    for t in (0..<count).reversed() { for j in 0..<n { expected[Int(index[t]) * n + j] += a[t * stride + j] } }
    a.withUnsafeBufferPointer { a in
      index.withUnsafeBufferPointer { index in
        guard let rows = a.baseAddress, let first = index.baseAddress else { return }
        Scalar.addRows(
          rows + (count - 1) * stride, stride: -stride, first + count - 1, step: -1, into: &sums, stride: n, r: count,
          n: n)
      }
    }
    #expect(same(sums, expected), "\(n) columns")
  }
}

private func arraysAreTurnedAndMeasured<Scalar: KernelScalar>(_: Scalar.Type) {
  for (n, k) in [(1, 1), (3, 5), (4, 8), (17, 33), (64, 65)] {
    var numbers = TestNumbers(seed: UInt64(n * k))
    let w: [Scalar] = numbers.array(n * k)
    let other: [Scalar] = numbers.array(n * k)
    var turned = [Scalar](repeating: 0, count: n * k)
    Scalar.transpose(w, n: n, k: k, into: &turned)
    #expect(same(turned, (0..<n * k).map { w[$0 % n * k + $0 / n] }), "\(n) by \(k)")
    let squares = w.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(Scalar.sumOfSquares(w, plus: nil, n * k) - squares) <= 1e-14 * squares * 8)
    let both = zip(w, other).reduce(0.0) { $0 + Double($1.0 + $1.1) * Double($1.0 + $1.1) }
    #expect(abs(Scalar.sumOfSquares(w, plus: other, n * k) - both) <= 1e-14 * both * 8)
  }
}

@Suite("Kernels of flat arrays, symbols and losses")
struct FlatTests {
  @Test("A pair of verbs gives the bits of the two", arguments: InstructionSet.names)
  func pairs(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      pairsGiveTheBitsOfTwo(Float.self)
      pairsGiveTheBitsOfTwo(Double.self)
    }
  }

  @Test("Cross-entropy is its formula; a row without a class says nothing", arguments: InstructionSet.names)
  func crossEntropy(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      crossEntropyIsItsFormula(Float.self)
      crossEntropyIsItsFormula(Double.self)
    }
  }

  @Test("Rows are added to the row of their symbol in order", arguments: InstructionSet.names)
  func addRows(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      rowsAreAddedInOrder(Float.self)
      rowsAreAddedInOrder(Double.self)
    }
  }

  @Test("A turned matrix and a sum of squares are the naive ones", arguments: InstructionSet.names)
  func turned(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      arraysAreTurnedAndMeasured(Float.self)
      arraysAreTurnedAndMeasured(Double.self)
    }
  }
}
