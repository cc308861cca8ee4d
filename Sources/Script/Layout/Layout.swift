/// The canonical layout of a script: two spaces for each open block or bracket, one blank between words, none inside
/// brackets, comments of neighbouring lines below one another, one empty line at most. Lines stay lines, comments,
/// prose and the text of strings and cells stay as they are, and so does what the script means.
public struct Layout: Sendable {
  let table: CommandTable

  public init(_ table: CommandTable) { self.table = table }

  /// The source in canonical layout.
  ///
  /// - Throws: `LayoutFailure` with every error when the source cannot be read, for what cannot be read cannot be laid
  ///   out, and when the result would not mean the same.
  public func laidOut(_ source: SourceText) throws(LayoutFailure) -> String {
    let (program, diagnostics) = Parser(table).parse(source)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw LayoutFailure(diagnostics: errors) }
    var lexer = Lexer(source)
    lexer.run()
    let text = LineLayout(source, lexer.tokens).text
    let (result, found) = Parser(table).parse(SourceText(name: source.name, text: text))
    guard found.isEmpty || found.count == diagnostics.count, result.outline == program.outline else {
      throw LayoutFailure(diagnostics: [
        Diagnostic(
          "this script would not mean the same in the canonical layout, so it is left as it is",
          at: SourceRange(0, 0), in: source)
      ])
    }
    return text
  }
}

/// Why a source was not laid out.
public struct LayoutFailure: Error, Sendable {
  public let diagnostics: [Diagnostic]
}
