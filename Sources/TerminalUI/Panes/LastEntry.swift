import Notebook

/// The last entry in a few rows, where another pane hides the notebook: what was entered and what it said in words. Its
/// pictures are in the notebook, to which a hint leads.
enum LastEntry {
  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    for (row, line) in lines(state, limit: area.size.rows).enumerated() {
      frame.draw(line, row: area.row + row, column: area.column, width: area.size.columns)
    }
  }

  /// Rows that it takes of a body of so many.
  static func rows(_ state: AppState, of body: Int) -> Int {
    lines(state, limit: body >= 24 ? 5 : body >= 16 ? 3 : body >= 9 ? 1 : 0).count
  }

  private static func lines(_ state: AppState, limit: Int) -> [StyledLine] {
    guard limit > 0 else { return [] }
    let entries = state.snapshot.document.entries
    let running = state.snapshot.activity?.entry
    let last =
      entries.last { $0.id == running } ?? entries.lazy.filter(\.wasRun).max { ($0.number ?? 0) < ($1.number ?? 0) }
    guard var entry = last else { return [] }
    entry.title = ""
    var hasFailed = false
    if case .failure = entry.answers.last { hasFailed = true }
    let told = entry.answers.filter { answer in
      switch answer {
      case .output(.text), .output(.note), .warning, .failure: true
      case .output: false
      }
    }
    let hasPictures = told.count < entry.answers.count
    entry.answers = told.suffix(hasFailed ? 1 : limit)
    let key = EntryLayout.Key(
      entry: entry, folding: .whole, progress: entry.id == running ? EntryProgress.line(state) : nil,
      hasSpaceBefore: false)
    let paper = NotebookPaper(
      width: state.size.columns, characters: state.characters, labelWidth: 3 + String(entry.number ?? 0).count)
    let lines = EntryLayout(key, on: paper).lines
    // The command is the first line; of what it said the end matters more, of a failure the sentence before its place.
    var shown =
      lines.count <= limit || hasFailed
      ? Array(lines.prefix(limit)) : lines.prefix(1) + lines.dropFirst().suffix(limit - 1)
    if hasPictures || lines.count > limit || told.count > entry.answers.count, !shown.isEmpty {
      let hint = "F2 shows all of it"
      let room = state.size.columns - 1 - hint.count
      if shown[0].width + 3 <= room {
        shown[0].pad(to: room)
        shown[0].append(hint, .soft)
      }
    }
    return shown
  }
}
