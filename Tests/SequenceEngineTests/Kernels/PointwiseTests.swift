import CKernels
import SequenceEngine
import Testing

/// Every elementwise verb whose result is exact, beside its formula from the header.
private func formulas<Scalar: KernelScalar>(
  fused: Bool
) -> [(verb: ck_verb, formula: (Scalar, Scalar, Scalar) -> Scalar)] {
  [
    (CK_COPY, { a, _, _ in a }), (CK_NEGATE, { a, _, _ in -a }), (CK_ADD, { a, b, _ in a + b }),
    (CK_SUBTRACT, { a, b, _ in a - b }), (CK_MULTIPLY, { a, b, _ in a * b }), (CK_DIVIDE, { a, b, _ in a / b }),
    (CK_MULTIPLY_ADD, { a, b, c in chained(c, a, b, fused: fused) }),
    (CK_RELU, { a, _, _ in a.isNaN ? a : a > 0 ? a : a == 0 ? a : 0 }), (CK_SQRT, { a, _, _ in a.squareRoot() }),
    (CK_ABS, { a, _, _ in a.magnitude }),
    (CK_MINIMUM, { a, b, _ in a.isNaN || b.isNaN ? .nan : a < b ? a : b }),
    (CK_MAXIMUM, { a, b, _ in a.isNaN || b.isNaN ? .nan : a > b ? a : b }),
    (CK_SIGMOID_BACKWARD, { a, b, _ in b * (a * (1 - a)) }),
    (CK_TANH_BACKWARD, { a, b, _ in b * chained(1, -a, a, fused: fused) }),
    (CK_RELU_BACKWARD, { a, b, _ in a > 0 ? b : 0 }),
    (CK_ABS_BACKWARD, { a, b, _ in a.isNaN ? .nan : a > 0 ? b : a < 0 ? -b : 0 }),
    (CK_SELECT_LESS, { a, b, c in a <= b ? c : 0 }), (CK_SELECT_GREATER, { a, b, c in a > b ? c : 0 }),
    (CK_SELECT_GREATER_EQUAL, { a, b, c in a >= b ? c : 0 }), (CK_SELECT_SMALLER, { a, b, c in a < b ? c : 0 }),
  ]
}

private let lengths = [1, 3, 4, 7, 8, 17, 128, 513]

private func verbsEqualTheirFormulas<Scalar: KernelScalar>(_: Scalar.Type) {
  for (verb, formula) in formulas(fused: InstructionSet.fuses) as [(ck_verb, (Scalar, Scalar, Scalar) -> Scalar)] {
    for columns in lengths {
      for rows in [1, 3] {
        var numbers = TestNumbers(seed: UInt64(columns))
        var a: [Scalar] = numbers.array(rows * columns)
        let b: [Scalar] = numbers.array(columns)  // one row, shown to every row
        let c: [Scalar] = numbers.array(rows * columns)
        a[0] = [Scalar.nan, 0, b[0]][columns % 3]
        let result = pointwise(
          verb, [a, b, c], columns: [columns, columns, columns], result: columns, rows: rows)
        let expected = a.indices.map { formula(a[$0], b[$0 % columns], c[$0]) }
        #expect(same(result, expected), "verb \(verb.rawValue), \(rows) rows of \(columns)")
      }
    }
  }
}

/// One matrix of rows with gaps between them, in which a program works in place.
private func programsRunInPlaceOnStridedRows<Scalar: KernelScalar>(_: Scalar.Type) {
  for columns in lengths {
    let (rows, stride) = (4, 3 * columns + 5)
    var numbers = TestNumbers(seed: UInt64(columns))
    var memory: [Scalar] = numbers.array(rows * stride)
    let before = memory
    memory.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let parts = (0..<3).map { Scalar.operand(base + $0 * columns, stride: stride, columns: columns) }
      let program = [
        ck_instruction(verb: UInt16(CK_ADD.rawValue), destination: 0, a: 0, b: 1, c: 0),
        ck_instruction(verb: UInt16(CK_MULTIPLY.rawValue), destination: 1, a: 0, b: 1, c: 0),
        ck_instruction(verb: UInt16(CK_MULTIPLY_ADD.rawValue), destination: 2, a: 0, b: 1, c: 2),
      ]
      Scalar.pointwise(program, program.count, parts, rows: rows)
    }
    var expected = before
    for row in 0..<rows {
      for j in 0..<columns {
        let (first, second, third) = (row * stride + j, row * stride + columns + j, row * stride + 2 * columns + j)
        expected[first] = before[first] + before[second]
        expected[second] = expected[first] * before[second]
        expected[third] = chained(before[third], expected[first], expected[second], fused: InstructionSet.fuses)
      }
    }
    #expect(same(memory, expected), "\(columns) columns")
  }
}

@Suite("Pointwise programs")
struct PointwiseTests {
  @Test("Every verb is its formula at any length, with a row shown to every row", arguments: InstructionSet.names)
  func verbs(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      verbsEqualTheirFormulas(Float.self)
      verbsEqualTheirFormulas(Double.self)
    }
  }

  @Test("A program works in place and touches nothing between the rows", arguments: InstructionSet.names)
  func inPlace(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      programsRunInPlaceOnStridedRows(Float.self)
      programsRunInPlaceOnStridedRows(Double.self)
    }
  }
}
