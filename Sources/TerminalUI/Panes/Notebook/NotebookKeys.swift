import Notebook

extension NotebookPane {
  static let keys = [
    KeyMeaning("↑ ↓", "another entry"), KeyMeaning("Enter e", "edit it on the line"),
    KeyMeaning("r F8", "run it"), KeyMeaning("R", "run it and all below"),
    KeyMeaning("J K", "move it down, up"), KeyMeaning("d", "delete it"),
    KeyMeaning("s m", "part it, join it with the next"), KeyMeaning("u", "undo"),
    KeyMeaning("o", "keep its result"),
    KeyMeaning("Space", "fold, or show whole"), KeyMeaning("/", "search"),
    KeyMeaning("n N", "the next match, the one before"),
    KeyMeaning("c", "change matches to another text"), KeyMeaning("x X", "replace this match, all of them"),
    KeyMeaning("Home End", "the first, the last entry"),
  ]

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    if state.notebook.search?.isTyping == true { return typeSearch(press, &state) }
    if state.notebook.search?.isTypingReplacement == true { return typeReplacement(press, &state) }
    guard let selected = state.notebook.selectedIndex, press.modifiers.isSubset(of: .shift) else { return nil }
    switch press.key {
    case .up, .character("k"): select(selected - 1, &state)
    case .down, .character("j"): select(selected + 1, &state)
    case .home, .character("g"): select(0, &state)
    case .end, .character("G"): select(state.notebook.layout.entries.count - 1, &state)
    case .character(" "): toggleFold(selected, &state)
    case .enter, .character("e"): return edit(selected, &state)
    case .function(8), .character("r"): return run(selected, andBelow: false, &state)
    case .character("R"): return run(selected, andBelow: true, &state)
    case .character("J"): return move(selected, by: 1, &state)
    case .character("K"): return move(selected, by: -1, &state)
    case .character("d"): return delete(selected, &state)
    case .character("s"): return arrange(.split(state.notebook.layout.entries[selected].id, line: nil), &state)
    case .character("m"): return arrange(.merge(state.notebook.layout.entries[selected].id), &state)
    case .character("o"): return arrange(.once(state.notebook.layout.entries[selected].id), &state)
    case .character("u"): return submit(.enter("undo"), &state)
    case .character("/"): beginSearch(&state)
    case .character("c"): return beginReplacing(&state)
    case .character("x"): return replace(all: false, &state)
    case .character("X"): return replace(all: true, &state)
    case .character("n"): return find(1, &state)
    case .character("N"): return find(-1, &state)
    default: return nil
    }
    return []
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    switch press.action {
    case .wheelUp: state.notebook.scroll(by: 3)
    case .wheelDown: state.notebook.scroll(by: -3)
    case .press:
      let places = state.notebook.places
      guard places.indices.contains(press.row) else { return [] }
      let place = places[press.row]
      state.notebook.selected = state.notebook.layout.entries[place.index].id
      if state.notebook.layout.layout(place.index).foldLine == place.line { toggleFold(place.index, &state) }
    case .drag, .release: break
    }
    return []
  }

  private static func select(_ index: Int, _ state: inout AppState) {
    let entries = state.notebook.layout.entries
    let index = min(max(0, index), entries.count - 1)
    guard entries.indices.contains(index) else { return }
    state.notebook.selected = entries[index].id
    state.notebook.reveal(index, lines: 0..<state.notebook.layout.height(index))
  }

  /// A long output that is shown whole only because it is the youngest is folded; everything else turns to and fro.
  private static func toggleFold(_ index: Int, _ state: inout AppState) {
    let layout = state.notebook.layout.layout(index)
    let chosen = state.notebook.folding[layout.key.entry.id]
    let isLongAndOpen = layout.foldLine == nil && layout.key.folding == .recent && layout.drawn.isEmpty
    let isWhole = chosen.map { !$0 } ?? !(isLongAndOpen && layout.lines.count > layout.labelLine + 17)
    state.notebook.fold(index, isWhole: isWhole)
    state.notebook.reveal(index, lines: layout.labelLine..<layout.labelLine + 1)
  }

  private static func edit(_ index: Int, _ state: inout AppState) -> [Effect] {
    let entry = state.notebook.layout.entries[index]
    state.notebook.editing = entry.id
    state.screen.focus = nil
    return [.replaceLine(entry.editable, cursor: entry.editable.utf8.count)]
  }

  private static func arrange(_ change: EntryChange, _ state: inout AppState) -> [Effect] {
    submit(.arrange(change), &state)
  }

  private static func move(_ index: Int, by step: Int, _ state: inout AppState) -> [Effect] {
    let entries = state.notebook.layout.entries
    guard entries.indices.contains(index + step) else {
      state.screen.notice = step < 0 ? "this is the first entry" : "this is the last entry"
      return [.bell]
    }
    state.notebook.selected = entries[index].id
    return arrange(.move(entries[index].id, toPlaceOf: entries[index + step].id), &state)
  }

  /// The one below is selected then, or the last that is left.
  private static func delete(_ index: Int, _ state: inout AppState) -> [Effect] {
    let entries = state.notebook.layout.entries
    let next = index + 1 < entries.count ? index + 1 : index - 1
    state.notebook.selected = entries.indices.contains(next) ? entries[next].id : nil
    state.screen.notice = "deleted; u brings it back"
    return arrange(.delete(entries[index].id), &state)
  }

  private static func run(_ index: Int, andBelow: Bool, _ state: inout AppState) -> [Effect] {
    let entry = state.notebook.layout.entries[index]
    guard entry.kind == .commands || andBelow else {
      state.screen.notice = "this is a note: there is nothing in it to run"
      return [.bell]
    }
    state.notebook.follows = true
    return submit(.run(andBelow ? .below(entry.id) : .entry(entry.id)), &state)
  }
}
