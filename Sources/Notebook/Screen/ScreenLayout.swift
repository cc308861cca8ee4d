import Script

/// Which panes stand where on a wide screen, and how much of it each takes: columns from the left, in each the panes from
/// the top, with their shares. It is written as it is kept: `40 notebook | 60 unrolled 70 training 30`.
public struct ScreenLayout: Sendable, Hashable {
  public struct Column: Sendable, Hashable {
    /// Of the screen's width; shares are compared with those of the other columns.
    public var share: Double
    public var panes: [Share]

    public init(share: Double, panes: [Share]) { (self.share, self.panes) = (share, panes) }
  }

  public struct Share: Sendable, Hashable {
    public var pane: String
    /// Of the column's height.
    public var share: Double

    public init(_ pane: String, _ share: Double) { (self.pane, self.share) = (pane, share) }
  }

  /// Empty: the standard layout, which sees for itself what there is room for.
  public var columns: [Column]
  /// The notebook's share of the width in the standard layout, in percent.
  public var notebookShare: Double

  public static let panes = ["notebook", "training", "unrolled", "model", "ledger", "doctor"]
  public static let standardShare = 42.0
  private static let mostColumns = 4

  public init(columns: [Column]) { (self.columns, notebookShare) = (columns, Self.standardShare) }

  public static func standard(notebookShare: Double = standardShare) -> ScreenLayout {
    var layout = ScreenLayout(columns: [])
    layout.notebookShare = notebookShare
    return layout
  }

  public var isStandard: Bool { columns.isEmpty }

  /// The pane that a screen with room for one begins with: the first of the widest column.
  public var mainPane: String {
    columns.max { $0.share < $1.share }?.panes.max { $0.share < $1.share }?.pane ?? "notebook"
  }

  /// Reads a layout as it is written.
  ///
  /// - Throws: `SessionError` with what was expected.
  public init(_ text: String) throws(SessionError) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if words.first == "standard", words.count <= 2 {
      self = .standard(notebookShare: try words.dropFirst().first.map(Self.share) ?? Self.standardShare)
      return
    }
    var columns: [Column] = []
    var seen: Set<String> = []
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      var words = part.split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count >= 2 else {
        throw SessionError(
          "a column of a layout is a share of the width and its panes, not '\(legible(String(part)))'",
          hint: "for example \"40 notebook | 60 unrolled 70 training 30\"")
      }
      var column = Column(share: try Self.share(words.removeFirst()), panes: [])
      while !words.isEmpty {
        let pane = words.removeFirst()
        guard Self.panes.contains(pane) else {
          throw SessionError(
            "no pane is called '\(legible(pane))'", hint: "panes: " + Self.panes.joined(separator: ", "))
        }
        guard seen.insert(pane).inserted else { throw SessionError("the pane \(pane) stands twice in the layout") }
        let isShared = words.first?.first?.isNumber == true
        column.panes.append(Share(pane, isShared ? try Self.share(words.removeFirst()) : 50))
      }
      columns.append(column)
    }
    guard columns.count <= Self.mostColumns else {
      throw SessionError("a layout has at most \(Self.mostColumns) columns, not \(columns.count)")
    }
    self.init(columns: columns)
  }

  private static func share(_ word: String) throws(SessionError) -> Double {
    guard let share = Double(word), share >= 1, share <= 1000 else {
      throw SessionError("a share is a number from 1 to 1000, not '\(legible(word))'")
    }
    return share
  }

  /// As it is written.
  public var text: String {
    guard !isStandard else {
      return notebookShare == Self.standardShare ? "standard" : "standard \(Self.written(notebookShare))"
    }
    return columns.map { column in
      let panes = column.panes.map { column.panes.count == 1 ? $0.pane : "\($0.pane) \(Self.written($0.share))" }
      return ([Self.written(column.share)] + panes).joined(separator: " ")
    }.joined(separator: " | ")
  }

  private static func written(_ share: Double) -> String { String(Int(share.rounded())) }

  // MARK: Shipped

  /// The layouts that come with the program.
  public static let shipped: [(name: String, layout: ScreenLayout, meaning: String)] = [
    ("standard", .standard(), "notebook left, training and the unrolled example right"),
    (
      "teach", ScreenLayout(columns: [column(28, ("notebook", 50)), column(72, ("unrolled", 75), ("training", 25))]),
      "the unrolled example large, for a class"
    ),
    (
      "train", ScreenLayout(columns: [column(40, ("notebook", 50)), column(60, ("training", 65), ("unrolled", 35))]),
      "the training large, the unrolled example under it"
    ),
    (
      "gradients",
      ScreenLayout(columns: [column(30, ("notebook", 50)), column(70, ("unrolled", 50), ("ledger", 50))]),
      "the unrolled example and the gradient ledger"
    ),
    (
      "cells",
      ScreenLayout(columns: [column(35, ("notebook", 55), ("model", 45)), column(65, ("unrolled", 50))]),
      "states and gates of the unrolled example, the model's layers under the notebook"
    ),
    (
      "write", ScreenLayout(columns: [column(70, ("notebook", 50)), column(30, ("training", 50), ("unrolled", 50))]),
      "the notebook large"
    ),
  ]

  private static func column(_ share: Double, _ panes: (String, Double)...) -> Column {
    Column(share: share, panes: panes.map { Share($0.0, $0.1) })
  }
}
