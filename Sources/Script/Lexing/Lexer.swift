/// Turns source text into tokens: blanks, comments and continued lines go, newlines stay where they end a command.
///
/// The lexer also matches brackets, since whether a newline counts depends on them. It never stops at an error: it
/// notes the diagnostic, emits an `invalid` token, and goes on.
struct Lexer {
  let source: SourceText
  let end: Int
  var cursor: Int
  var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []
  var open: [OpenBracket] = []
  /// Whether the text stops inside brackets or after a `\`: more lines may follow.
  private(set) var isIncomplete = false
  private var hasBlank = true
  private var recoveries = 0

  /// A bracket not closed yet, with what to go back to if it never is.
  struct OpenBracket {
    let symbol: Symbol
    let range: SourceRange
    let tokenCount: Int
    let diagnosticCount: Int
  }

  /// Lexes a part of a source (all of it by default); ranges are offsets into the whole.
  init(_ source: SourceText, range: SourceRange? = nil) {
    self.source = source
    cursor = range?.lower ?? 0
    end = range?.upper ?? source.bytes.count
  }

  /// Lexes to the end. With `recovering` an unclosed bracket is reported and taken as closed at its line's end, so that
  /// what follows is still looked at.
  mutating func run(recovering: Bool = true) {
    if source.bytes.count > Limits.fileBytes {
      report("the file has more than \(Limits.fileBytes >> 20) MB", at: SourceRange(0, 0))
      cursor = end
    }
    repeat {
      while cursor < end { scan() }
      isIncomplete = isIncomplete || (!open.isEmpty && diagnostics.isEmpty)
    } while recovering && closeUnclosedBracket()
    emit(.end, from: end)
  }

  // MARK: Reading

  func byte(_ ahead: Int = 0) -> UInt8? {
    cursor + ahead < end ? source.bytes[cursor + ahead] : nil
  }

  func isAt(_ character: Unicode.Scalar, ahead: Int = 0) -> Bool {
    byte(ahead).map { $0 == UInt8(ascii: character) } ?? false
  }

