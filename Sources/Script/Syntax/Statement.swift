/// One statement with its place in the source.
public struct Statement: Sendable {
  public let kind: Kind
  public let range: SourceRange

  public indirect enum Kind: Sendable {
    /// A verb of the command table.
    case command(Command)
    /// A command that `def` made: `NAME 1 b=3`.
    case definedCommand(DefinedCommand)
    case letBinding(Name, Expression)
    case print([Expression])
    case assert(Expression, message: Expression?)
    case include(Expression)
    case conditional([Branch], otherwise: [Statement]?)
    case forEach(Name, in: Expression, [Statement])
    case repeated(Expression, [Statement])
    case definition(Definition)
    case sweep(Sweep)
    case report([ReportColumn])
    case cell(CellText)
    /// A line that is only an expression. A bare name may still be a command that an included file defines.
    case expression(Expression)
  }

  public struct Branch: Sendable {
    public let condition: Expression
    public let body: [Statement]
  }
}

/// `NAME argument … option=value …` for a NAME that `def` made.
public struct DefinedCommand: Sendable {
  public let name: Name
  public let arguments: [Expression]
  public let options: [(name: Name, value: Expression)]
}

/// `def NAME(a, b=2) { … }`
public struct Definition: Sendable {
  public let name: Name
  public let parameters: [(name: Name, defaultValue: Expression?)]
  public let body: [Statement]
}

/// `sweep NAME in EXPR, NAME in EXPR jobs=N { … }`
public struct Sweep: Sendable {
  public let variables: [(name: Name, values: Expression)]
  public let jobs: Expression?
  public let body: [Statement]
}

/// One column of `report loss, first=grad(1, 1)`; without a name the column is called as the expression is written.
public struct ReportColumn: Sendable {
  public let name: String
  public let value: Expression
}

/// A cell definition, verbatim from `cell` to the closing brace: the engine reads this notation itself.
public struct CellText: Sendable {
  public let name: Name
  public let text: String
  /// Where `text` stands, so that the engine's offsets can be turned into places of the script.
  public let range: SourceRange
}

/// A parsed source: entries as the percent format divides them.
public struct Program: Sendable {
  public let source: SourceText
  public let entries: [ProgramEntry]

  /// All statements in order, whatever the entry.
  public var statements: [Statement] { entries.flatMap(\.statements) }
}

/// The text between two `# %%` borders.
public struct ProgramEntry: Sendable {
  public enum Kind: Sendable, Hashable { case commands, prose }

  public let kind: Kind
  /// What follows `# %%` on its line, without `[markdown]`.
  public let title: String
  /// The border line; nil for what stands before the first border.
  public let border: SourceRange?
  /// The entry's lines without the border.
  public let range: SourceRange
  /// Commands: the source as written. Prose: the Markdown, without the comment signs.
  public let text: String
  public let statements: [Statement]
}
