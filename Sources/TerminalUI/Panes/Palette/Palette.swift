/// The palette while it is open: what was typed, and which of the offers is chosen.
package struct PaletteState: Sendable, Equatable {
  package var text = ""
  /// From 0, counted from the best.
  package var chosen = 0

  package init() {}
}

/// What the palette offers for what was typed, the best first.
struct Palette {
  let items: [PaletteItem]
  /// How many there are in all.
  let count: Int
  let chosen: Int

  init(_ palette: PaletteState, _ state: AppState) {
    let all = PaletteItem.all(state)
    count = all.count
    let match = FuzzyMatch(palette.text)
    let scored = all.enumerated().compactMap { place, item in
      match.score(name: item.name, keys: item.keys, meaning: item.meaning).map { (score: $0, place: place) }
    }
    let isAsked = palette.text.contains { $0 != " " }
    // Nothing typed: in their own order.
    let order = isAsked ? scored.sorted { ($1.score, $0.place) < ($0.score, $1.place) } : scored
    items = order.map { all[$0.place] }
    chosen = min(max(0, palette.chosen), max(0, items.count - 1))
  }

  // MARK: Keys

  static func open(_ state: inout AppState) -> [Effect] {
    guard state.size.columns >= Layout.least.columns, state.size.rows >= Layout.least.rows else {
      state.screen.notice = "the palette wants \(Layout.least.columns) columns and \(Layout.least.rows) rows"
      return [.bell]
    }
    closeHelp(&state)
    state.screen.palette = PaletteState()
    return []
  }

  /// A key while it is open: none goes elsewhere but those that end or suspend what runs.
  static func press(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    guard var palette = state.screen.palette else { return nil }
    let now = Palette(palette, state)
    func choose(_ index: Int) { palette.chosen = min(max(0, index), max(0, now.items.count - 1)) }
    switch (press.key, press.modifiers) {
    case (.character("c"), .control), (.escape, _), (.function(10), _), (.character("x"), .alt):
      state.screen.palette = nil
      return []
    case (.character("z"), .control), (.character("l"), .control): return nil
    case (.character("n"), .control), (.down, _): choose(now.chosen + 1)
    case (.character("p"), .control), (.up, _): choose(now.chosen - 1)
    case (.pageDown, _): choose(now.chosen + 10)
    case (.pageUp, _): choose(now.chosen - 10)
    case (.home, _): choose(0)
    case (.end, _): choose(now.items.count - 1)
    case (.character("u"), .control): palette = PaletteState()
    case (.backspace, _):
      if !palette.text.isEmpty { palette.text.removeLast() }
      palette.chosen = 0
    case (.enter, _), (.tab, _):
      guard now.items.indices.contains(now.chosen) else { return [.bell] }
      state.screen.palette = nil
      return perform(now.items[now.chosen], runs: press.key == .enter, &state)
    case (.character(let character), let modifiers) where modifiers.isSubset(of: .shift):
      palette.text.append(character)
      palette.chosen = 0
    default: break
    }
    state.screen.palette = palette
    return []
  }

  /// Does what is offered; a command that takes arguments, or is not to be run, goes to the line.
  private static func perform(_ item: PaletteItem, runs: Bool, _ state: inout AppState) -> [Effect] {
    switch item.deed {
    case .command(let text, let isWhole):
      state.screen.focus = nil
      // What is being typed is not lost.
      guard state.line.isEmpty else { return [.insert(text)] }
      return isWhole && runs ? entered(text, &state) : [.replaceLine(text, cursor: text.utf8.count)]
    case .action(let action): return TerminalUI.perform(action, &state)
    case .pane(let name):
      bring(name, &state)
      state.screen.focus = name
      return []
    case .key(let name, let press):
      bring(name, &state)
      state.screen.focus = name
      return panePressed(name, press, &state) ?? []
    }
  }
}
