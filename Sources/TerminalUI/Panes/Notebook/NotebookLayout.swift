import Notebook

/// What the notebook pane is drawn from.
struct NotebookSource: Sendable, Equatable {
  var entries: [Entry]
  var running: Int?
  var progress: StyledLine?
  var width: Int
  var characters: CharacterSet

  init(_ state: AppState, width: Int) {
    entries = state.snapshot.document.entries
    running = state.snapshot.activity?.entry
    progress = EntryProgress.line(state)
    self.width = width
    characters = state.characters
  }
}

/// The entries as lines. An entry is laid out when it comes into view for the first time and then kept until it, or the
/// width, changes: from the end backwards, so that a long notebook costs no more than its visible end.
package struct NotebookLayout: Sendable, Equatable {
  private(set) var source: NotebookSource?
  private var folding: [Int: Bool] = [:]
  private var paper = NotebookPaper(width: 80, characters: .unicode, labelWidth: 4)
  private(set) var layouts: [EntryLayout?] = []
  /// The entry that runs, or ran last; nil while nothing has run.
  private(set) var youngest: Int?

  package init() {}

  var entries: [Entry] { source?.entries ?? [] }

  /// Takes what is new. False when nothing is.
  ///
  /// - Parameter folding: what the reader chose, by entry: shown whole, or not.
  mutating func take(_ new: NotebookSource, folding: [Int: Bool]) -> Bool {
    guard new != source || folding != self.folding else { return false }
    let largest = new.entries.lazy.compactMap(\.number).max() ?? 0
    let paper = NotebookPaper(
      width: new.width, characters: new.characters, labelWidth: max(4, 3 + String(largest).count))
    let old = paper == self.paper ? layouts : []
    (source, self.folding, self.paper) = (new, folding, paper)
    youngest = new.entries.firstIndex { new.running != nil && $0.id == new.running }
    if youngest == nil, largest > 0 { youngest = new.entries.lastIndex { $0.number == largest } }
    reuse(old)
    return true
  }

  private mutating func reuse(_ old: [EntryLayout?]) {
    var places: [Int: Int]?
    layouts = entries.indices.map { index in
      let id = entries[index].id
      var found = index < old.count ? old[index] : nil
      if found == nil || found?.key.entry.id != id {
        let known =
          places
          ?? Dictionary(
            old.indices.compactMap { place in old[place].map { ($0.key.entry.id, place) } },
            uniquingKeysWith: { first, _ in first })
        places = known
        found = known[id].flatMap { old[$0] }
      }
      guard let found else { return nil }
      let key = key(index)
      return found.key == key ? found : EntryLayout(key, on: paper, reusing: found.drawn)
    }
  }

  private func key(_ index: Int) -> EntryLayout.Key {
    let entry = entries[index]
    let fold: Folding =
      switch folding[entry.id] {
      case true?: .whole
      case false?: .short
      case nil: index == youngest ? .recent : .short
      }
    let isBesideProse = index > 0 && (entry.kind == .prose || entries[index - 1].kind == .prose)
    return EntryLayout.Key(
      entry: entry, folding: fold, progress: entry.id == source?.running ? source?.progress : nil,
      hasSpaceBefore: isBesideProse)
  }

  mutating func layout(_ index: Int) -> EntryLayout {
    if let known = layouts[index] { return known }
    let new = EntryLayout(key(index), on: paper)
    layouts[index] = new
    return new
  }

  mutating func height(_ index: Int) -> Int { layouts[index]?.lines.count ?? layout(index).lines.count }

  /// The entry with nothing hidden, whatever the reader chose.
  func unfolded(_ index: Int) -> EntryLayout {
    var key = key(index)
    key.folding = .whole
    return EntryLayout(key, on: paper)
  }

  /// Lines of the entries behind one.
  mutating func linesBelow(_ index: Int) -> Int {
    var count = 0
    for place in layouts.indices where place > index { count += height(place) }
    return count
  }

  /// Lays out from the end until there are so many lines; says how many there are when they are fewer.
  mutating func layOut(lines wanted: Int) -> Int? {
    var count = 0
    for index in layouts.indices.reversed() {
      count += height(index)
      if count >= wanted { return nil }
    }
    return count
  }

  /// A line of an entry.
  struct Place: Sendable, Equatable {
    var index: Int
    var line: Int
  }

  /// The lines of a view from the top, its end lying `scroll` lines above the notebook's end. They must have been laid
  /// out.
  func places(scroll: Int, rows: Int) -> [Place] {
    var places: [Place] = []
    var skipped = 0
    for index in layouts.indices.reversed() {
      guard let layout = layouts[index], places.count < rows else { break }
      let hidden = min(max(0, scroll - skipped), layout.lines.count)
      skipped += layout.lines.count
      for line in (0..<layout.lines.count - hidden).reversed() where places.count < rows {
        places.append(Place(index: index, line: line))
      }
    }
    return places.reversed()
  }
}
