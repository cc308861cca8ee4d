import Notebook

/// What the row and the column under the cross say, in a sentence.
struct LedgerWords {
  let ledger: LedgerSnapshot
  /// From 1.
  let t: Int
  /// From 0.
  let row: Int

  /// Sizes under this part of the row's largest are not heard.
  private static let threshold = 1e-6

  var sentence: String {
    guard ledger.steps > 0, ledger.rows.indices.contains(row) else { return "nothing to tell: no loss sends anything" }
    return ledger.lossSteps.isEmpty ? paths : loss
  }

  /// How far back one loss is heard.
  private var loss: String {
    let sizes = (0..<ledger.steps).map { ledger.norms[$0 * ledger.rows.count + row] }
    let s = ledger.rows[row]
    guard sizes.allSatisfy(\.isFinite) else { return "the gradient of the loss at s=\(s) is no number everywhere" }
    guard let far = heard(sizes) else { return "nothing of the loss at s=\(s) arrives anywhere" }
    let end = ledger.isReversed ? ledger.steps : 1
    if far == end { return "the loss at s=\(s) is heard back to t=\(end)" }
    return "nothing of the loss at s=\(s) is heard \(ledger.isReversed ? "after" : "before") t=\(far)"
  }

  /// By which path most of the gradient comes, and how far back it is heard at all.
  private var paths: String {
    guard ledger.totals.allSatisfy(\.isFinite) else { return "the gradient is no number everywhere" }
    guard let far = heard(ledger.totals) else { return "nothing of the loss arrives anywhere" }
    let end = ledger.isReversed ? ledger.steps : 1
    let reach =
      far == end
      ? "the loss is heard back to t=\(end)"
      : "nothing of the loss is heard \(ledger.isReversed ? "after" : "before") t=\(far)"
    let credits = ledger.rows.indices.map { ledger.credits[(t - 1) * ledger.rows.count + $0] }
    guard let most = credits.indices.max(by: { abs(credits[$0]) < abs(credits[$1]) }), credits[most] != 0 else {
      return reach
    }
    return "\(reach); at t=\(t) most comes by \(ledger.rows[most])"
  }

  /// The time step furthest from the end of time at which there is more than the threshold; nil: nowhere.
  private func heard(_ sizes: [Double]) -> Int? {
    guard let largest = sizes.max(), largest > 0 else { return nil }
    let limit = Self.threshold * largest
    let place = ledger.isReversed ? sizes.lastIndex { $0 >= limit } : sizes.firstIndex { $0 >= limit }
    return place.map { $0 + 1 }
  }
}
