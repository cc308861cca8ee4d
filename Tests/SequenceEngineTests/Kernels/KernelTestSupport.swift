import CKernels
import SequenceEngine
import Testing

/// Every instruction set there is. A test of one of them runs in a process of its own (an exit test), because the
/// choice is the whole process's: other suites must never see it change.
enum InstructionSet {
  static let names = ["avx512", "avx2", "neon", "plain"]

  /// Selects it for this process; false when the processor does not have it.
  static func select(_ name: String) -> Bool { ck_select_isa(name) == 0 }

  static var fuses: Bool { String(cString: ck_isa()) != "plain" }
}

/// Numbers between -1 and 1 that are the same in every run.
struct TestNumbers {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next<Scalar: KernelScalar>() -> Scalar {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Scalar(Int32(truncatingIfNeeded: state >> 33)) / Scalar(1 << 30) - 1
  }

  mutating func array<Scalar: KernelScalar>(_ count: Int) -> [Scalar] { (0..<count).map { _ in next() } }
}

/// One link of the header's chain of sums.
func chained<Scalar: KernelScalar>(_ sum: Scalar, _ a: Scalar, _ b: Scalar, fused: Bool) -> Scalar {
  fused ? sum.addingProduct(a, b) : sum + a * b
}

/// Whether two arrays have the same bits, except that any NaN equals any other.
func same<Scalar: KernelScalar>(_ left: [Scalar], _ right: [Scalar]) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { $0 == $1 && $0.sign == $1.sign || $0.isNaN && $1.isNaN }
}

/// Runs `verb` on whole rows and returns its destination.
func pointwise<Scalar: KernelScalar>(
  _ verb: ck_verb, _ operands: [[Scalar]], columns: [Int], result: Int, rows: Int = 1
) -> [Scalar] {
  var memory = operands.flatMap { $0 } + [Scalar](repeating: 77, count: rows * result)
  memory.withUnsafeMutableBufferPointer { buffer in
    guard var base = buffer.baseAddress else { return }
    var table: [Scalar.Operand] = []
    for (operand, width) in zip(operands, columns) {
      table.append(Scalar.operand(base, stride: operand.count == width ? 0 : width, columns: width))
      base += operand.count
    }
    table.append(Scalar.operand(base, stride: result, columns: result))
    let place = { (index: Int) in UInt16(min(index, operands.count - 1)) }
    let instruction = ck_instruction(
      verb: UInt16(verb.rawValue), destination: UInt16(operands.count), a: place(0), b: place(1), c: place(2))
    Scalar.pointwise([instruction], 1, table, rows: rows)
  }
  return Array(memory.suffix(rows * result))
}
