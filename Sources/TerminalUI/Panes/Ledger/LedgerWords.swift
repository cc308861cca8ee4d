import Notebook

/// What the row and the column under the cross say, in sentences, the most important first.
struct LedgerWords {
  private let ledger: LedgerSnapshot
  /// From 1.
  private let t: Int
  /// From 0.
  private let row: Int

  init(_ ledger: LedgerSnapshot, _ cross: (t: Int, row: Int)) {
    self.ledger = ledger
    (t, row) = cross
  }

  /// Sizes under this part of the row's largest are not heard.
  private static let threshold = 1e-6

  private var isOfPaths: Bool { ledger.lossSteps.isEmpty }

  var sentences: [String] {
    guard ledger.steps > 0, ledger.rows.indices.contains(row) else {
      return ["nothing to tell: no loss sends anything"]
    }
    let what = isOfPaths ? "the loss" : "the loss at s=\(ledger.rows[row])"
    guard sizes.allSatisfy(\.isFinite) else { return ["the gradient of \(what) is no number everywhere"] }
    guard let furthest else { return ["nothing of \(what) arrives anywhere"] }
    let end = ledger.isReversed ? ledger.steps : 1
    let reach =
      furthest == end
      ? "\(what) is heard back to t=\(end)"
      : "nothing of \(what) is heard \(ledger.isReversed ? "after" : "before") t=\(furthest)"
    return [reach] + kept + (isOfPaths ? strongestPath : [])
  }

  /// The gates by which states forget.
  private var kept: [String] { ledger.carries.compactMap { $0.words(t: t) } }

  private var strongestPath: [String] {
    let credits = ledger.rows.indices.map { ledger.credits[(t - 1) * ledger.rows.count + $0] }
    guard let most = credits.indices.max(by: { abs(credits[$0]) < abs(credits[$1]) }), credits[most] != 0 else {
      return []
    }
    return ["most comes \(Self.path(ledger.rows[most]))"]
  }

  /// "through time", "from above", "by forget": how a part of the gradient comes.
  static func path(_ name: String) -> String {
    name.hasPrefix("through ") || name.hasPrefix("from ") ? name : "by \(name)"
  }

  /// Norms of the row's gradient, or with one loss of all of it. [T]
  private var sizes: [Double] {
    isOfPaths
      ? ledger.totals : (0..<ledger.steps).map { ledger.norms[$0 * ledger.rows.count + row] }
  }

  /// The time step furthest from the end of time at which there is more than the threshold; nil: nowhere.
  var furthest: Int? {
    let sizes = sizes
    guard let largest = sizes.max(), largest > 0 else { return nil }
    let limit = Self.threshold * largest
    let place = ledger.isReversed ? sizes.lastIndex { $0 >= limit } : sizes.firstIndex { $0 >= limit }
    return place.map { $0 + 1 }
  }

  /// What one step further back leaves of the gradient at t; nil at the end of time.
  var stepFactor: Double? {
    let sizes = sizes
    let before = ledger.isReversed ? t : t - 2
    guard sizes.indices.contains(before), sizes.indices.contains(t - 1), sizes[t - 1] > 0 else { return nil }
    return sizes[before] / sizes[t - 1]
  }
}
