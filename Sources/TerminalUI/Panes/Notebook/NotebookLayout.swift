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
/// width, changes: a long notebook costs no more than what is seen of it.
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

  /// A line of an entry.
  struct Place: Sendable, Equatable, Comparable {
    var index: Int
    var line: Int

    static let top = Place(index: 0, line: 0)

    static func < (a: Self, b: Self) -> Bool { (a.index, a.line) < (b.index, b.line) }
  }

  /// The last line; nil in an empty notebook.
  var lastPlace: Place? {
    mutating get { entries.isEmpty ? nil : Place(index: entries.count - 1, line: height(entries.count - 1) - 1) }
  }

  /// So many lines further down, or up below zero, and at most to an end. Only entries on the way are laid out.
  mutating func place(_ start: Place, movedBy lines: Int) -> Place {
    var (index, line, left) = (start.index, start.line, abs(lines))
    if lines < 0 {
      while left > line, index > 0 {
        left -= line + 1
        index -= 1
        line = height(index) - 1
      }
      return Place(index: index, line: max(0, line - left))
    }
    while line + left >= height(index), index < entries.count - 1 {
      left -= height(index) - line
      index += 1
      line = 0
    }
    return Place(index: index, line: min(line + left, height(index) - 1))
  }

  /// Where a view of some rows can end at the earliest from a place on: no row above the first line stays empty while
  /// there are lines below. What is then in view has been laid out.
  mutating func end(_ wanted: Place, filling rows: Int) -> Place {
    _ = height(wanted.index)
    guard place(wanted, movedBy: 1 - rows) == .top else { return wanted }
    return max(wanted, place(.top, movedBy: rows - 1))
  }

  /// The lines of a view from the top, ending at a place, or with the notebook. They must have been laid out.
  func places(endingAt end: Place?, rows: Int) -> [Place] {
    var places: [Place] = []
    let first = end?.index ?? layouts.count - 1
    for index in stride(from: first, through: 0, by: -1) where layouts.indices.contains(index) {
      guard let layout = layouts[index], places.count < rows else { break }
      let lines = index == end?.index ? min((end?.line ?? 0) + 1, layout.lines.count) : layout.lines.count
      for line in (0..<lines).reversed() where places.count < rows { places.append(Place(index: index, line: line)) }
    }
    return places.reversed()
  }
}
