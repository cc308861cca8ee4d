import Notebook

/// A search through the notebook: what is looked for, which match the reader stands at, and where to go back to.
package struct NotebookSearch: Sendable, Equatable {
  package var text = ""
  /// While letters still go to the search.
  package var isTyping = true
  /// What is put in the place of matches; nil: nothing is to be replaced.
  package var replacement: String?
  /// While letters go to the replacement.
  package var isTypingReplacement = false
  var texts = SearchTexts()
  /// The match that the reader stands at; nil: there is none.
  var current: Match?
  /// Where that match is drawn.
  var spot: Spot?
  /// Where the reader was before.
  let origin: Origin

  /// A match by its entry, and how many come before it there.
  struct Match: Sendable, Equatable {
    var id: Int
    var ordinal: Int
  }

  /// Glyphs of an entry's line.
  struct Spot: Sendable, Equatable {
    var id: Int
    var line: Int
    var glyphs: Range<Int>
  }

  struct Origin: Sendable, Equatable {
    var screen: ScreenState
    var edge: NotebookState.Edge?
    var follows: Bool
    var selected: Int?
    var folding: [Int: Bool]
    /// The entry that the search begins at.
    var entry: Int
  }

  package var total: Int { texts.total }

  /// The number of the match where the reader stands, from 1.
  package var number: Int? {
    guard let current, let index = texts.ids.firstIndex(of: current.id) else { return nil }
    return texts.counts[..<index].reduce(0, +) + current.ordinal + 1
  }

  /// The first match from the search's beginning on; where there is none below, the nearest above.
  func first() -> Match? {
    let start = texts.ids.firstIndex(of: origin.entry) ?? 0
    if let index = texts.counts.indices.dropFirst(start).first(where: { texts.counts[$0] > 0 }) {
      return Match(id: texts.ids[index], ordinal: 0)
    }
    guard let index = texts.counts.prefix(start).lastIndex(where: { $0 > 0 }) else { return nil }
    return Match(id: texts.ids[index], ordinal: texts.counts[index] - 1)
  }

  /// The next match, `direction` 1 down and −1 up, and whether it lies beyond the notebook's end.
  func next(_ direction: Int) -> (match: Match, wraps: Bool)? {
    guard texts.total > 0 else { return nil }
    guard let current, let place = texts.ids.firstIndex(of: current.id) else { return first().map { ($0, false) } }
    let ordinal = current.ordinal + direction
    if (0..<texts.counts[place]).contains(ordinal) { return (Match(id: current.id, ordinal: ordinal), false) }
    let count = texts.ids.count
    for step in 1...count {
      let index = ((place + direction * step) % count + count) % count
      guard texts.counts[index] > 0 else { continue }
      let match = Match(id: texts.ids[index], ordinal: direction > 0 ? 0 : texts.counts[index] - 1)
      return (match, direction > 0 ? index <= place : index >= place)
    }
    return nil
  }

  // MARK: On the screen

  /// The glyphs of a line that match.
  func matches(in line: StyledLine, from start: Int = 0) -> [Range<Int>] {
    let isExact = texts.isExact
    func fold(_ character: Character) -> Character { isExact ? character : Self.folded(character) }
    let needle = text.map { fold($0) }
    guard !needle.isEmpty, line.glyphs.count >= needle.count else { return [] }
    var matches: [Range<Int>] = []
    var place = start
    while place + needle.count <= line.glyphs.count {
      let isMatch = needle.indices.allSatisfy { fold(line.glyphs[place + $0].character) == needle[$0] }
      if isMatch { matches.append(place..<place + needle.count) }
      place += isMatch ? needle.count : 1
    }
    return matches
  }

  /// The matches of an entry as it is drawn. Where a match is broken at the edge of a line there is none.
  func spots(in layout: EntryLayout) -> [Spot] {
    let lines = texts.isExact ? layout.sourceLines : layout.lines.indices
    return lines.flatMap { line in
      matches(in: layout.lines[line], from: layout.textStart(line)).map {
        Spot(id: layout.key.entry.id, line: line, glyphs: $0)
      }
    }
  }

  /// A line with its matches lit. At the right edge of its room a mark says that there is one, and another that the
  /// reader stands there: neither needs colours.
  func marked(_ line: StyledLine, at place: Int, of layout: EntryLayout, width: Int, _ ink: Ink) -> StyledLine {
    guard !texts.isExact || layout.sourceLines.contains(place) else { return line }
    let matches = matches(in: line, from: layout.textStart(place))
    guard !matches.isEmpty else { return line }
    let stands = spot.flatMap { $0.id == layout.key.entry.id && $0.line == place ? $0.glyphs : nil }
    var marked = line.restyled { index, style in
      if stands?.contains(index) == true { return .cursor }
      return style.lit(matches.contains { $0.contains(index) })
    }
    marked.pad(to: width)
    marked.append(Glyph(stands == nil ? ink.mark : ink.pointerLeft, stands == nil ? .warning : .strong))
    return marked
  }

  /// What is looked for, and at which match the reader stands.
  func line(_ ink: Ink) -> StyledLine {
    var line = StyledLine("/\(text)", .strong)
    if isTyping { line.append(Glyph(" ", .cursor)) }
    guard !text.isEmpty else { return line }
    if let replacement {
      line.append(ink.becomes, .soft)
      line.append(replacement, .strong)
      if isTypingReplacement { line.append(Glyph(" ", .cursor)) }
    }
    if total == 0 {
      line.append("  found nowhere", .warning)
    } else {
      line.append("  \(number.map { "\(NumberFormat.integer.text(Double($0))) of " } ?? "")")
      line.append(NumberFormat.integer.text(Double(total)))
    }
    return line
  }

  /// The keys that work now.
  var keys: [KeyMeaning] {
    let back = KeyMeaning("Esc", "back where you were")
    if isTyping { return [KeyMeaning("Enter", "stay here"), KeyMeaning("↑ ↓", "another match"), back] }
    if isTypingReplacement { return [KeyMeaning("Enter", "that is it"), back] }
    let replacing = replacement == nil ? [] : [KeyMeaning("x", "replace this one"), KeyMeaning("X", "replace all")]
    return replacing + [
      KeyMeaning("n N", "another match"), KeyMeaning("c", "change to"), KeyMeaning("Enter", "edit"), back,
    ]
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
  /// Brings the match into view; what hides it is shown whole as long as the reader stands there.
  mutating func show(_ match: NotebookSearch.Match?) {
    guard var search else { return }
    search.current = match
    search.spot = nil
    defer { self.search = search }
    if folding != search.origin.folding {
      folding = search.origin.folding
      refold()
    }
    guard let match, let index = layout.entries.firstIndex(where: { $0.id == match.id }) else { return }
    selected = match.id
    var spots = search.spots(in: layout.layout(index))
    if let foldLine = layout.layout(index).foldLine, spots.count(where: { $0.line < foldLine }) <= match.ordinal {
      fold(index, isWhole: true)
      spots = search.spots(in: layout.layout(index))
    }
    if !spots.isEmpty { search.spot = spots[min(match.ordinal, spots.count - 1)] }
    let line = search.spot?.line ?? layout.layout(index).labelLine
    // Some of what stands around it is wanted as well.
    reveal(index, lines: max(0, line - 2)..<min(line + 3, layout.height(index)))
  }
}
