/// A stretch of text cut into contiguous tracks that run side by side, window after window.
///
/// Every step predicts its successor, so a stretch of n symbols has n − 1 steps and each belongs to exactly one track.
/// The first tracks may be one step longer than the others; that step joins the last window, so that every window has
/// all rows.
struct Tracks: Sendable, Equatable {
  /// How many there are.
  let rows: Int
  /// Batches that run through all tracks.
  let windows: Int
  private let window: Int
  private let shortest: Int
  private let longer: Int

  /// To learn from: at most one track for each whole window, so that no track is shorter than one.
  ///
  /// - Parameter steps: at least 1.
  init(steps: Int, rows wanted: Int, window: Int) {
    self.init(steps: steps, tracks: max(1, min(wanted, steps / window)), window: window)
  }

  /// To be scored: how many there are depends on the steps alone, so that a score depends on neither batch nor window.
  /// Each track begins without a state, which costs something at its first steps; of a thousand, next to nothing.
  init(scored steps: Int, window: Int) {
    self.init(steps: steps, tracks: max(1, min(32, steps / 1000)), window: window)
  }

  private init(steps: Int, tracks: Int, window: Int) {
    self.window = window
    rows = tracks
    (shortest, longer) = steps.quotientAndRemainder(dividingBy: rows)
    windows = (shortest - 1) / window + 1
  }

  /// The steps of one row of one window.
  func steps(row: Int, window index: Int) -> Range<Int> {
    let start = row * shortest + min(row, longer)
    let length = shortest + (row < longer ? 1 : 0)
    return start + index * window..<(index == windows - 1 ? start + length : start + (index + 1) * window)
  }
}
