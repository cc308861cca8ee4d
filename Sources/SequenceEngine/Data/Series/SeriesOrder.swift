/// The windows of a series in time order: every row of a batch goes on where the same row of the batch before ended, and an
/// epoch still takes every window once.
///
/// Windows that begin k, k + W, k + 2W, … rows into the series (W their length) follow one another without a gap: a chain.
/// All chains one behind the other are cut into as many tracks as a batch has rows.
struct SeriesOrder: Sendable, Equatable {
  struct Place: Sendable, Equatable {
    /// Number of the window in the series, from 0.
    var window: Int
    /// Whether it begins where the window of the same row in the batch before ended.
    var goesOn: Bool
  }

  let windows: Int
  let rows: Int
  private let length: Int

  /// - Parameters:
  ///   - windows: how many there are, each beginning one row after the other.
  ///   - length: W.
  init(windows: Int, length: Int, rows wanted: Int) {
    self.windows = windows
    self.length = length
    rows = max(1, min(wanted, windows))
  }

  var batches: Int { (windows + rows - 1) / rows }

  /// The windows of a batch. The last one may have fewer rows: the first ones.
  func batch(_ index: Int) -> [Place] {
    let (shortest, longer) = windows.quotientAndRemainder(dividingBy: rows)
    return (0..<rows).compactMap { row in
      guard index < shortest + (row < longer ? 1 : 0) else { return nil }
      let (window, isFirst) = window(at: row * shortest + min(row, longer) + index)
      return Place(window: window, goesOn: index > 0 && !isFirst)
    }
  }

  /// The window at a place of all chains one behind the other, and whether a chain begins with it.
  private func window(at place: Int) -> (window: Int, isFirst: Bool) {
    let (shortest, longer) = windows.quotientAndRemainder(dividingBy: length)
    let border = longer * (shortest + 1)
    let (chain, step) =
      place < border
      ? place.quotientAndRemainder(dividingBy: shortest + 1)
      : (longer + (place - border) / shortest, (place - border) % shortest)
    return (chain + step * length, step == 0)
  }
}
