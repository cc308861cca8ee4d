/// Markdown as a terminal shows it: headings, lists, quotes, code and paragraphs, wrapped to the width.
public struct Prose {
  private let width: Int
  private let ink: Ink
  private var lines: [StyledLine] = []
  private var paragraph: [String] = []
  /// What stands before the paragraph's first line; its other lines are indented as deep.
  private var lead = StyledLine()

  public static func lines(_ markdown: String, width: Int, characters: CharacterSet) -> [StyledLine] {
    lines(markdown, width: width, ink: characters == .unicode ? .unicode : .ascii)
  }

  static func lines(_ markdown: String, width: Int, ink: Ink) -> [StyledLine] {
    var prose = Prose(width: max(8, width), ink: ink)
    prose.read(markdown.linesOfText)
    return prose.lines
  }

  private init(width: Int, ink: Ink) {
    self.width = width
    self.ink = ink
  }

  private mutating func read(_ source: [String]) {
    var fence: (mark: String, isScript: Bool, lines: [String])?
    for text in source {
      let trimmed = text.drop { $0 == " " || $0 == "\t" }
      if let open = fence {
        if trimmed.hasPrefix(open.mark) {
          endCode(open.lines, isScript: open.isScript)
          fence = nil
        } else {
          fence?.lines.append(text)
        }
      } else if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
        flush()
        let name = trimmed.dropFirst(3).drop { $0 == " " }
        fence = (String(trimmed.prefix(3)), name.isEmpty || name == "rnn", [])
      } else if isIndentedCode(text, trimmed) {
        lines.append(StyledLine("  " + text.dropFirst(4)).truncated(to: width, ellipsis: ink.ellipsis))
      } else {
        take(text, trimmed)
      }
    }
    if let fence { endCode(fence.lines, isScript: fence.isScript) }
    flush()
    while lines.last?.width == 0 { lines.removeLast() }
  }

  /// Four blanks behind an empty line, or behind more of the same.
  private func isIndentedCode(_ text: String, _ trimmed: Substring) -> Bool {
    guard text.hasPrefix("    "), !trimmed.isEmpty, paragraph.isEmpty, Self.listItem(trimmed) == nil else {
      return false
    }
    return lines.last.map { $0.width == 0 || $0.plainText.hasPrefix("  ") } ?? true
  }

  private mutating func take(_ text: String, _ trimmed: Substring) {
    if trimmed.isEmpty {
      flush()
      separate()
    } else if let (level, title) = Self.heading(trimmed) {
      flush()
      head(title, level: level)
    } else if Self.isRule(trimmed) {
      flush()
      lines.append(StyledLine(String(repeating: ink.horizontal, count: width), .soft))
    } else if trimmed.hasPrefix("|") {
      flush()
      lines.append(StyledLine(String(trimmed)).truncated(to: width, ellipsis: ink.ellipsis))
    } else if trimmed.hasPrefix(">") {
      flush()
      let quoted = trimmed.dropFirst().drop { $0 == " " }
      for line in Inline.line(String(quoted)).broken(at: width - 2) {
        var bar = StyledLine("\(ink.vertical) ", .soft)
        bar.append(line)
        lines.append(bar)
      }
    } else if let (mark, item) = Self.listItem(trimmed) {
      flush()
      let depth = min(text.prefix { $0 == " " }.count, 8)
      let shown = mark.count == 1 ? String(ink.bullet) : mark
      lead = StyledLine(String(repeating: " ", count: depth) + shown + " ", .soft)
      paragraph = [String(item)]
    } else {
      paragraph.append(String(trimmed))
    }
  }

  private mutating func separate() {
    if let last = lines.last, last.width > 0 { lines.append(StyledLine()) }
  }

  private mutating func flush() {
    defer { (paragraph, lead) = ([], StyledLine()) }
    guard !paragraph.isEmpty else { return }
    var line = lead
    line.append(Inline.line(paragraph.joined(separator: " ")))
    lines += line.broken(at: width, hanging: lead.width)
  }

  private mutating func head(_ title: Substring, level: Int) {
    separate()
    let line = Inline.line(String(title), level <= 2 ? .title : .strong)
    lines += line.broken(at: width)
    if level == 1 {
      lines.append(StyledLine(String(repeating: ink.horizontal, count: min(line.width, width)), .title))
    }
  }

  private mutating func endCode(_ code: [String], isScript: Bool) {
    let text = code.joined(separator: "\n")
    for line in isScript ? ScriptText.lines(text) : text.linesOfText.map({ StyledLine($0) }) {
      for piece in line.broken(at: width - 2, hanging: 2) {
        var indented = StyledLine("  ")
        indented.append(piece)
        lines.append(indented)
      }
    }
  }

  private static func heading(_ text: Substring) -> (level: Int, title: Substring)? {
    let level = text.prefix { $0 == "#" }.count
    guard (1...6).contains(level), text.dropFirst(level).first.map({ $0 == " " }) ?? true else { return nil }
    return (level, text.dropFirst(level).drop { $0 == " " })
  }

  private static func isRule(_ text: Substring) -> Bool {
    guard let first = text.first, "-*_".contains(first) else { return false }
    let signs = text.filter { $0 != " " }
    return signs.count >= 3 && signs.allSatisfy { $0 == first }
  }

  private static func listItem(_ text: Substring) -> (mark: String, item: Substring)? {
    let mark: Substring
    if let first = text.first, "-*+".contains(first) {
      mark = text.prefix(1)
    } else {
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      guard (1...4).contains(digits.count), let sign = text.dropFirst(digits.count).first, ".)".contains(sign) else {
        return nil
      }
      mark = text.prefix(digits.count + 1)
    }
    guard text.dropFirst(mark.count).first == " " else { return nil }
    return (String(mark), text.dropFirst(mark.count).drop { $0 == " " })
  }
}

extension Ink {
  fileprivate var bullet: Character { mark == "*" ? "-" : "•" }
}
