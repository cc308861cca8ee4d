import Script

/// Commands with their words in styles. The styles repeat what the signs already say, so nothing is lost without them.
enum ScriptText {
  /// Beyond this a text is shown plain: colours on every key press would cost more than they tell.
  private static let limit = 20_000

  /// One line for each line of the text.
  ///
  /// - Parameter bracket: the bracket at the cursor, which is shown with its partner.
  static func lines(_ text: String, bracket: MatchingBracket? = nil) -> [StyledLine] {
    guard text.utf8.count <= limit else { return text.linesOfText.map { StyledLine($0) } }
    let source = SourceText(name: "", text: text)
    var lines = [StyledLine()]
    var end = 0
    let marks = marks(bracket)
    func add(_ range: SourceRange, _ style: Style) {
      var start = range.lower
      for (place, mark) in marks where start <= place && place < range.upper {
        append(source[SourceRange(start, place)], style, to: &lines)
        append(source[SourceRange(place, place + 1)], mark, to: &lines)
        start = place + 1
      }
      append(source[SourceRange(start, range.upper)], style, to: &lines)
    }
    for highlight in Highlighter.highlights(of: source) {
      add(SourceRange(end, highlight.range.lower), .plain)
      add(highlight.range, highlight.role.style)
      end = max(end, highlight.range.upper)
    }
    add(SourceRange(end, source.bytes.count), .plain)
    return lines
  }

  /// The two of a pair, or a closing bracket that closes nothing; one that is still open is no fault yet.
  private static func marks(_ bracket: MatchingBracket?) -> [(place: Int, style: Style)] {
    guard let bracket else { return [] }
    if let partner = bracket.partner { return [bracket.place, partner].sorted().map { ($0, .cursor) } }
    return bracket.closes ? [(bracket.place, .error)] : []
  }

  private static func append(_ text: String, _ style: Style, to lines: inout [StyledLine]) {
    for (index, piece) in text.linesOfText.enumerated() {
      if index > 0 { lines.append(StyledLine()) }
      lines[lines.count - 1].append(piece, style)
    }
  }
}

extension Highlight.Role {
  fileprivate var style: Style {
    switch self {
    case .verb: .strong
    case .option: .series(0)
    case .number: .series(1)
    case .string: .good
    case .comment: .soft
    case .fault: .error
    }
  }
}
