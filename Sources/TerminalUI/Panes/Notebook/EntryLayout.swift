import Notebook

/// What all entries are laid out on.
struct NotebookPaper: Sendable, Equatable {
  var width: Int
  var characters: CharacterSet
  /// Columns of the widest `In N`.
  var labelWidth: Int

  var ink: Ink { characters == .unicode ? .unicode : .ascii }
  /// Mark, pointer, label, two blanks.
  var indent: Int { 2 + labelWidth + 2 }
  /// A narrow pane has no room to give away beside pictures.
  var answerIndent: Int { width >= 56 ? indent : 2 }
}

/// One entry as lines, with all that they were made of: equal keys, equal lines.
struct EntryLayout: Sendable, Equatable {
  struct Key: Sendable, Equatable {
    var entry: Entry
    var folding: Folding
    /// How far the entry is, while it runs.
    var progress: StyledLine?
    /// Whether a blank line parts it from the entry above.
    var hasSpaceBefore: Bool
  }

  let key: Key
  private(set) var lines: [StyledLine] = []
  /// The line with the label and the mark.
  private(set) var labelLine = 0
  /// Glyphs of that line that are no part of the entry's text.
  private var labelWidth = 0
  /// The line that tells how many lines are hidden.
  private(set) var foldLine: Int?
  private(set) var drawn: [Int: DrawnAnswer] = [:]

  init(_ key: Key, on paper: NotebookPaper, reusing drawn: [Int: DrawnAnswer] = [:]) {
    self.key = key
    if key.hasSpaceBefore { lines.append(StyledLine()) }
    switch key.entry.kind {
    case .prose: layOutProse(paper)
    case .commands: layOutCommands(paper, reusing: drawn)
    }
    if paper.characters == .ascii { lines = lines.map(\.asciiOnly) }
  }

  /// The lines of commands or prose, without title and answers.
  private(set) var sourceLines = 0..<0

  /// The first glyph of a line that belongs to the entry's text.
  func textStart(_ line: Int) -> Int { line == labelLine ? labelWidth : 0 }

  private mutating func layOutProse(_ paper: NotebookPaper) {
    labelLine = lines.count
    let prose = Prose.lines(key.entry.text, width: paper.width - 2, ink: paper.ink)
    lines += (prose.isEmpty ? [StyledLine("an empty note", .soft)] : prose).map { Self.indented($0, 2) }
    sourceLines = labelLine..<lines.count
  }

  private mutating func layOutCommands(_ paper: NotebookPaper, reusing old: [Int: DrawnAnswer]) {
    let entry = key.entry
    let title = [entry.heading, entry.isOnce ? "once: kept" : ""].filter { !$0.isEmpty }.joined(separator: "  ")
    if !title.isEmpty {
      lines += StyledLine(title, .title).broken(at: paper.width - 2).map { Self.indented($0, 2) }
    }
    labelLine = lines.count
    labelWidth = paper.indent
    let marks = EntryMarks(entry.status, paper.characters)
    var label = StyledLine(glyphs: [Glyph(marks.sign, marks.style), Glyph(" ")])
    let number = entry.number.map(String.init) ?? ""
    label.append("In \(number)", marks.isQuiet || entry.isGesture ? .soft : .title)
    label.pad(to: paper.indent)
    let code = ScriptText.lines(entry.text).flatMap { $0.broken(at: paper.width - paper.indent, hanging: 2) }
    for (index, line) in code.enumerated() {
      var whole = index == 0 ? label : Self.indented(StyledLine(), paper.indent)
      whole.append(line)
      let room = paper.width - marks.word.displayWidth
      if index == 0, !marks.word.isEmpty, whole.width + 2 <= room {
        whole.pad(to: room)
        whole.append(marks.word, .soft)
      }
      lines.append(whole)
    }
    sourceLines = labelLine..<lines.count
    let answers = AnswerLines(
      entry.answers, width: paper.width - paper.answerIndent, characters: paper.characters, folding: key.folding,
      reusing: old)
    foldLine = answers.foldLine.map { $0 + lines.count }
    lines += answers.lines.map { Self.indented($0, paper.answerIndent) }
    if let progress = key.progress { lines.append(Self.indented(progress, paper.answerIndent)) }
    if entry.status == .running { drawn = answers.drawn }
  }

  private static func indented(_ line: StyledLine, _ columns: Int) -> StyledLine {
    var indented = StyledLine()
    indented.pad(to: columns)
    indented.append(line)
    return indented
  }
}

/// How an entry's status looks: a sign that needs no colour, and a word where the sign alone would be a riddle.
struct EntryMarks {
  var sign: Character
  var style: Style
  var word = ""
  /// Whether the label steps back: nothing was run.
  var isQuiet = false

  init(_ status: Entry.Status, _ characters: CharacterSet) {
    let isUnicode = characters == .unicode
    switch status {
    case .fresh: (sign, style, isQuiet) = (isUnicode ? "·" : ".", .soft, true)
    case .queued: (sign, style, word, isQuiet) = (isUnicode ? "○" : "o", .soft, "waits", true)
    case .running: (sign, style) = (isUnicode ? "●" : "*", .good)
    case .done: (sign, style) = (" ", .plain)
    case .failed: (sign, style) = (isUnicode ? "✗" : "x", .error)
    case .interrupted: (sign, style, word) = (isUnicode ? "■" : "!", .warning, "interrupted")
    case .stale: (sign, style, word) = ("~", .warning, "stale")
    }
  }
}
