import Notebook

extension NotebookPane {
  static let keys = [
    KeyMeaning("↑ ↓", "another entry"), KeyMeaning("Enter e", "edit it on the line"),
    KeyMeaning("r F8", "run it"), KeyMeaning("R", "run it and all below"),
    KeyMeaning("Space", "fold, or show whole"), KeyMeaning("/", "search"), KeyMeaning("n N", "older, younger match"),
    KeyMeaning("Home End", "the first, the last entry"),
  ]

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    if state.notebook.search?.isTyping == true { return typeSearch(press, &state) }
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
    case .character("/"): state.notebook.search = NotebookSearch()
    case .character("n"): return find(-1, &state)
    case .character("N"): return find(1, &state)
    default: return nil
    }
    return []
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    switch press.action {
    case .wheelUp: state.notebook.scroll(by: 3)
    case .wheelDown: state.notebook.scroll(by: -3)
    case .press:
      let places = state.notebook.layout.places(scroll: state.notebook.scroll, rows: size.rows)
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
    guard entry.kind == .commands else {
      state.screen.notice = "this is a note: it is written in the file, behind # %% [markdown]"
      return [.bell]
    }
    state.notebook.editing = entry.id
    state.screen.focus = nil
    return [.replaceLine(entry.text, cursor: entry.text.utf8.count)]
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

  private static func typeSearch(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    switch press.key {
    case .character(let character) where press.modifiers.isSubset(of: .shift):
      state.notebook.search?.text.append(character)
    case .backspace:
      if state.notebook.search?.text.isEmpty == true {
        state.notebook.search = nil
      } else {
        state.notebook.search?.text.removeLast()
      }
    case .enter:
      if state.notebook.search?.text.isEmpty == true {
        state.notebook.search = nil
        return []
      }
      state.notebook.search?.isTyping = false
      return find(-1, &state)
    default: return press.modifiers.isSubset(of: .shift) && !isFunction(press.key) ? [] : nil
    }
    return []
  }

  private static func isFunction(_ key: Key) -> Bool { if case .function = key { true } else { false } }

  private static func find(_ direction: Int, _ state: inout AppState) -> [Effect] {
    guard state.notebook.search != nil else {
      state.screen.notice = "/ searches the notebook"
      return [.bell]
    }
    state.notebook.findNext(direction)
    return state.notebook.search?.isFruitless == true ? [.bell] : []
  }
}
