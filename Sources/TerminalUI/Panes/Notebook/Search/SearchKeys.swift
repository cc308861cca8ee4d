import Notebook

/// Looking for a text in the notebook, letter by letter.
extension NotebookPane {
  /// Begins a search, from wherever the reader is; Esc leads back there.
  static func beginSearch(_ state: inout AppState, text: String = "", isTyping: Bool = true) {
    guard state.size.columns >= Layout.least.columns, state.size.rows >= Layout.least.rows else {
      state.screen.notice = "a search wants \(Layout.least.columns) columns and \(Layout.least.rows) rows"
      return
    }
    let screen = state.screen
    bring(.notebook, &state)
    state.screen.focus = .notebook
    place(&state)
    var notebook = state.notebook
    let visible = notebook.places.map(\.index)
    let index = notebook.selectedIndex.flatMap { visible.contains($0) && notebook.selected != nil ? $0 : nil }
    let start = (index ?? visible.first).map { notebook.layout.entries[$0].id }
    var search = NotebookSearch(
      origin: notebook.search?.origin
        ?? .init(
          screen: screen, edge: notebook.edge, follows: notebook.follows, selected: notebook.selected,
          folding: notebook.folding, entry: start ?? 0))
    search.text = text
    search.isTyping = isTyping
    search.texts.take(notebook.layout.entries)
    notebook.search = search
    state.notebook = notebook
    if !text.isEmpty { lookAgain(&state) }
  }

  /// Takes back where the reader was before the search.
  static func leaveSearch(_ state: inout AppState) {
    guard let search = state.notebook.search else { return }
    state.notebook.search = nil
    state.notebook.selected = search.origin.selected
    state.notebook.go(to: search.origin.edge, folding: search.origin.folding, follows: search.origin.follows)
    state.screen = search.origin.screen
    state.screen.notice = ""
  }

  /// A key while letters go to the search.
  static func typeSearch(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    switch (press.key, press.modifiers) {
    case (.character(let character), let modifiers) where modifiers.isSubset(of: .shift):
      state.notebook.search?.text.append(character)
      lookAgain(&state)
    case (.backspace, _):
      guard state.notebook.search?.text.isEmpty == false else {
        leaveSearch(&state)
        return []
      }
      state.notebook.search?.text.removeLast()
      lookAgain(&state)
    case (.down, []), (.character("n"), .control): return find(1, &state)
    case (.up, []), (.character("p"), .control): return find(-1, &state)
    case (.enter, _):
      if state.notebook.search?.text.isEmpty == true {
        guard !state.notebook.lastSearch.isEmpty else {
          leaveSearch(&state)
          return []
        }
        state.notebook.search?.text = state.notebook.lastSearch
        lookAgain(&state)
      }
      state.notebook.search?.isTyping = false
      state.notebook.lastSearch = state.notebook.search?.text ?? ""
      return state.notebook.search?.current == nil ? [.bell] : []
    default: return press.modifiers.isSubset(of: .shift) && !press.key.isFunction ? [] : nil
    }
    return []
  }

  /// Text that came in one piece.
  static func pasteIntoSearch(_ text: String, _ state: inout AppState) {
    let line = text.linesOfText.first ?? ""
    state.notebook.search?.text += String(line.prefix(200))
    lookAgain(&state)
  }

  /// The next match down, or up; without a search that for which was looked last.
  static func find(_ direction: Int, _ state: inout AppState) -> [Effect] {
    guard let search = state.notebook.search else {
      guard !state.notebook.lastSearch.isEmpty else {
        state.screen.notice = "/ searches the notebook"
        return [.bell]
      }
      beginSearch(&state, text: state.notebook.lastSearch, isTyping: false)
      return state.notebook.search?.current == nil ? [.bell] : []
    }
    guard let next = search.next(direction) else { return [.bell] }
    state.notebook.show(next.match)
    if next.wraps {
      state.screen.notice =
        direction > 0 ? "below the last match: again from the top" : "above the first match: the last"
    }
    return []
  }

  /// The text that is looked for has changed: the first match from where the search began.
  private static func lookAgain(_ state: inout AppState) {
    guard var search = state.notebook.search else { return }
    search.texts.look(for: search.text, isExact: false)
    state.notebook.search = search
    state.notebook.show(search.text.isEmpty ? nil : search.first())
    guard search.text.isEmpty else { return }
    state.notebook.selected = search.origin.selected
    state.notebook.go(to: search.origin.edge, folding: search.origin.folding, follows: search.origin.follows)
  }

  /// New entries and new answers are found as well.
  static func refreshSearch(_ state: inout AppState) {
    guard var search = state.notebook.search else { return }
    guard search.texts.take(state.snapshot.document.entries) else { return }
    if let current = search.current, let index = search.texts.ids.firstIndex(of: current.id) {
      let count = search.texts.counts[index]
      // The last one of its entry is gone: the next entry has the next.
      if current.ordinal >= count {
        search.current = .init(id: current.id, ordinal: count - 1)
        state.notebook.search = search
        state.notebook.show(search.next(1)?.match)
        return
      }
    } else {
      search.current = search.current == nil ? nil : search.first()
    }
    let layouts = state.notebook.layout.layouts
    if let current = search.current, let layout = layouts.first(where: { $0?.key.entry.id == current.id }) ?? nil {
      let spots = search.spots(in: layout)
      search.spot = spots.isEmpty ? nil : spots[min(current.ordinal, spots.count - 1)]
    }
    state.notebook.search = search
  }
}

extension Key {
  var isFunction: Bool { if case .function = self { true } else { false } }
}
