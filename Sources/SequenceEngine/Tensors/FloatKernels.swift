import CKernels
import Glibc

extension Float: KernelScalar {
  public typealias Operand = ck_operand_f32
  public typealias Place = ck_place_f32

  public static func operand(_ base: UnsafeMutablePointer<Float>, stride: Int, columns: Int) -> Operand {
    Operand(base: base, stride: stride, columns: columns)
  }

  public static func pointwise(
    _ program: UnsafePointer<ck_instruction>, _ count: Int, _ operands: UnsafePointer<Operand>, rows: Int
  ) { ck_pointwise_f32(program, count, operands, rows) }

  public static func place(
    _ base: UnsafeMutablePointer<Float>, step: Int, stride: Int, columns: Int, shift: Int, mask: Int,
    isRegister: Bool
  ) -> ck_place_f32 {
    ck_place_f32(
      base: base, step: step, stride: stride, mask: mask, columns: columns, shift: Int32(shift),
      is_register: isRegister ? 1 : 0)
  }

  public static func pointwise(
    _ program: UnsafeBufferPointer<ck_instruction>, _ places: UnsafeBufferPointer<ck_place_f32>,
    _ operands: UnsafeMutablePointer<Operand>, _ step: ck_step
  ) {
    ck_pointwise_step_f32(program.baseAddress, program.count, places.baseAddress, places.count, operands, step)
  }

  public static func packedCount(columns n: Int, inner k: Int) -> Int { ck_packed_count_f32(n, k) }

  public static func packTransposed(
    _ w: UnsafePointer<Float>, stride: Int, n: Int, k: Int, into packed: UnsafeMutablePointer<Float>
  ) { ck_pack_transposed_f32(w, stride, n, k, packed) }

  public static func pack(
    _ w: UnsafePointer<Float>, stride: Int, n: Int, k: Int, into packed: UnsafeMutablePointer<Float>
  ) { ck_pack_f32(w, stride, n, k, packed) }

  public static func multiply(
    _ a: UnsafePointer<Float>, stride lda: Int, packed: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    stride ldc: Int, m: Int, n: Int, k: Int, accumulate: Bool
  ) { ck_matmul_packed_f32(a, lda, packed, c, ldc, m, n, k, accumulate ? 1 : 0) }

  public static func addGradient(
    _ a: UnsafePointer<Float>, stride lda: Int, _ b: UnsafePointer<Float>, stride ldb: Int,
    into c: UnsafeMutablePointer<Float>, stride ldc: Int, r: Int, n: Int, k: Int
  ) { ck_matmul_gradient_f32(a, lda, b, ldb, c, ldc, r, n, k) }

  public static func addColumnSums(
    _ a: UnsafePointer<Float>, stride: Int, into sums: UnsafeMutablePointer<Float>, r: Int, n: Int
  ) { ck_column_sums_f32(a, stride, sums, r, n) }

  public static func logSoftmax(_ a: UnsafeMutablePointer<Float>, stride: Int, rows: Int, n: Int) {
    ck_log_softmax_f32(a, stride, rows, n)
  }

  public static func transpose(
    _ w: UnsafePointer<Float>, n: Int, k: Int, into turned: UnsafeMutablePointer<Float>
  ) { ck_transpose_f32(w, n, k, turned) }

  public static func crossEntropy(
    _ a: UnsafePointer<Float>, classes: UnsafePointer<Int32>, scale: Float, slope: UnsafeMutablePointer<Float>,
    logProbability: UnsafeMutablePointer<Float>, isBest: UnsafeMutablePointer<UInt8>, rows: Int, n: Int
  ) { ck_cross_entropy_f32(a, n, classes, scale, slope, n, logProbability, isBest, rows, n) }

  public static func addRows(
    _ a: UnsafePointer<Float>, stride: Int, _ index: UnsafePointer<Int32>, step: Int,
    into sums: UnsafeMutablePointer<Float>, stride target: Int, r: Int, n: Int
  ) { ck_add_rows_f32(a, stride, index, step, sums, target, r, n) }

  public static func sumOfSquares(_ a: UnsafePointer<Float>, plus b: UnsafePointer<Float>?, _ count: Int) -> Double {
    ck_sum_of_squares_f32(a, b, count)
  }

  public static func optimize(
    _ rule: ck_rule, _ step: ck_rule_step, _ weights: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?, count: Int
  ) { ck_optimize_f32(rule, step, weights, gradients, first, second, count) }

  public static func softmax(_ a: UnsafeMutablePointer<Float>, _ count: Int, scale: Float) {
    ck_softmax_f32(a, count, scale)
  }

  public static func softmaxBack(
    _ slope: UnsafeMutablePointer<Float>, _ p: UnsafePointer<Float>, _ count: Int, scale: Float
  ) { ck_softmax_back_f32(slope, p, count, scale) }

  public static func exponential(_ x: Float) -> Float { expf(x) }

  public static func logarithm1p(_ x: Float) -> Float { log1pf(x) }
}