  mutating func emit(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, range: SourceRange(start, cursor), followsBlank: hasBlank))
    hasBlank = false
  }

  mutating func report(_ message: String, at range: SourceRange, hint: String? = nil) {
    guard diagnostics.count < Limits.diagnostics else {
      cursor = end
      return
    }
    diagnostics.append(Diagnostic(message, at: range, in: source, hint: hint))
  }

  /// Notes a diagnostic and stands an `invalid` token in the place, so that the parser stays silent about it.
  mutating func reject(_ message: String, from start: Int, hint: String? = nil) {
    report(message, at: SourceRange(start, cursor), hint: hint)
    emit(.invalid, from: start)
  }

  private mutating func scan() {
    let start = cursor
    guard let next = byte() else { return }
    switch next {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      cursor += 1
      hasBlank = true
    case UInt8(ascii: "\n"):
      cursor += 1
      endLine(from: start)
    case UInt8(ascii: "\r") where isAt("\n", ahead: 1):
      cursor += 2
      endLine(from: start)
    case UInt8(ascii: "#"):
      scanCommentOrBorder()
      hasBlank = true
    case UInt8(ascii: "\\"): scanContinuation()
    case UInt8(ascii: "\""): scanString()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
    case UInt8(ascii: ".") where byte(1).map(isDigit) ?? false: scanNumber()
    default:
      if !scanName(), !scanSymbol() { scanUnknown() }
    }
  }

  private mutating func endLine(from start: Int) {
    hasBlank = true
    let line = source.lineRange(at: start)
    if line.upper - line.lower > Limits.lineBytes {
      reject("the line has more than \(Limits.lineBytes >> 20) MB", from: start)
    }
    let isContinued = open.last.map { $0.symbol != .openBrace } ?? false
    if !isContinued { emit(.newline, from: start) }
    hasBlank = true
  }

  /// `\` at the end of a line joins it with the next.
  private mutating func scanContinuation() {
    let start = cursor
    cursor += 1
    while isAt(" ") || isAt("\t") || (isAt("\r") && isAt("\n", ahead: 1)) { cursor += 1 }
    if isAt("\n") {
      cursor += 1
      hasBlank = true
    } else if cursor >= end {
      isIncomplete = diagnostics.isEmpty
      hasBlank = true
    } else {
      cursor = start + 1
      reject("'\\' outside a string stands only at the end of a line, which it joins with the next", from: start)
    }
  }

  private mutating func scanUnknown() {
    let start = cursor
    let scalar = scalarAtCursor()
    cursor += scalar.map { UTF8.width($0) } ?? 1
    guard let scalar else { return reject("this is not UTF-8 text", from: start) }
    if let message = refusal(of: scalar) { return reject(message, from: start) }
    let hint: String? =
      switch scalar {
      case "“", "”", "„", "‘", "’": "quotes are written \""
      case "−", "–": "minus is written -"
      case "×": "times is written *"
      case "≤": "write <="
      case "≥": "write >="
      case "&": "write and"
      case "|": "write or"
      case "!": "write not, or !="
      case "?": "help lists the commands"
      default: nil
      }
    reject("'\(scalar)' has no meaning here", from: start, hint: hint)
  }

  /// What to say about a character that must not stand in a source at all.
  func refusal(of scalar: Unicode.Scalar) -> String? {
    guard isMisleading(scalar), scalar != "\t", scalar != "\n" else { return nil }
    let name = visibleEscape(scalar)
    return "the control character \(name) must not stand in a script; in a string write \(name)"
  }

  /// The scalar at the cursor; nil inside a broken sequence or at the end.
  func scalarAtCursor() -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = source.bytes[cursor..<min(cursor + 4, end)].makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
    return nil
  }

  func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  // MARK: Brackets

  mutating func openBracket(_ symbol: Symbol, from start: Int) {
    guard open.count < Limits.nesting else {
      cursor = end
      open = []
      return reject("brackets are nested more than \(Limits.nesting) deep", from: start)
    }
    open.append(
      OpenBracket(
        symbol: symbol, range: SourceRange(start, cursor), tokenCount: tokens.count,
        diagnosticCount: diagnostics.count))
    emit(.symbol(symbol), from: start)
  }

  mutating func closeBracket(_ symbol: Symbol, from start: Int) {
    guard let last = open.last, open.contains(where: { $0.symbol.closing == symbol }) else {
      return reject("'\(symbol.rawValue)' closes nothing", from: start)
    }
    if last.symbol.closing != symbol {
      // A bracket of an expression cannot close a block that stands around it.
      if last.symbol == .openBrace { return reject("'\(symbol.rawValue)' closes nothing", from: start) }
      report(
        "this '\(last.symbol.rawValue)' is not closed before the '\(symbol.rawValue)' of line "
          + "\(source.position(at: start).line)", at: last.range)
      emit(.invalid, from: start)
      while let inner = open.last, inner.symbol.closing != symbol { _ = open.popLast() }
    }
    _ = open.popLast()
    emit(.symbol(symbol), from: start)
  }

  /// Reports the outermost `(` or `[` that the text never closes and goes back to the end of its line.
  private mutating func closeUnclosedBracket() -> Bool {
    let firstOfExpression = open.lastIndex { $0.symbol == .openBrace }.map { $0 + 1 } ?? 0
    guard recoveries < 16, firstOfExpression < open.count else {
      for bracket in open { report("this '\(bracket.symbol.rawValue)' is never closed", at: bracket.range) }
      return false
    }
    let bracket = open[firstOfExpression]
    recoveries += 1
    open.removeSubrange(firstOfExpression...)
    tokens.removeSubrange(bracket.tokenCount...)
    diagnostics.removeSubrange(bracket.diagnosticCount...)
    cursor = bracket.range.upper
    reject("this '\(bracket.symbol.rawValue)' is never closed", from: bracket.range.lower)
    cursor = min(source.lineRange(at: bracket.range.lower).upper, end)
    return true
  }
}
