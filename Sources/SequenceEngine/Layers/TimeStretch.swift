/// Time steps one after another that a recurrent layer works on together: few enough that what one stage writes is still in
/// the cache when the next one reads it, and enough that a product over them is worth reading its weights.
struct TimeStretch {
  /// Vectors of a time step and a row: about a megabyte of them, and not less than makes products pay.
  private let target: Int

  /// - Parameter width: numbers of the widest vector.
  init(width: Int) { target = max(512, (1 << 18) / max(width, 1)) }

  /// Time steps of a stretch, a power of two; a stretch begins at a multiple of it.
  func count(rows: Int) -> Int {
    let steps = max(1, target / max(rows, 1))
    return 1 << (Int.bitWidth - 1 - steps.leadingZeroBitCount)
  }

  /// Vectors of the largest stretch that batches of up to so many rows have.
  func vectors(rows: Int) -> Int { max(target, rows) }

  /// Time steps in the order of a pass, in stretches.
  func parts(of steps: Range<Int>, rows: Int, fromLast: Bool) -> [Range<Int>] {
    let length = count(rows: rows)
    guard !steps.isEmpty else { return [] }
    let parts = (steps.lowerBound / length...(steps.upperBound - 1) / length).map {
      max(steps.lowerBound, $0 * length)..<min(steps.upperBound, ($0 + 1) * length)
    }
    return fromLast ? parts.reversed() : parts
  }
}
