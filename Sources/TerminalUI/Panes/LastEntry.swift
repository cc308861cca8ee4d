import Notebook

/// The last entry in a few rows, where another pane hides the notebook: what was entered and what it said in words. Its
/// pictures are in the notebook, to which a hint leads.
enum LastEntry {
  private static let hint = "F2 shows all of it"

  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    for (row, line) in lines(state, limit: area.size.rows).enumerated() {
      frame.draw(line, row: area.row + row, column: area.column, width: area.size.columns)
    }
  }

  /// Rows that it takes of a body of so many.
  static func rows(_ state: AppState, of body: Int) -> Int {
    lines(state, limit: body >= 24 ? 5 : body >= 16 ? 3 : body >= 9 ? 1 : 0).count
  }

  /// What it said, in the words of a screen that has no row for it: nothing that was refused looks as if it had been
  /// done. nil: it said nothing, or a key wrote it.
  static func answer(_ state: AppState) -> StyledLine? {
    guard let entry = entry(state) else { return nil }
    if entry.status == .failed || failure(of: entry) != nil {
      var line = StyledLine(glyphs: [Glyph(EntryMarks(.failed, state.characters).sign, .error)])
      line.append(" ")
      line.append(firstWords(of: entry) ?? StyledLine(hint, .soft))
      return line
    }
    guard !entry.isGesture, !entry.isKnob, !entry.answers.isEmpty else { return nil }
    return firstWords(of: entry) ?? StyledLine(hint, .soft)
  }

  /// What runs, or else ran last.
  private static func entry(_ state: AppState) -> Entry? {
    let entries = state.snapshot.document.entries
    let running = state.snapshot.activity?.entry
    return entries.last { $0.id == running }
      ?? entries.lazy.filter(\.wasRun).max { ($0.number ?? 0) < ($1.number ?? 0) }
  }

  private static func failure(of entry: Entry) -> String? {
    for case .failure(let text) in entry.answers.reversed() { return text }
    return nil
  }

  /// The first line that it said in words, a failure before all and without its place; nil: there are at most pictures.
  private static func firstWords(of entry: Entry) -> StyledLine? {
    func words(_ text: String, _ style: Style) -> StyledLine? {
      text.linesOfText.first { $0.contains { !$0.isWhitespace } }.map { line in
        StyledLine(String(line.drop { $0.isWhitespace }), style)
      }
    }
    if let failure = failure(of: entry) {
      let sentence = failure.firstRange(of: " error: ").map { failure[$0.upperBound...] } ?? failure[...]
      return words(String(sentence), .error)
    }
    for answer in entry.answers {
      let found =
        switch answer {
        case .output(.text(let text)): words(text, .plain)
        case .output(.note(let text)): words(text, .soft)
        case .warning(let text): words("warning: " + text, .warning)
        case .output, .failure: nil as StyledLine?
        }
      if let found { return found }
    }
    return nil
  }

  private static func lines(_ state: AppState, limit: Int) -> [StyledLine] {
    guard limit > 0, var entry = entry(state) else { return [] }
    let words = limit == 1 ? firstWords(of: entry) : nil
    entry.title = ""
    let failure = failure(of: entry)
    let told = entry.answers.filter { answer in
      switch answer {
      case .output(.text), .output(.note), .warning, .failure: true
      case .output: false
      }
    }
    let hasPictures = told.count < entry.answers.count
    entry.answers = failure.map { [Entry.Answer.failure($0)] } ?? Array(told.suffix(limit))
    let key = EntryLayout.Key(
      entry: entry, folding: .whole,
      progress: entry.id == state.snapshot.activity?.entry ? EntryProgress.line(state) : nil, hasSpaceBefore: false)
    let layout = EntryLayout(key, on: paper(state, entry, width: state.size.columns))
    let lines = layout.lines
    // The command is the first line; of what it said the end matters more, of a failure the sentence before its place.
    var shown = lines
    if let words {
      shown = [row(key, words, state)]
    } else if lines.count > limit {
      let answers = lines[layout.sourceLines.upperBound...]
      shown = [lines[0]] + (failure == nil ? lines.dropFirst().suffix(limit - 1) : answers.prefix(limit - 1))
    }
    let isWhole = lines.count <= (words == nil ? limit : 2)
    if hasPictures || !isWhole || told.count > entry.answers.count, !shown.isEmpty {
      let room = state.size.columns - 1 - hint.count
      if shown[0].width + 3 <= room {
        shown[0].pad(to: room)
        shown[0].append(hint, .soft)
      }
    }
    return shown
  }

  /// What was entered and what it said in one row, shared so that neither is lost.
  private static func row(_ key: EntryLayout.Key, _ words: StyledLine, _ state: AppState) -> StyledLine {
    let width = state.size.columns
    let layout = EntryLayout(
      key, on: paper(state, key.entry, width: max(width * 2 / 5, width - 3 - words.width)))
    var row = layout.lines.first ?? StyledLine()
    if layout.sourceLines.count > 1 { row.append(String(state.ink.ellipsis), .soft) }
    row.append("   ")
    row.append(words)
    return row.truncated(to: width, ellipsis: state.ink.ellipsis)
  }

  private static func paper(_ state: AppState, _ entry: Entry, width: Int) -> NotebookPaper {
    NotebookPaper(width: width, characters: state.characters, labelWidth: 3 + String(entry.number ?? 0).count)
  }
}
