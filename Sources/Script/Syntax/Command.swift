/// A statement that begins with a verb of the command table, its arguments matched with one of the verb's forms.
public struct Command: Sendable {
  public let verb: Name
  /// The literal words that chose the form: `["text"]` for `data text "file"`.
  public let keywords: [String]
  /// In the order written; a repeated argument occurs once for each value.
  public let arguments: [Argument]
  public let options: [Argument]
  public let range: SourceRange

  public func argument(_ name: String) -> Argument? { arguments.first { $0.name.text == name } }
  public func arguments(_ name: String) -> [Argument] { arguments.filter { $0.name.text == name } }
  public func option(_ name: String) -> Argument? { options.first { $0.name.text == name } }
}

/// One argument or option: the name that the table gives it, and what was written.
public struct Argument: Sendable {
  public let name: Name
  public let value: Value
  public let range: SourceRange

  public indirect enum Value: Sendable {
    /// A bare name, read literally.
    case word(String)
    /// `[a, b]` of bare names, or one bare name.
    case words([Name])
    case expression(Expression)
    case layer(LayerReference)
    case target(Target)
    /// The rest of the statement as written.
    case verbatim(String)
    /// A whole command as an argument: `timing train steps=10`.
    case statement(Statement)
  }
}

/// A layer by name or number, with an optional part: `rnn1`, `2`, `(i)`, `rnn1.recurrent`, `1.bias`.
public struct LayerReference: Sendable {
  public enum Selector: Sendable {
    case name(String)
    case expression(Expression)
  }
  public let selector: Selector
  public let part: Name?
}

/// What `set`, `clamp` and `scale` act on.
public enum Target: Sendable {
  case layer(LayerReference)
  /// `hidden(rnn1, 5)`, `gate(lstm1, "forget")`
  case probe(Name, [Expression])
}
