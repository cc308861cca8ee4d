/// What a command has for a pane, besides its answer in the notebook.
public enum PaneView: Sendable, Equatable {
  /// One for each layer of each shown model.
  case ledgers([LedgerSnapshot])
  /// A number, as it was asked for, and what explains it.
  case explanation(topic: String, text: String)
  /// A condition was met: which one, and by what; the example is unrolled there.
  case stopped(String)
  /// A text that was looked for in the notebook.
  case found(String)
  /// How the panes are to stand.
  case layout(ScreenLayout)
  /// What doctor has found and tried so far; one with more trials takes the place of the one before.
  case diagnosis(DiagnosisSnapshot)
  /// A recorded session that is to be played, so many times as fast as it was.
  case recording(Recording, speed: Double)
}

/// The latest of each kind, and which was asked for last.
public struct PaneViews: Sendable {
  public private(set) var ledgers: [LedgerSnapshot] = []
  public private(set) var diagnosis: DiagnosisSnapshot?
  public private(set) var explanation: (topic: String, text: String)?
  public private(set) var latest: PaneView?
  /// How many were asked for so far: a screen opens the pane of one that it has not seen.
  public private(set) var count = 0

  public init() {}

  /// The same ledgers of the run that is shown now: no pane is opened for them.
  mutating func renew(_ ledgers: [LedgerSnapshot]) { self.ledgers = ledgers }

  public mutating func take(_ view: PaneView) {
    switch view {
    case .ledgers(let ledgers): self.ledgers = ledgers
    case .explanation(let topic, let text): explanation = (topic, text)
    case .stopped, .layout, .found, .recording: break
    case .diagnosis(let found):
      diagnosis = found
      // A screen that was led elsewhere is not called back for each trial.
      if found.trials.count > 0 { return }
    }
    latest = view
    count += 1
  }
}
