import Script

/// The Markdown of lessons: numbers of the run are filled in, and a question's list holds its choices.
enum LessonProse {
  /// The text with each `{expression}` replaced by its value. What stands in code, between backticks, fenced or indented
  /// behind an empty line, is left as it is.
  ///
  /// - Parameter value: the text of an expression with its format, as it stands between the braces.
  static func filled(_ text: String, _ value: (String) throws -> String) rethrows -> String {
    var lines: [String] = []
    var isFenced = false
    var isBehindBlank = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == " " }
      let isFence = trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~")
      if isFence { isFenced.toggle() }
      let isIndented = isBehindBlank && line.hasPrefix("    ")
      lines.append(isFenced || isFence || isIndented ? String(line) : try filledLine(line, value))
      // Lines of indented code follow one another.
      isBehindBlank = trimmed.isEmpty || isIndented
    }
    return lines.joined(separator: "\n")
  }

  /// The text with the lines of each paragraph joined: whoever shows it breaks them where they have to end.
  static func unwrapped(_ text: String) -> String {
    text.split(separator: "\n\n").map { paragraph in
      paragraph.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(" ") }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  private static func filledLine(_ line: Substring, _ value: (String) throws -> String) rethrows -> String {
    var filled = ""
    var rest = line
    while let first = rest.first {
      if first == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        filled += rest[...end]
        rest = rest[rest.index(after: end)...]
      } else if first == "{", let end = closing(rest) {
        filled += try value(String(rest[rest.index(after: rest.startIndex)..<end]))
        rest = rest[rest.index(after: end)...]
      } else {
        filled.append(first)
        rest = rest.dropFirst()
      }
    }
    return filled
  }

  /// The brace that closes the first one.
  private static func closing(_ text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// The items of the numbered list that ends a text, from `1.`; empty where it ends otherwise.
  static func choices(in text: String) -> [String] {
    var items: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.split(separator: " ")
      if words.first == "\(items.count + 1)." {
        items.append(words.dropFirst().joined(separator: " "))
      } else if words.first == "1." {
        items = [words.dropFirst().joined(separator: " ")]
      } else if words.isEmpty {
        continue
      } else if !items.isEmpty {
        // A line that is not indented ends the list.
        if line.first == " " { items[items.count - 1] += " " + words.joined(separator: " ") } else { items = [] }
      }
    }
    return items
  }
}
