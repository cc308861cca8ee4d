/// One message about a place in a script: what is wrong, what was expected, and what to do.
public struct Diagnostic: Error, Sendable {
  public enum Severity: String, Sendable { case error, warning }

  public var severity: Severity
  public var message: String
  public var range: SourceRange
  public var source: SourceText
  /// What would put it right, as the end of the sentence: `did you mean 'lstm'?`
  public var hint: String?
  /// Text that may replace `range` to put it right.
  public var replacement: String?

  public init(
    _ message: String, at range: SourceRange, in source: SourceText, severity: Severity = .error,
    hint: String? = nil, replacement: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.range = range
    self.source = source
    self.hint = hint
    self.replacement = replacement
  }

  public var position: SourcePosition { source.position(at: range.lower) }

  /// `scripts/a.rnn:3:5: error: no layer kind is called 'lstn'; did you mean 'lstm'?`
  public var headline: String {
    let place = position
    return "\(legible(source.name)):\(place.line):\(place.column): \(severity.rawValue): \(sentence)"
  }

  /// Message and hint, without the place.
  public var sentence: String { legible(hint.map { "\(message); \($0)" } ?? message) }

  /// The headline, the source line and a caret under the place. Safe to print whatever the source holds.
  public var rendered: String {
    let (line, caret) = excerpt
    return "\(headline)\n  \(line)\n  \(caret)"
  }

  /// A long line is cut to what surrounds the place.
  private var excerpt: (line: String, caret: String) {
    let reach = 60
    let lineRange = source.lineRange(at: range.lower)
    let before = Array(source[SourceRange(lineRange.lower, min(range.lower, lineRange.upper))])
    let marked = source[SourceRange(range.lower, min(range.upper, lineRange.upper))].prefix(reach)
    let after = source[SourceRange(range.lower, lineRange.upper)]
    let shownBefore = (before.count > reach ? "…" : "") + shown(String(before.suffix(reach)))
    let shownAfter = shown(String(after.prefix(2 * reach))) + (after.count > 2 * reach ? "…" : "")
    let blanks = String(repeating: " ", count: shownBefore.count)
    return (shownBefore + shownAfter, blanks + String(repeating: "^", count: max(1, shown(String(marked)).count)))
  }

  private func shown(_ text: String) -> String {
    legible(text.utf8.contains(UInt8(ascii: "\t")) ? String(text.map { $0 == "\t" ? " " : $0 }) : text)
  }
}

extension Diagnostic {
  /// `no KIND is called 'NAME'; did you mean 'NEAREST'?` or, when nothing is near and the list is short, the list.
  public static func unknownName(
    _ name: String, kind: String, among known: [String], at range: SourceRange, in source: SourceText
  ) -> Diagnostic {
    let near = nearestName(to: name, among: known)
    let hint = near.map { "did you mean '\($0)'?" } ?? listHint(known)
    return Diagnostic(
      "no \(kind) is called '\(name)'", at: range, in: source, hint: hint, replacement: near)
  }

  private static func listHint(_ known: [String]) -> String? {
    guard !known.isEmpty, known.count <= 12 else { return nil }
    return known.count == 1 ? "there is only '\(known[0])'" : "there are: " + known.joined(separator: ", ")
  }
}
