import Script

/// The line being typed with what helps to type it: completions above, suggestion behind, signature at the right.
struct PromptView {
  private let state: AppState
  private let texts: [String]

  init(_ state: AppState) {
    self.state = state
    texts = state.line.text.linesOfText
  }

  /// Rows that the line itself takes.
  var rows: Int { max(1, texts.count) }

  /// Draws the line; what Tab offers stands above it, over the panes.
  func draw(_ area: Rectangle, above status: Rectangle, on frame: inout Frame) {
    guard area.size.columns > 0, area.size.rows > 0 else { return }
    frame.fill(area)
    let tags = tags
    let width = max(1, area.size.columns - (tags.width > 0 && tags.width < area.size.columns / 2 ? tags.width + 1 : 0))
    let cursor = cursorPlace
    let shownRows = min(rows, area.size.rows)
    let first = min(max(0, cursor.row - shownRows / 2), rows - shownRows)
    let lines = lines
    var cursorLine = StyledLine()
    for row in 0..<shownRows {
      let isCursorRow = first + row == cursor.row
      let shown = window(lines[first + row], width, cursor: isCursorRow ? cursor.column : nil)
      frame.draw(shown.line, row: area.row + row, column: area.column, width: width)
      guard isCursorRow else { continue }
      cursorLine = shown.line
      let column = min(max(0, cursor.column - shown.offset), width - 1)
      frame.cursor = Place(row: area.row + row, column: area.column + column)
    }
    if width < area.size.columns {
      frame.draw(tags, row: area.row, column: area.endColumn - tags.width, width: tags.width)
    }
    drawHelp(area, above: status, width: width, line: cursorLine, row: area.row + cursor.row - first, on: &frame)
  }

  /// Signature and candidates.
  private func drawHelp(
    _ area: Rectangle, above status: Rectangle, width: Int, line: StyledLine, row: Int, on frame: inout Frame
  ) {
    var bottom = status.row
    let signature = SignatureLine(state.line)
    if let whole = signature.line(width: width - line.width - 3, ink: state.ink) {
      frame.draw(inTerminalCharacters(whole), row: row, column: area.column + width - whole.width, width: whole.width)
    } else if let above = signature.line(width: area.size.columns - 4, ink: state.ink, isCut: true), bottom > 2 {
      bottom -= 1
      // A rule of its own: what lies below it concerns the line.
      var rule = StyledLine("\(state.ink.horizontal) ", .soft)
      rule.append(above)
      rule.append(" ")
      rule.append(repeating: state.ink.horizontal, count: frame.size.columns - rule.width, .soft)
      frame.draw(inTerminalCharacters(rule), row: bottom, column: 0, width: frame.size.columns)
    }
    let list = CandidateList(
      state.line.candidates, columns: area.size.columns, rows: min(state.size.rows / 3, bottom - 1), ink: state.ink)
    let lines = list.lines
    for (index, line) in lines.enumerated() {
      let row = bottom - lines.count + index
      frame.fill(Rectangle(row: row, column: 0, columns: frame.size.columns, rows: 1))
      frame.draw(inTerminalCharacters(line), row: row, column: 0)
    }
  }

  /// What the youngest entry that begins like the line goes on with; nil where there is none, or the cursor is not at
  /// the line's end.
  static func suggestion(_ state: AppState) -> String? {
    let text = state.line.text.utf8
    guard !text.isEmpty, !state.line.isBusy, state.line.cursor == text.count else { return nil }
    // By bytes: what is taken stands behind what was typed, whatever letters would join there.
    guard let entry = state.history.last(where: { $0.utf8.count > text.count && $0.utf8.starts(with: text) }) else {
      return nil
    }
    return String(Substring(entry.utf8.dropFirst(text.count)))
  }

  // MARK: Lines

  private var promptWidth: Int { StyledLine(state.line.prompt).width }

  /// Later lines of an entry get dots that end where the prompt ends.
  private var continuation: StyledLine {
    let dots = "...> "
    return StyledLine(String(repeating: " ", count: max(0, promptWidth - dots.count)) + dots, .soft)
  }

  private var lines: [StyledLine] {
    let isTyping = state.screen.focus == nil && !state.line.isBusy
    let bracket = isTyping ? MatchingBracket(in: state.line.text, cursor: state.line.cursor) : nil
    let code = ScriptText.lines(state.line.text, bracket: bracket)
    var lines = texts.indices.map { index in
      var line = index == 0 ? StyledLine(state.line.prompt, .title) : continuation
      line.append(index < code.count ? code[index] : StyledLine(texts[index]))
      return line
    }
    if let suggestion = Self.suggestion(state) {
      let parts = suggestion.linesOfText
      lines[lines.count - 1].append(parts[0] + (parts.count > 1 ? " \(state.ink.ellipsis)" : ""), .soft)
    }
    return lines.map(inTerminalCharacters)
  }

  /// The line in the characters that the terminal has.
  private func inTerminalCharacters(_ line: StyledLine) -> StyledLine {
    state.characters == .ascii ? line.asciiOnly : line
  }

  /// Row among the entry's lines, and column from the prompt's edge, of the cursor.
  private var cursorPlace: Place {
    let bytes = Array(state.line.text.utf8)
    var end = min(max(0, state.line.cursor), bytes.count)
    while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    let before = String(decoding: bytes[..<end], as: UTF8.self).linesOfText
    let margin = before.count == 1 ? promptWidth : continuation.width
    return Place(row: before.count - 1, column: margin + StyledLine(before.last ?? "").width)
  }

  /// The part of a line that a screen of some width shows. The line moves by half a screen, so that it rests while
  /// words are typed; where something is cut there is a sign.
  private func window(_ line: StyledLine, _ width: Int, cursor: Int?) -> (line: StyledLine, offset: Int) {
    let half = max(1, width / 2)
    let beyond = max(0, (cursor ?? 0) - (width - 2))
    let offset = (beyond + half - 1) / half * half
    guard offset > 0 || line.width > width else { return (line, 0) }
    var shown = line.columns(from: offset, count: width)
    if offset > 0 {
      var cut = StyledLine(String(state.ink.ellipsis), .soft)
      cut.append(shown.columns(from: 1, count: width - 1))
      shown = cut
    }
    if line.width - offset > width {
      shown = shown.columns(from: 0, count: width - 1)
      shown.pad(to: width - 1)
      shown.append(String(state.ink.ellipsis), .soft)
    }
    return (shown, offset)
  }

  /// At the right edge: which entry is edited, and the line editor's mode.
  private var tags: StyledLine {
    var tags = StyledLine()
    if let id = state.notebook.editing, let entry = state.snapshot.document[id: id] {
      tags.append("edit In" + (entry.number.map { " \($0)" } ?? ""), .warning)
    }
    if !state.line.mode.isEmpty {
      if tags.width > 0 { tags.append("  ") }
      tags.append("[\(state.line.mode)]", .reference)
    }
    return tags
  }
}
