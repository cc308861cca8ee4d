/// A function that expressions may call.
public struct FunctionSpec: Sendable, Hashable {
  public let name: String
  /// `grad(layer, t)`
  public let signature: String
  public let summary: String

  public init(_ name: String, _ signature: String, _ summary: String) {
    self.name = name
    self.signature = signature
    self.summary = summary
  }
}

/// A quantity that expressions may read: `valid.loss`.
public struct MeasureSpec: Sendable, Hashable {
  public let name: String
  public let summary: String

  public init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
  }
}

/// Every verb, measure and probe that a script may use. The parser, help and completion read nothing else.
public struct CommandTable: Sendable {
  public let commands: [CommandSpec]
  public let measures: [MeasureSpec]
  /// Functions that the host answers (`grad`, `hidden`); the arithmetic ones are `builtinFunctions`.
  public let probes: [FunctionSpec]
  private let guessesByWord: [String: Guess]
  private let commandsByVerb: [String: CommandSpec]
  private let optionNames: Set<String>
  private let measureNames: Set<String>

  /// When two commands have the same verb the first counts.
  public init(
    commands: [CommandSpec], measures: [MeasureSpec] = [], probes: [FunctionSpec] = [],
    guesses: [Guess] = []
  ) {
    // A verb is no guess; of two for one word the first counts.
    guessesByWord = Dictionary(guesses.map { ($0.word, $0) }, uniquingKeysWith: { first, _ in first })
    self.commands = commands
    self.measures = measures
    self.probes = probes
    commandsByVerb = Dictionary(commands.map { ($0.verb, $0) }, uniquingKeysWith: { first, _ in first })
    optionNames = Set(commands.flatMap { $0.forms.flatMap { $0.options.map(\.name) } })
    measureNames = Set(measures.map(\.name))
  }

  public func command(_ verb: String) -> CommandSpec? { commandsByVerb[verb] }
  func guess(_ word: String) -> Guess? { guessesByWord[word] }
  public var verbs: [String] { commands.map(\.verb) }
  public func isMeasure(_ name: String) -> Bool { measureNames.contains(name) }

  /// Every word that may begin a statement.
  public var statementWords: [String] { verbs + Keywords.statements.map(\.word) }

  /// What a name already is, if it cannot be bound by `let`, `for`, `sweep` or a parameter: `an option`.
  ///
  /// Probes may share their name with a variable: a call always has parentheses.
  public func reservation(of name: String) -> String? {
    if Keywords.reserved.contains(name) { return "a word of the language" }
    if commandsByVerb[name] != nil { return "a command" }
    if measureNames.contains(name) { return "a measure" }
    if builtinFunctions.contains(where: { $0.name == name }) { return "a function" }
    if optionNames.contains(name) { return "an option" }
    return nil
  }
}
