/// What a command has for a pane, besides its answer in the notebook.
public enum PaneView: Sendable, Equatable {
  /// One for each layer of each shown model.
  case ledgers([LedgerSnapshot])
}

/// The latest of each kind, and which was asked for last.
public struct PaneViews: Sendable {
  public private(set) var ledgers: [LedgerSnapshot] = []
  public private(set) var latest: PaneView?
  /// How many were asked for so far: a screen opens the pane of one that it has not seen.
  public private(set) var count = 0

  public init() {}

  public mutating func take(_ view: PaneView) {
    switch view {
    case .ledgers(let ledgers): self.ledgers = ledgers
    }
    latest = view
    count += 1
  }
}
