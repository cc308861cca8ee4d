/// Reads source text into a `Program`, with everything that is wrong with it.
///
/// A parser is a value without state of its own: the same one serves a whole session.
public struct Parser: Sendable {
  public let table: CommandTable
  /// Commands that `def` made before, in this session or in an included file.
  public let definedCommands: Set<String>

  public init(_ table: CommandTable, definedCommands: Set<String> = []) {
    self.table = table
    self.definedCommands = definedCommands
  }

  /// The program holds every statement that could be read; the diagnostics stand in the order of the source.
  public func parse(_ source: SourceText) -> (program: Program, diagnostics: [Diagnostic]) {
    var lexer = Lexer(source)
    lexer.run()
    var parser = TokenParser(source, lexer.tokens, table: table, definedCommands: definedCommands)
    let program = parser.parseProgram()
    let found = (lexer.diagnostics + parser.diagnostics).prefix(Limits.diagnostics)
    return (program, found.sorted { $0.range.lower < $1.range.lower })
  }

  /// Reads one expression that fills the whole source, as for `--set NAME=VALUE`.
  public func parseExpression(_ source: SourceText) throws(Diagnostic) -> Expression {
    var lexer = Lexer(source)
    lexer.run()
    if let first = lexer.diagnostics.first { throw first }
    var parser = TokenParser(source, lexer.tokens, table: table, definedCommands: definedCommands)
    do throws(ParseFailure) {
      let expression = try parser.parseExpression(.full)
      while parser.current.kind == .newline { parser.advance() }
      guard parser.current.kind == .end else { throw parser.unexpected("the end of the expression") }
      return expression
    } catch {
      throw error.diagnostic ?? Diagnostic("this is no expression", at: source.fullRange, in: source)
    }
  }

  /// Whether more lines must follow before the text can be run: a bracket or block is open, or the last line ends
  /// in `\`.
  public static func isIncomplete(_ text: String) -> Bool {
    var lexer = Lexer(SourceText(name: "", text: text))
    lexer.run(recovering: false)
    return lexer.isIncomplete
  }
}
