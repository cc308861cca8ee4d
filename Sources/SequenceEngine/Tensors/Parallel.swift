import CKernels

/// Divides work among the threads of the kernels' pool. What is divided are rows and tiles of results, never sums, so the
/// bits of a result do not depend on the number of threads.
public enum Parallel {
  /// Threads in use, the caller's included.
  public static var threads: Int {
    get { Int(ck_threads()) }
    set { ck_set_threads(Int32(clamping: newValue)) }
  }

  /// The instruction set that the kernels were dispatched to: avx512, avx2, neon or plain.
  public static var instructionSet: String { String(cString: ck_isa()) }

  /// Runs the body with every product on the calling thread alone: for threads that each have work enough of their own.
  package static func onOneThread<Result>(_ body: () throws -> Result) rethrows -> Result {
    ck_work_alone(1)
    defer { ck_work_alone(0) }
    return try body()
  }

  /// Runs the tasks 0 ..< count, each once, on all threads; returns when all are done.
  package static func run(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1 else {
      if count == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var closure = body
      withUnsafeMutablePointer(to: &closure) { pointer in
        ck_parallel(
          count, { context, task in context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(task) }, pointer)
      }
    }
  }

  /// Divides 0 ..< count into at most `threads` ranges of about the same length, none shorter than `grain`.
  ///
  /// - Parameter most: ranges that there is memory for; the number of threads may have grown since it was taken.
  static func ranges(_ count: Int, grain: Int, atMost most: Int = .max) -> [Range<Int>] {
    let pieces = max(1, min(threads, most, count / max(grain, 1)))
    return (0..<pieces).map { count * $0 / pieces..<count * ($0 + 1) / pieces }
  }

  /// Runs the body on ranges that together are 0 ..< count.
  static func divide(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let pieces = ranges(count, grain: grain)
    run(pieces.count) { body(pieces[$0]) }
  }
}
