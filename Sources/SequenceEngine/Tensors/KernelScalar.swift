import CKernels

/// Float for work, Double for proof: the two element types that the kernels exist for.
///
/// Only executors and their buffers are generic over it; everything a caller sees is Double. Executors are reached through
/// existentials, where the compiler would leave every operation a call through this protocol's table; so those of their
/// methods that loop over numbers are `@specialized` for both types.
public protocol KernelScalar: BinaryFloatingPoint, Sendable {
  associatedtype Operand
  associatedtype Place
  static func operand(_ base: UnsafeMutablePointer<Self>, stride: Int, columns: Int) -> Operand
  static func pointwise(
    _ program: UnsafePointer<ck_instruction>, _ count: Int, _ operands: UnsafePointer<Operand>, rows: Int)
  /// An operand that lies somewhere at every time step; see `ck_place_f32`.
  static func place(
    _ base: UnsafeMutablePointer<Self>, step: Int, stride: Int, columns: Int, shift: Int, mask: Int,
    isRegister: Bool
  ) -> Place
  static func pointwise(
    _ program: UnsafeBufferPointer<ck_instruction>, _ places: UnsafeBufferPointer<Place>,
    _ operands: UnsafeMutablePointer<Operand>, _ step: ck_step)
  static func packedCount(columns n: Int, inner k: Int) -> Int
  /// Packs w [n, k] for y = a · wᵀ.
  static func packTransposed(
    _ w: UnsafePointer<Self>, stride: Int, n: Int, k: Int, into packed: UnsafeMutablePointer<Self>)
  /// Packs w [k, n] for y = a · w.
  static func pack(_ w: UnsafePointer<Self>, stride: Int, n: Int, k: Int, into packed: UnsafeMutablePointer<Self>)
  /// c [m, n] (+)= a [m, k] · packed.
  static func multiply(
    _ a: UnsafePointer<Self>, stride lda: Int, packed: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>,
    stride ldc: Int, m: Int, n: Int, k: Int, accumulate: Bool)
  /// c [n, k] += aᵀ · b over r rows.
  static func addGradient(
    _ a: UnsafePointer<Self>, stride lda: Int, _ b: UnsafePointer<Self>, stride ldb: Int,
    into c: UnsafeMutablePointer<Self>, stride ldc: Int, r: Int, n: Int, k: Int)
  /// sums [n] += the rows of a.
  static func addColumnSums(
    _ a: UnsafePointer<Self>, stride: Int, into sums: UnsafeMutablePointer<Self>, r: Int, n: Int)
  /// Rows become their log-softmax.
  static func logSoftmax(_ a: UnsafeMutablePointer<Self>, stride: Int, rows: Int, n: Int)
  /// A row becomes the softmax of itself times `scale`.
  static func softmax(_ a: UnsafeMutablePointer<Self>, _ count: Int, scale: Self)
  /// From dL/dp in `slope`, p the softmax, to dL/d of the row before it was scaled.
  static func softmaxBack(
    _ slope: UnsafeMutablePointer<Self>, _ p: UnsafePointer<Self>, _ count: Int, scale: Self)
  /// turned [k, n] = w [n, k].
  static func transpose(_ w: UnsafePointer<Self>, n: Int, k: Int, into turned: UnsafeMutablePointer<Self>)
  /// Log-probability of each row's class, whether it is the likeliest, and the slope of the loss; see
  /// `ck_cross_entropy_f32`.
  static func crossEntropy(
    _ a: UnsafePointer<Self>, classes: UnsafePointer<Int32>, scale: Self, slope: UnsafeMutablePointer<Self>,
    logProbability: UnsafeMutablePointer<Self>, isBest: UnsafeMutablePointer<UInt8>, rows: Int, n: Int)
  /// sums[index[t]] += a[t] for r rows of n elements, one after another by their strides.
  static func addRows(
    _ a: UnsafePointer<Self>, stride: Int, _ index: UnsafePointer<Int32>, step: Int,
    into sums: UnsafeMutablePointer<Self>, stride target: Int, r: Int, n: Int)
  /// Σ (a + b)², without b Σ a².
  static func sumOfSquares(_ a: UnsafePointer<Self>, plus b: UnsafePointer<Self>?, _ count: Int) -> Double
  /// One step of an optimizer's rule over flat arrays.
  static func optimize(
    _ rule: ck_rule, _ step: ck_rule_step, _ weights: UnsafeMutablePointer<Self>, _ gradients: UnsafePointer<Self>,
    _ first: UnsafeMutablePointer<Self>?, _ second: UnsafeMutablePointer<Self>?, count: Int)
  static func exponential(_ x: Self) -> Self
  static func logarithm1p(_ x: Self) -> Self
}

extension KernelScalar {
  /// The same from row r − 1 to row 0: the order in which weight gradients sum over time.
  static func addColumnSumsFromLast(
    _ a: UnsafePointer<Self>, stride: Int, into sums: UnsafeMutablePointer<Self>, r: Int, n: Int
  ) {
    guard r > 0 else { return }
    addColumnSums(a + (r - 1) * stride, stride: -stride, into: sums, r: r, n: n)
  }
}
