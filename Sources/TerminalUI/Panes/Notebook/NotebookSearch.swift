import Notebook

/// A search through the notebook's lines.
package struct NotebookSearch: Sendable, Equatable {
  package var text = ""
  /// While letters still go to the search.
  package var isTyping = true
  /// Whether nothing was found.
  package var isFruitless = false
  /// The line found last: entry and line.
  var found: NotebookLayout.Place?

  /// The glyphs of a line that match, without regard to case.
  func matches(in line: StyledLine) -> [Range<Int>] {
    let needle = Array(text).map(Self.folded)
    guard !needle.isEmpty, line.glyphs.count >= needle.count else { return [] }
    var matches: [Range<Int>] = []
    var place = 0
    while place + needle.count <= line.glyphs.count {
      let isMatch = needle.indices.allSatisfy { Self.folded(line.glyphs[place + $0].character) == needle[$0] }
      if isMatch { matches.append(place..<place + needle.count) }
      place += isMatch ? needle.count : 1
    }
    return matches
  }

  private static func folded(_ character: Character) -> Character {
    if let ascii = character.asciiValue {
      return (65...90).contains(ascii) ? Character(Unicode.Scalar(ascii + 32)) : character
    }
    let lower = character.lowercased()
    return lower.count == 1 ? Character(lower) : character
  }
}

extension NotebookState {
  /// Goes to the next line that matches, `direction` −1 to older ones, 1 to younger ones, around the ends.
  mutating func findNext(_ direction: Int) {
    guard var search, !search.text.isEmpty, !layout.entries.isEmpty else { return }
    let count = layout.entries.count
    let start = search.found ?? NotebookLayout.Place(index: count - 1, line: .max)
    // The entry of the line found last is looked at twice: on this side of the line first, and on the other last.
    for step in 0...count {
      let index = ((start.index + direction * step) % count + count) % count
      let lines = matchingLines(index, search).filter { line in
        if step == 0 { return direction < 0 ? line < start.line : line > start.line }
        return true
      }
      guard let line = direction < 0 ? lines.last : lines.first else { continue }
      search.found = NotebookLayout.Place(index: index, line: line)
      search.isFruitless = false
      self.search = search
      selected = layout.entries[index].id
      reveal(index, lines: line..<line + 1)
      return
    }
    search.isFruitless = true
    self.search = search
  }

  /// Lines of an entry that match; an entry whose hidden lines match is unfolded.
  private mutating func matchingLines(_ index: Int, _ search: NotebookSearch) -> [Int] {
    func matching(_ layout: EntryLayout) -> [Int] {
      layout.lines.indices.filter { !search.matches(in: layout.lines[$0]).isEmpty }
    }
    let shown = matching(layout.layout(index))
    guard shown.isEmpty, layout.layout(index).foldLine != nil else { return shown }
    let hidden = matching(layout.unfolded(index))
    if !hidden.isEmpty { fold(index, isWhole: true) }
    return hidden
  }
}
