import Notebook

/// Putting another text in the place of what a search has found.
extension NotebookPane {
  /// Asks for the text that takes the place of matches: from then on only what can be replaced is found.
  static func beginReplacing(_ state: inout AppState) -> [Effect] {
    guard var search = state.notebook.search, !search.text.isEmpty else {
      state.screen.notice = "/ searches first, then c asks what to change it to"
      return [.bell]
    }
    search.replacement = search.replacement ?? ""
    search.isTypingReplacement = true
    search.texts.look(for: search.text, isExact: true)
    state.notebook.search = search
    // The nearest from here on: in an answer nothing is replaced.
    let start = search.current.map { NotebookSearch.Match(id: $0.id, ordinal: -1) }
    search.current = start
    state.notebook.show(search.next(1)?.match)
    return []
  }

  static func typeReplacement(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    switch press.key {
    case .character(let character) where press.modifiers.isSubset(of: .shift):
      state.notebook.search?.replacement?.append(character)
    case .backspace:
      if state.notebook.search?.replacement?.isEmpty == false { state.notebook.search?.replacement?.removeLast() }
    case .enter:
      state.notebook.search?.isTypingReplacement = false
      return state.notebook.search?.current == nil ? [.bell] : []
    default: return press.modifiers.isSubset(of: .shift) && !press.key.isFunction ? [] : nil
    }
    return []
  }

  /// Replaces the match where the reader stands, or all.
  static func replace(all: Bool, _ state: inout AppState) -> [Effect] {
    guard let search = state.notebook.search, let replacement = search.replacement else {
      return beginReplacing(&state)
    }
    guard let current = search.current else { return [.bell] }
    var job = Replacement(search.text, with: replacement)
    if !all {
      job.place = .init(entry: current.id, ordinal: current.ordinal)
      // What was put there is not asked about again, though the text may stand in it.
      let inside = replacement.ranges(of: search.text).count
      state.notebook.search?.current?.ordinal += inside
    }
    return submit(.replace(job), &state)
  }
}
