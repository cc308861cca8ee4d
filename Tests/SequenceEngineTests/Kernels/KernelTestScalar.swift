import CKernels

/// The kernels' two scalar types under one set of names, so that every law below is written once.
protocol KernelTestScalar: BinaryFloatingPoint, Sendable {
  /// The largest relative error that the header promises for exp, tanh, sigmoid, log and softplus.
  static var functionTolerance: Double { get }
  static func run(_ program: [ck_instruction], _ operands: [KernelOperand<Self>], rows: Int)
  static func packedCount(_ n: Int, _ k: Int) -> Int
  static func packTransposed(_ w: [Self], _ ldw: Int, _ n: Int, _ k: Int, _ packed: inout [Self])
  static func pack(_ w: [Self], _ ldw: Int, _ n: Int, _ k: Int, _ packed: inout [Self])
  static func matmul(
    _ a: [Self], _ lda: Int, _ packed: [Self], _ c: inout [Self], _ ldc: Int, _ m: Int, _ n: Int, _ k: Int,
    accumulate: Bool)
  static func gradient(
    _ a: UnsafePointer<Self>, _ lda: Int, _ b: UnsafePointer<Self>, _ ldb: Int, _ c: UnsafeMutablePointer<Self>,
    _ ldc: Int, _ r: Int, _ n: Int, _ k: Int)
  static func columnSums(_ a: [Self], _ lda: Int, _ sums: inout [Self], _ r: Int, _ n: Int)
  static func logSoftmax(_ a: inout [Self], _ lda: Int, _ rows: Int, _ n: Int)
}

struct KernelOperand<Scalar> {
  var base: UnsafeMutablePointer<Scalar>
  var stride: Int
  var columns: Int
}

extension Float: KernelTestScalar {
  static var functionTolerance: Double { 5e-7 }
  static func run(_ program: [ck_instruction], _ operands: [KernelOperand<Float>], rows: Int) {
    let table = operands.map { ck_operand_f32(base: $0.base, stride: $0.stride, columns: $0.columns) }
    ck_pointwise_f32(program, program.count, table, rows)
  }
  static func packedCount(_ n: Int, _ k: Int) -> Int { ck_packed_count_f32(n, k) }
  static func packTransposed(_ w: [Float], _ ldw: Int, _ n: Int, _ k: Int, _ packed: inout [Float]) {
    ck_pack_transposed_f32(w, ldw, n, k, &packed)
  }
  static func pack(_ w: [Float], _ ldw: Int, _ n: Int, _ k: Int, _ packed: inout [Float]) {
    ck_pack_f32(w, ldw, n, k, &packed)
  }
  static func matmul(
    _ a: [Float], _ lda: Int, _ packed: [Float], _ c: inout [Float], _ ldc: Int, _ m: Int, _ n: Int, _ k: Int,
    accumulate: Bool
  ) {
    ck_matmul_packed_f32(a, lda, packed, &c, ldc, m, n, k, accumulate ? 1 : 0)
  }
  static func gradient(
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ c: UnsafeMutablePointer<Float>,
    _ ldc: Int, _ r: Int, _ n: Int, _ k: Int
  ) {
    ck_matmul_gradient_f32(a, lda, b, ldb, c, ldc, r, n, k)
  }
  static func columnSums(_ a: [Float], _ lda: Int, _ sums: inout [Float], _ r: Int, _ n: Int) {
    ck_column_sums_f32(a, lda, &sums, r, n)
  }
  static func logSoftmax(_ a: inout [Float], _ lda: Int, _ rows: Int, _ n: Int) {
    ck_log_softmax_f32(&a, lda, rows, n)
  }
}

extension Double: KernelTestScalar {
  static var functionTolerance: Double { 3.2e-15 }
  static func run(_ program: [ck_instruction], _ operands: [KernelOperand<Double>], rows: Int) {
    let table = operands.map { ck_operand_f64(base: $0.base, stride: $0.stride, columns: $0.columns) }
    ck_pointwise_f64(program, program.count, table, rows)
  }
  static func packedCount(_ n: Int, _ k: Int) -> Int { ck_packed_count_f64(n, k) }
  static func packTransposed(_ w: [Double], _ ldw: Int, _ n: Int, _ k: Int, _ packed: inout [Double]) {
    ck_pack_transposed_f64(w, ldw, n, k, &packed)
  }
  static func pack(_ w: [Double], _ ldw: Int, _ n: Int, _ k: Int, _ packed: inout [Double]) {
    ck_pack_f64(w, ldw, n, k, &packed)
  }
  static func matmul(
    _ a: [Double], _ lda: Int, _ packed: [Double], _ c: inout [Double], _ ldc: Int, _ m: Int, _ n: Int, _ k: Int,
    accumulate: Bool
  ) {
    ck_matmul_packed_f64(a, lda, packed, &c, ldc, m, n, k, accumulate ? 1 : 0)
  }
  static func gradient(
    _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ c: UnsafeMutablePointer<Double>,
    _ ldc: Int, _ r: Int, _ n: Int, _ k: Int
  ) {
    ck_matmul_gradient_f64(a, lda, b, ldb, c, ldc, r, n, k)
  }
  static func columnSums(_ a: [Double], _ lda: Int, _ sums: inout [Double], _ r: Int, _ n: Int) {
    ck_column_sums_f64(a, lda, &sums, r, n)
  }
  static func logSoftmax(_ a: inout [Double], _ lda: Int, _ rows: Int, _ n: Int) {
    ck_log_softmax_f64(&a, lda, rows, n)
  }
}
