import Script

/// The Markdown of prose entries as HTML: headings, paragraphs, lists, quotes, fences, indented code, rules, emphasis,
/// code and links to other pages. Everything else, markup included, is text.
struct ProsePage {
  private let lines: [String]

  init(_ text: String) { lines = ExportText.lines(text) }

  var html: String {
    var html = ""
    var place = 0
    var paragraph: [String] = []
    func close() {
      if !paragraph.isEmpty { html += "<p>\(Self.inline(paragraph.joined(separator: "\n")))</p>\n" }
      paragraph = []
    }
    while place < lines.count {
      let line = lines[place]
      let trimmed = line.drop { $0 == " " }
      let marks = trimmed.prefix { $0 == "#" }.count
      if trimmed.hasPrefix("```") {
        close()
        let end = lines[(place + 1)...].firstIndex { $0.drop { $0 == " " }.hasPrefix("```") } ?? lines.count
        let code = lines[min(place + 1, end)..<end].joined(separator: "\n")
        html += "<pre>\(ExportText.markup(code))</pre>\n"
        place = end
      } else if paragraph.isEmpty, Self.isIndented(line) {
        let end = lines[place...].firstIndex { !Self.isIndented($0) && $0.contains { $0 != " " } } ?? lines.count
        var code = lines[place..<end].map { $0.dropFirst(4) }
        while code.last?.allSatisfy({ $0 == " " }) == true { code.removeLast() }
        html += "<pre>\(ExportText.markup(code.joined(separator: "\n")))</pre>\n"
        place = end - 1
      } else if (1...6).contains(marks), trimmed.dropFirst(marks).first == " " {
        close()
        html += "<h\(marks)>\(Self.inline(String(trimmed.dropFirst(marks + 1))))</h\(marks)>\n"
      } else if trimmed.count >= 3, Set(trimmed).count == 1, "-*_".contains(trimmed.first ?? " ") {
        close()
        html += "<hr>\n"
      } else if let kind = Self.listKind(trimmed) {
        close()
        var items: [String] = []
        while place < lines.count, let next = Optional(lines[place].drop { $0 == " " }), !next.isEmpty {
          if Self.listKind(next) == kind {
            items.append(String(next.drop { $0 != " " }.dropFirst()))
          } else if items.isEmpty || Self.listKind(next) != nil {
            break
          } else {
            items[items.count - 1] += "\n" + next
          }
          place += 1
        }
        place -= 1
        html += "<\(kind)>\n" + items.map { "<li>\(Self.inline($0))</li>\n" }.joined() + "</\(kind)>\n"
      } else if trimmed.hasPrefix(">") {
        close()
        html += "<blockquote>\(Self.inline(String(trimmed.dropFirst().drop { $0 == " " })))</blockquote>\n"
      } else if trimmed.isEmpty {
        close()
      } else {
        paragraph.append(String(trimmed))
      }
      place += 1
    }
    close()
    return html
  }

  /// Whether a line is code by its indentation, as an equation on a line of its own is written.
  private static func isIndented(_ line: String) -> Bool { line.hasPrefix("    ") && line.contains { $0 != " " } }

  private static func listKind(_ line: Substring) -> String? {
    if ["- ", "* ", "+ "].contains(where: line.hasPrefix) { return "ul" }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    return !digits.isEmpty && line.dropFirst(digits.count).hasPrefix(". ") ? "ol" : nil
  }

  /// Marks inside a line. What has no end is text.
  private static func inline(_ text: String) -> String {
    var html = ""
    var rest = text[...]
    while let first = rest.first {
      if first == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        html += "<code>\(ExportText.markup(String(rest[rest.index(after: rest.startIndex)..<end])))</code>"
        rest = rest[rest.index(after: end)...]
      } else if let (mark, tag) = [("**", "strong"), ("__", "strong"), ("*", "em"), ("_", "em")].first(where: {
        rest.hasPrefix($0.0)
      }), let inner = enclosed(rest, mark) {
        html += "<\(tag)>\(inline(String(inner)))</\(tag)>"
        rest = rest.dropFirst(inner.count + 2 * mark.count)
      } else if first == "[", let link = link(rest) {
        html += "<a href=\"\(ExportText.markup(link.address))\">\(inline(link.words))</a>"
        rest = link.rest
      } else {
        let plain = rest.dropFirst().prefix { !"`*_[".contains($0) }
        html += ExportText.markup(String(first) + plain)
        rest = rest.dropFirst(1 + plain.count)
      }
    }
    return html
  }

  private static func enclosed(_ text: Substring, _ mark: String) -> Substring? {
    let inner = text.dropFirst(mark.count)
    guard let first = inner.first, !first.isWhitespace, let end = inner.firstRange(of: mark),
      !inner[..<end.lowerBound].isEmpty
    else { return nil }
    return inner[..<end.lowerBound]
  }

  /// `[words](address)`, where the address leads to a page and does nothing else.
  private static func link(_ text: Substring) -> (words: String, address: String, rest: Substring)? {
    guard let middle = text.firstRange(of: "]("), let end = text[middle.upperBound...].firstIndex(of: ")") else {
      return nil
    }
    let address = String(text[middle.upperBound..<end])
    let scheme = address.firstIndex(of: ":").map { address[..<$0].lowercased() }
    guard scheme == nil || ["http", "https", "mailto"].contains(scheme) else { return nil }
    let words = text[text.index(after: text.startIndex)..<middle.lowerBound]
    guard !words.contains("[") else { return nil }
    return (String(words), address, text[text.index(after: end)...])
  }
}
