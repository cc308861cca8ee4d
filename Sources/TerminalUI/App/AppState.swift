import Notebook
import Script

/// Everything that the screen is made of. `update` changes it, `render` draws it, and nothing else exists.
public struct AppState: Sendable {
  public var size: Size
  public var characters: CharacterSet
  /// The latest word from the session.
  package var snapshot = SessionSnapshot()
  package var line = LineState()
  /// Earlier entries, oldest first, for the suggestion in grey.
  public var history: [String]
  package var screen = ScreenState()
  package var notebook = NotebookState()
  package var training = TrainingState()
  package var time = TimeState()
  package var model = ModelState()
  package var ledger = LedgerState()
  package var doctor = DoctorState()
  /// What explains a number, over the panes.
  package var panel: ExplainPanel?
  /// The unrolled examples as drawn for the present size; `update` keeps it, so that a frame costs little.
  var unrolledPicture: UnrolledPicture?
  /// The chosen ledger, likewise.
  var ledgerPicture: LedgerPicture?
  /// Views of the session that were opened, or were there before.
  var viewsSeen = 0
  package var demo: Demo?
  package var replay: Replay?
  /// How a lesson is shown to a class; nil: it is not.
  package var teach: TeachState?
  /// Jobs handed to the session so far.
  var jobsSent = 0
  /// Monotonic seconds, as the latest tick told.
  var now = 0.0

  /// - Parameter isTeaching: whether the first lesson is shown to a class.
  public init(
    size: Size, characters: CharacterSet = .unicode, history: [String] = [], isTeaching: Bool = false
  ) {
    teach = isTeaching ? TeachState() : nil
    self.size = size
    self.characters = characters
    self.history = history
  }

  /// When `tick` is wanted next, in monotonic seconds; nil: nothing moves, nothing is redrawn.
  public var wakeAt: Double? { [time.wakeAt, demo?.wakeAt, replay?.wakeAt].compactMap { $0 }.min() }

  /// Whether the session has done everything that was asked of it.
  var isCaughtUp: Bool { snapshot.jobsTaken >= jobsSent }

  var ink: Ink { characters == .unicode ? .unicode : .ascii }

  /// How the panes are arranged, to be kept.
  public var layout: ScreenLayout { screen.layout }

  /// Arranges the panes; where there is room for one, the layout's largest is shown.
  public mutating func use(_ layout: ScreenLayout) {
    screen.layout = layout
    screen.zoomed = nil
    let names = layout.columns.flatMap(\.panes).compactMap { PaneName(word: $0.pane) }
    screen.example = names.first(where: \.isOfExample) ?? .unrolled
    if !layout.isStandard { screen.shown = PaneName(word: layout.mainPane) ?? .notebook }
    if let focus = screen.focus, Layout(self, promptRows: 1).area(of: focus) == nil { screen.focus = nil }
  }

  /// The unrolled example of the current model.
  var unrolled: UnrolledSnapshot? { snapshot.unrolled.first }
}

/// Which panes are where.
package struct ScreenState: Sendable, Equatable {
  /// The pane that keys go to; nil: the prompt.
  package var focus: PaneName?
  /// The pane shown where there is room for one.
  package var shown = PaneName.notebook
  /// The pane that stands in the place of the unrolled strips: they themselves, or one about the same example.
  package var example = PaneName.unrolled
  /// The pane that fills a wide screen; nil: all of them.
  package var zoomed: PaneName?
  /// How the panes of a wide screen are arranged.
  package var layout = ScreenLayout.standard()
  /// The border that is being dragged.
  var dragged: Resizing.Border?
  /// The palette while it is open.
  package var palette: PaletteState?
  package var showsKeys = false
  /// What the word at the cursor means, while a reader looks at it.
  package var wordHelp: WordHelp?
  /// First line of the help that is shown.
  package var keysScroll = 0
  /// A sentence about the last key, until the next one: "the line is empty".
  package var notice = ""
  /// Whether the reader was told that the notebook is not written, and has done nothing since.
  package var knowsItIsUnwritten = false
}

/// The panes, in the order of their F-keys.
public enum PaneName: Int, CaseIterable, Hashable, Sendable {
  case notebook, training, unrolled, model, ledger, doctor

  public var title: String {
    switch self {
    case .notebook: "notebook"
    case .training: "training"
    case .unrolled: "unrolled"
    case .model: "model"
    case .ledger: "gradient ledger"
    case .doctor: "doctor"
    }
  }

  /// Whether it is about the unrolled example, and takes the place of its strips.
  var isOfExample: Bool { self == .unrolled || self == .ledger || self == .doctor }

  /// What there is to see in it.
  var summary: String {
    switch self {
    case .notebook: "what was entered and what came of it"
    case .training: "loss and gradient norms over the updates"
    case .unrolled: "one example step by step through time"
    case .model: "the layers, folded or unrolled"
    case .ledger: "which loss and path a gradient came by"
    case .doctor: "what is wrong with the training, and what helps"
    }
  }

  /// The number of the F-key that shows it; nil: a key of another pane, or a command, opens it.
  public var functionKey: Int? {
    switch self {
    case .notebook: 2
    case .training: 3
    case .unrolled: 4
    case .model: 7
    case .ledger, .doctor: nil
    }
  }
}

extension ScreenState {
  /// Shows a pane where there is room for one, and in the place of the unrolled strips where it belongs there.
  mutating func bring(_ name: PaneName) {
    shown = name
    if name.isOfExample { example = name }
  }
}
