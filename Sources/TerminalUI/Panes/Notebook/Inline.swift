/// Emphasis, code and links inside a line of Markdown.
struct Inline {
  private let text: [Character]
  private var line = StyledLine()

  /// Beyond this a paragraph is shown as it is written: looking for the ends of marks takes the square of its length.
  private static let limit = 8_000

  static func line(_ text: String, _ style: Style = .plain) -> StyledLine {
    guard text.utf8.count <= limit else { return StyledLine(text, style) }
    var inline = Inline(text: Array(text))
    inline.read(inline.text.indices, style)
    return inline.line
  }

  private init(text: [Character]) { self.text = text }

  private mutating func read(_ range: Range<Int>, _ style: Style) {
    var place = range.lowerBound
    var start = place
    while place < range.upperBound {
      guard let span = span(at: place, before: range.upperBound) else {
        place += 1
        continue
      }
      line.append(String(text[start..<place]), style)
      switch span.kind {
      case .escape: line.append(String(text[span.inner]), style)
      case .code:
        line.append("`", .soft)
        line.append(String(text[span.inner]), .series(0))
        line.append("`", .soft)
      case .emphasis: read(span.inner, .strong)
      case .link(let target):
        read(span.inner, style)
        line.append(" (\(target))", .soft)
      }
      place = span.end
      start = place
    }
    line.append(String(text[start..<range.upperBound]), style)
  }

  private struct Span {
    enum Kind {
      case escape, code, emphasis
      case link(String)
    }

    var kind: Kind
    var inner: Range<Int>
    var end: Int
  }

  private func span(at place: Int, before end: Int) -> Span? {
    switch text[place] {
    case "\\" where place + 1 < end && !isWord(text[place + 1]):
      return Span(kind: .escape, inner: place + 1..<place + 2, end: place + 2)
    case "`":
      guard let close = text[place + 1..<end].firstIndex(of: "`"), close > place + 1 else { return nil }
      return Span(kind: .code, inner: place + 1..<close, end: close + 1)
    case "*", "_": return emphasis(at: place, before: end)
    case "[": return link(at: place, before: end)
    default: return nil
    }
  }

  private func emphasis(at place: Int, before end: Int) -> Span? {
    let sign = text[place]
    let length = place + 1 < end && text[place + 1] == sign ? 2 : 1
    let first = place + length
    guard first < end, text[first] != " ", text[first] != sign else { return nil }
    // A name such as weight_ih_l0 is no emphasis.
    if sign == "_", place > 0, isWord(text[place - 1]) { return nil }
    var close = first + 1
    while close + length <= end {
      let closes = (0..<length).allSatisfy { text[close + $0] == sign } && text[close - 1] != " "
      let goesOn = sign == "_" && close + length < end && isWord(text[close + length])
      if closes, !goesOn { return Span(kind: .emphasis, inner: first..<close, end: close + length) }
      close += 1
    }
    return nil
  }

  private func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  private func link(at place: Int, before end: Int) -> Span? {
    guard let close = text[place..<end].firstIndex(of: "]"), close > place + 1, close + 1 < end, text[close + 1] == "(",
      let last = text[close + 2..<end].firstIndex(of: ")")
    else { return nil }
    return Span(kind: .link(String(text[close + 2..<last])), inner: place + 1..<close, end: last + 1)
  }
}
