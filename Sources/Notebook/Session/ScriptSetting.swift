import Script

/// `--set NAME=VALUE`: takes the place of a script's first top-level `let` of that name.
public struct ScriptSetting: Sendable {
  public var name: String
  public var value: Expression
  public var source: SourceText

  /// Reads `NAME=VALUE`; a value that is no expression is a text.
  ///
  /// - Throws: `SessionError` when it has not that form.
  public init(parsing text: String) throws(SessionError) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw SessionError("--set takes NAME=VALUE, not '\(legible(text))'")
    }
    name = String(text[..<sign])
    let written = String(text[text.index(after: sign)...])
    let parser = Parser(CommandRegistry.table)
    let plain = SourceText(name: "--set \(name)", text: written)
    do {
      let expression = try parser.parseExpression(plain)
      // A bare word is a text, so that --set kind=lstm needs no quotes inside the shell's.
      if case .name = expression.kind {
        (value, source) = try Self.text(written, name, parser)
      } else {
        (value, source) = (expression, plain)
      }
    } catch {
      throw SessionError("--set \(name): \(error.sentence)")
    }
  }

  private static func text(_ text: String, _ name: String, _ parser: Parser) throws(Diagnostic) -> (
    Expression, SourceText
  ) {
    let source = SourceText(name: "--set \(name)", text: quoted(text))
    return (try parser.parseExpression(source), source)
  }
}
