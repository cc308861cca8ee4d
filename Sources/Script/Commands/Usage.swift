extension CommandForm {
  /// `data csv "FILE" [columns=NAMES] [window=N]`
  public func usage(of verb: String) -> String {
    let others = takesOtherOptions ? ["[OPTION=VALUE …]"] : []
    return ([verb] + arguments.map(\.usage) + options.map { "[\($0.usage)]" } + others).joined(separator: " ")
  }

  /// The same for the end of a message: more than two options are not told one by one.
  func briefUsage(of verb: String) -> String {
    options.count <= 2 ? usage(of: verb) : CommandForm(arguments).usage(of: verb) + " [option=value …]"
  }
}

extension ArgumentSpec {
  var usage: String {
    if case .keyword(let word) = type { return word }
    let shown = (type == .file ? "\"\(name)\"" : name) + (isRepeated ? " …" : "")
    return isOptional ? "[\(shown)]" : shown
  }
}

extension OptionSpec {
  /// `rate=NUMBER`, `unit=char|word|byte`, or only the name of a flag.
  var usage: String { type == .flag ? "\(name)=yes|no" : "\(name)=\(type.metavariable)" }
}

extension ArgumentType {
  /// What stands for a value of this type in a usage line.
  var metavariable: String {
    switch self {
    case .keyword(let word): word
    case .keywords(let words): words.joined(separator: "|")
    case .word(let vocabulary):
      vocabulary.choices?.joined(separator: "|") ?? vocabulary.name.uppercased().replacingBlanks
    case .words(let vocabulary):
      "[" + (vocabulary.choices?.joined(separator: "|") ?? vocabulary.name.uppercased().replacingBlanks) + ", …]"
    case .file: "\"FILE\""
    case .number: "NUMBER"
    case .integer: "N"
    case .text: "\"TEXT\""
    case .list: "LIST"
    case .flag: "yes|no"
    case .value, .setting: "VALUE"
    case .range: "A..B"
    case .condition: "EXPR"
    case .layer: "LAYER"
    case .target: "TARGET"
    case .verbatim: "…"
    case .command: "COMMAND"
    }
  }

  /// As messages and help name it: `a whole number`.
  public var description: String {
    switch self {
    case .keyword(let word): "the word '\(word)'"
    case .keywords(let words): "one of: " + words.joined(separator: ", ")
    case .word(let vocabulary):
      vocabulary.choices.map { "one of: " + $0.joined(separator: ", ") } ?? vocabulary.described(for: "")
    case .words(let vocabulary): "a list of names such as [a, b], each \(vocabulary.described(for: ""))"
    case .file: "a file name in quotes"
    case .number: "a number"
    case .integer: "a whole number"
    case .text: "a text in quotes"
    case .list: "a list or a range"
    case .flag: "yes or no"
    case .value: "a value"
    case .setting: "a word or a value"
    case .range: "a range A..B"
    case .condition: "an expression"
    case .layer: "a layer, by name or number"
    case .target: "a layer, a part of one, or a value such as hidden(rnn1, 5)"
    case .verbatim: "any words"
    case .command: "a command"
    }
  }

  /// What is wrong with a literal for this type; nil when nothing is, or when only evaluation can tell.
  func complaint(about expression: Expression) -> String? {
    switch (self, expression.kind) {
    case (.integer, .number(let value)) where value != value.rounded():
      "\(Value.number(value)) is not whole"
    case (.number, .string), (.integer, .string), (.flag, .string), (.list, .string), (.range, .string):
      "this is a text"
    case (.number, .list), (.integer, .list), (.flag, .list), (.text, .list): "this is a list"
    case (.flag, .number), (.text, .number), (.list, .number): "this is a number"
    case (.number, .bool), (.integer, .bool), (.text, .bool), (.list, .bool), (.range, .bool): "this is yes or no"
    default: nil
    }
  }
}

extension Vocabulary {
  /// `a layer kind`, or `one of the choices of 'unit'`.
  func described(for argument: String) -> String {
    if choices != nil { return argument.isEmpty ? "a choice" : "a choice for '\(argument)'" }
    return ("aeiou".contains(name.first ?? "x") ? "an " : "a ") + name
  }

  func kind(for argument: String) -> String { name == "choice" ? "choice for '\(argument)'" : name }
}

extension String {
  fileprivate var replacingBlanks: String { String(map { $0 == " " ? "_" : $0 }) }
}
