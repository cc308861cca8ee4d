/// A positional argument of a command.
public struct ArgumentSpec: Sendable, Hashable {
  /// As the usage line shows it, in capitals: `UNITS`.
  public let name: String
  public let type: ArgumentType
  public let summary: String
  public let isOptional: Bool
  /// Takes all that follow; only the last argument of a form may be repeated.
  public let isRepeated: Bool

  public init(
    _ name: String, _ type: ArgumentType, _ summary: String = "", isOptional: Bool = false, isRepeated: Bool = false
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.isOptional = isOptional
    self.isRepeated = isRepeated
  }

  /// The literal word that chooses this form.
  public static func keyword(_ word: String) -> ArgumentSpec { ArgumentSpec(word, .keyword(word)) }
}

/// An option `name=value` of a command.
public struct OptionSpec: Sendable, Hashable {
  public let name: String
  public let type: ArgumentType
  public let summary: String
  /// What holds when it is not given, as help shows it.
  public let defaultValue: String?
  /// The word that the bare option name stands for; a `.flag` needs none.
  public let bareWord: String?

  public init(
    _ name: String, _ type: ArgumentType, _ summary: String = "", default defaultValue: String? = nil,
    bare bareWord: String? = nil
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.defaultValue = defaultValue
    self.bareWord = bareWord
  }
}

/// One way to use a verb. Literal words (`ArgumentSpec.keyword`) tell the forms of a verb apart; where forms share a
/// position without a keyword they give it the same type.
public struct CommandForm: Sendable, Hashable {
  public let arguments: [ArgumentSpec]
  public let options: [OptionSpec]
  /// Options beside these are taken as `ArgumentType.setting`, for the host to judge: those of a user's own cell.
  public let takesOtherOptions: Bool
  public let summary: String

  public init(
    _ arguments: [ArgumentSpec] = [], options: [OptionSpec] = [], takesOtherOptions: Bool = false, summary: String = ""
  ) {
    self.arguments = arguments
    self.options = options
    self.takesOtherOptions = takesOtherOptions
    self.summary = summary
  }
}

/// A verb: what it takes, and what help says about it.
public struct CommandSpec: Sendable, Hashable {
  public let verb: String
  /// The heading under which help lists it.
  public let family: String
  /// One line.
  public let summary: String
  public let forms: [CommandForm]
  public let examples: [String]
  /// Longer help, in paragraphs separated by blank lines.
  public let help: String
  /// A look command changes nothing and is answered while training.
  public let isLook: Bool

  public init(
    _ verb: String, family: String, summary: String, forms: [CommandForm], examples: [String] = [], help: String = "",
    isLook: Bool = false
  ) {
    self.verb = verb
    self.family = family
    self.summary = summary
    self.forms = forms
    self.examples = examples
    self.help = help
    self.isLook = isLook
  }

  /// A verb with one form.
  public init(
    _ verb: String, family: String, summary: String, arguments: [ArgumentSpec] = [], options: [OptionSpec] = [],
    examples: [String] = [], help: String = "", isLook: Bool = false
  ) {
    self.init(
      verb, family: family, summary: summary, forms: [CommandForm(arguments, options: options)], examples: examples,
      help: help, isLook: isLook)
  }
}
