import CKernels
import Glibc

extension Double: KernelScalar {
  public typealias Operand = ck_operand_f64
  public typealias Place = ck_place_f64

  public static func operand(_ base: UnsafeMutablePointer<Double>, stride: Int, columns: Int) -> Operand {
    Operand(base: base, stride: stride, columns: columns)
  }

  public static func pointwise(
    _ program: UnsafePointer<ck_instruction>, _ count: Int, _ operands: UnsafePointer<Operand>, rows: Int
  ) { ck_pointwise_f64(program, count, operands, rows) }

  public static func place(
    _ base: UnsafeMutablePointer<Double>, step: Int, stride: Int, columns: Int, shift: Int, mask: Int,
    isRegister: Bool
  ) -> ck_place_f64 {
    ck_place_f64(
      base: base, step: step, stride: stride, mask: mask, columns: columns, shift: Int32(shift),
      is_register: isRegister ? 1 : 0)
  }

  public static func pointwise(
    _ program: UnsafeBufferPointer<ck_instruction>, _ places: UnsafeBufferPointer<ck_place_f64>,
    _ operands: UnsafeMutablePointer<Operand>, _ step: ck_step
  ) {
    ck_pointwise_step_f64(program.baseAddress, program.count, places.baseAddress, places.count, operands, step)
  }

  public static func packedCount(columns n: Int, inner k: Int) -> Int { ck_packed_count_f64(n, k) }

  public static func packTransposed(
    _ w: UnsafePointer<Double>, stride: Int, n: Int, k: Int, into packed: UnsafeMutablePointer<Double>
  ) { ck_pack_transposed_f64(w, stride, n, k, packed) }

  public static func pack(
    _ w: UnsafePointer<Double>, stride: Int, n: Int, k: Int, into packed: UnsafeMutablePointer<Double>
  ) { ck_pack_f64(w, stride, n, k, packed) }

  public static func multiply(
    _ a: UnsafePointer<Double>, stride lda: Int, packed: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
    stride ldc: Int, m: Int, n: Int, k: Int, accumulate: Bool
  ) { ck_matmul_packed_f64(a, lda, packed, c, ldc, m, n, k, accumulate ? 1 : 0) }

  public static func addGradient(
    _ a: UnsafePointer<Double>, stride lda: Int, _ b: UnsafePointer<Double>, stride ldb: Int,
    into c: UnsafeMutablePointer<Double>, stride ldc: Int, r: Int, n: Int, k: Int
  ) { ck_matmul_gradient_f64(a, lda, b, ldb, c, ldc, r, n, k) }

  public static func addColumnSums(
    _ a: UnsafePointer<Double>, stride: Int, into sums: UnsafeMutablePointer<Double>, r: Int, n: Int
  ) { ck_column_sums_f64(a, stride, sums, r, n) }

  public static func logSoftmax(_ a: UnsafeMutablePointer<Double>, stride: Int, rows: Int, n: Int) {
    ck_log_softmax_f64(a, stride, rows, n)
  }

  public static func transpose(
    _ w: UnsafePointer<Double>, n: Int, k: Int, into turned: UnsafeMutablePointer<Double>
  ) { ck_transpose_f64(w, n, k, turned) }

  public static func crossEntropy(
    _ a: UnsafePointer<Double>, classes: UnsafePointer<Int32>, scale: Double, slope: UnsafeMutablePointer<Double>,
    logProbability: UnsafeMutablePointer<Double>, isBest: UnsafeMutablePointer<UInt8>, rows: Int, n: Int
  ) { ck_cross_entropy_f64(a, n, classes, scale, slope, n, logProbability, isBest, rows, n) }

  public static func addRows(
    _ a: UnsafePointer<Double>, stride: Int, _ index: UnsafePointer<Int32>, step: Int,
    into sums: UnsafeMutablePointer<Double>, stride target: Int, r: Int, n: Int
  ) { ck_add_rows_f64(a, stride, index, step, sums, target, r, n) }

  public static func sumOfSquares(_ a: UnsafePointer<Double>, plus b: UnsafePointer<Double>?, _ count: Int) -> Double {
    ck_sum_of_squares_f64(a, b, count)
  }

  public static func optimize(
    _ rule: ck_rule, _ step: ck_rule_step, _ weights: UnsafeMutablePointer<Double>, _ gradients: UnsafePointer<Double>,
    _ first: UnsafeMutablePointer<Double>?, _ second: UnsafeMutablePointer<Double>?, count: Int
  ) { ck_optimize_f64(rule, step, weights, gradients, first, second, count) }

  public static func softmax(_ a: UnsafeMutablePointer<Double>, _ count: Int, scale: Double) {
    ck_softmax_f64(a, count, scale)
  }

  public static func softmaxBack(
    _ slope: UnsafeMutablePointer<Double>, _ p: UnsafePointer<Double>, _ count: Int, scale: Double
  ) { ck_softmax_back_f64(slope, p, count, scale) }

  public static func exponential(_ x: Double) -> Double { exp(x) }

  public static func logarithm1p(_ x: Double) -> Double { log1p(x) }
}
