import Notebook

enum NotebookPane: Pane {
  static let keys: [KeyMeaning] = []

  static func content(_ state: AppState, size: Size) -> PaneContent { PaneContent() }

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? { nil }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] { [] }
}
