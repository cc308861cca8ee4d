/// What a pane puts inside its border.
struct PaneContent: Equatable {
  /// Behind the pane's name in the upper border.
  var title = StyledLine()
  /// From the top; lines beyond the pane's height are not drawn.
  var lines: [StyledLine] = []
  /// In the lower border; empty draws none.
  var footer = StyledLine()
}

/// A rectangle of the screen: a function from the state to its content, and what keys and clicks mean in it.
///
/// `size` is always the room inside the border.
protocol Pane {
  static func content(_ state: AppState, size: Size) -> PaneContent

  /// A key while the pane has the focus; nil: the key means nothing here.
  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]?

  /// A click inside the border, at a place counted from the pane's own corner.
  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect]

  /// The keys of `press`, for the key help.
  static var keys: [KeyMeaning] { get }
}

/// A line of the key help.
package struct KeyMeaning: Hashable, Sendable {
  package var keys: String
  package var meaning: String
  /// In a word, for the line of keys.
  package var brief: String

  package init(_ keys: String, _ meaning: String, brief: String? = nil) {
    self.keys = keys
    self.meaning = meaning
    self.brief = brief ?? meaning
  }

  /// The keys' names in the characters that the terminal has: an arrow made of `<` would be another key.
  func keys(in characters: CharacterSet) -> String {
    guard characters == .ascii else { return keys }
    return [("←", "Left"), ("→", "Right"), ("↑", "Up"), ("↓", "Down")]
      .reduce(keys) { $0.replacing($1.0, with: $1.1) }
  }
}

extension PaneName {
  /// The pane's own keys.
  package var keys: [KeyMeaning] { pane.keys }

  var pane: any Pane.Type {
    switch self {
    case .notebook: NotebookPane.self
    case .training: TrainingPane.self
    case .unrolled: UnrolledPane.self
    case .model: ModelPane.self
    case .ledger: LedgerPane.self
    case .doctor: DoctorPane.self
    }
  }
}
