/// What an argument or option accepts, and so how the parser reads it.
public enum ArgumentType: Sendable, Hashable {
  /// A literal word that chooses the form: `text` in `data text "file"`.
  case keyword(String)
  /// One of several such words, all of which choose the same form.
  case keywords([String])
  /// A bare name read literally; a string or `(expression)` is evaluated.
  case word(Vocabulary)
  /// `[a, b]` or one bare name.
  case words(Vocabulary)
  /// A quoted file name.
  case file
  case number, integer, text, list
  /// `yes` or `no`; as a bare option it means `yes`.
  case flag
  /// Any value.
  case value
  /// A bare name read literally, or a value: what an option takes that the host alone knows.
  case setting
  /// `A..B`: the host reads the two ends, `Evaluator.bounds(of:)`.
  case range
  /// An expression that may hold blanks: it runs on to the end of the command.
  case condition
  /// A layer by number or name, with an optional `.part`.
  case layer
  /// A layer, a part of one, or a probe such as `hidden(rnn1, 5)`.
  case target
  /// The rest of the statement, as written.
  case verbatim
  /// A whole command.
  case command
}

/// The set of names that a word comes from. The parser checks a vocabulary with `choices`; the names of any other are
/// known to the host alone.
public struct Vocabulary: Sendable, Hashable {
  /// As messages call one of them: `layer kind`.
  public let name: String
  public let choices: [String]?

  public init(_ name: String, choices: [String]? = nil) {
    self.name = name
    self.choices = choices
  }

  public static func choice(_ choices: String...) -> Vocabulary { Vocabulary("choice", choices: choices) }

  public static let layerKind = Vocabulary("layer kind")
  public static let activation = Vocabulary("activation")
  public static let modelName = Vocabulary("model")
  public static let layerName = Vocabulary("layer")
  public static let dataName = Vocabulary("data set")
  public static let column = Vocabulary("column")
  public static let commandName = Vocabulary("command")
  public static let layoutName = Vocabulary("layout")
  static let setting = Vocabulary("setting")
  public static let lessonName = Vocabulary("lesson")
  /// A name that the command makes.
  public static let newName = Vocabulary("name")
}
