extension TokenParser {
  /// Reads a command whose verb is the current token. The forms of the verb are narrowed down word by word.
  mutating func parseCommand(_ spec: CommandSpec) throws(ParseFailure) -> Command {
    let verb = Name(text: spec.verb, range: current.range)
    advance()
    var matching = FormMatch(spec: spec, start: verb.range.lower)
    var arguments: [Argument] = []
    while !current.endsStatement, !startsOption(matching) {
      if let word = current.name, matching.takeKeyword(word) {
        advance()
      } else {
        let argument = try takeArgumentSpec(&matching)
        arguments.append(
          try parseArgument(Name(text: argument.name, range: current.range), argument.type, of: spec))
      }
      try expectArgumentEnd(after: matching.start)
    }
    guard matching.dropUnfinished() else { throw missingArgument(matching) }
    var options: [Argument] = []
    while !current.endsStatement {
      let option = try parseOption(&matching)
      guard !options.contains(where: { $0.name.text == option.name.text }) else { throw givenTwice(option.name) }
      options.append(option)
      try expectArgumentEnd()
    }
    return Command(
      verb: verb, keywords: matching.keywords, arguments: arguments, options: options,
      range: range(from: verb.range.lower))
  }

  /// A bare option name is an option, except where a word must stand.
  private func startsOption(_ matching: FormMatch) -> Bool {
    guard let name = current.name else { return false }
    if next.isSymbol(.assign) { return true }
    return matching.hasOption(name) && !matching.keywords(contain: name) && !matching.needsWord
  }

  private mutating func takeArgumentSpec(_ matching: inout FormMatch) throws(ParseFailure) -> ArgumentSpec {
    if let word = current.name, case .word(let vocabulary)? = matching.nextArgument?.type,
      let choices = vocabulary.choices, !choices.contains(word), !matching.keywordChoices.isEmpty
    {
      // The words that choose a form are names that may have been meant too.
      throw ParseFailure(
        diagnostic: .unknownName(
          word, kind: vocabulary.name, among: choices + matching.keywordChoices, at: current.range, in: source))
    }
    if let argument = matching.takeArgument(current.name) { return argument }
    let words = matching.keywordChoices
    try refuseOperator()
    guard let word = current.name else {
      let expected = words.isEmpty ? "an option or the end of the command" : "one of: " + words.joined(separator: ", ")
      if let hint = adviceOnCall(after: matching.start) {
        throw failure("'(' begins no argument", at: current.range, hint: hint)
      }
      throw unexpected(expected, hint: adviceOnBareValue(matching) ?? matching.advice)
    }
    if !words.isEmpty {
      var unknown = Diagnostic.unknownName(
        word, kind: "form of '\(matching.spec.verb)'", among: words, at: current.range, in: source)
      let rest = Array(tokens(from: index + 1))
      if let hint = table.advice(on: word, asA: "form of '\(matching.spec.verb)'", rest, in: source) {
        unknown.hint = hint
      } else if unknown.hint == nil {
        unknown.hint = matching.adviceOnAlone ?? matching.advice
      }
      throw ParseFailure(diagnostic: unknown)
    }
    if let near = nearestName(to: word, among: matching.options.map(\.name)) {
      throw failure(
        "'\(matching.spec.verb)' has no option '\(word)'", at: current.range, hint: "did you mean '\(near)'?",
        replacement: near)
    }
    if matching.standsAlone {
      throw failure(
        "'\(matching.spec.verb)' stands alone, and '\(word)' comes behind it", at: current.range,
        hint: matching.spec.examples.first { $0 != matching.spec.verb }.map { "for example: \($0)" })
    }
    throw unexpected("an option or the end of the command", hint: adviceOnBareValue(matching) ?? matching.advice)
  }

  private func missingArgument(_ matching: FormMatch) -> ParseFailure {
    unexpected(
      matching.nextExpectation,
      hint: adviceOnSetting(matching) ?? adviceOnNamedArgument(matching) ?? matching.advice)
  }

  private mutating func parseOption(_ matching: inout FormMatch) throws(ParseFailure) -> Argument {
    try refuseOperator()
    guard let name = current.name else { throw argumentAfterOption() }
    guard let option = matching.takeOption(name) else {
      if matching.spec.forms.contains(where: { $0.options.contains { $0.name == name } }) {
        throw failure(
          "the option '\(name)' does not go with the rest of this command", at: current.range,
          hint: matching.advice)
      }
      let rest = tokens(from: index + 1).drop { $0.isSymbol(.assign) }
      if let hint = table.optionAdvice(on: name, of: matching.spec.verb, Array(rest), in: source) {
        throw failure("no option of '\(matching.spec.verb)' is called '\(name)'", at: current.range, hint: hint)
      }
      let known = matching.options.map(\.name)
      throw ParseFailure(
        diagnostic: .unknownName(
          name, kind: "option of '\(matching.spec.verb)'", among: known, at: current.range, in: source))
    }
    let nameToken = Name(text: name, range: current.range)
    advance()
    guard current.isSymbol(.assign) else { return try bareOption(option, nameToken) }
    advance()
    if current.endsStatement { throw unexpected("a value for '\(name)'") }
    let argument = try parseArgument(nameToken, option.type, of: matching.spec)
    return Argument(name: nameToken, value: argument.value, range: range(from: nameToken.range.lower))
  }

  /// What an option without a value stands for.
  private func bareOption(_ option: OptionSpec, _ name: Name) throws(ParseFailure) -> Argument {
    if let word = option.bareWord { return Argument(name: name, value: .word(word), range: name.range) }
    guard option.type == .flag else {
      let value: String? =
        switch current.kind {
        case .number, .string: source[current.range]
        default: nil
        }
      throw failure(
        "the option '\(option.name)' needs a value", at: name.range,
        hint: "write \(value.map { "\(option.name)=\($0)" } ?? option.usage)")
    }
    return Argument(name: name, value: .expression(try node(.bool(true), name.range)), range: name.range)
  }

  func givenTwice(_ option: Name) -> ParseFailure {
    failure("the option '\(option.text)' is given twice", at: option.range)
  }

  /// Says what is wrong with `add rnn hidden * 2`.
  private func refuseOperator() throws(ParseFailure) {
    guard binaryOperator(current) != nil || current.isSymbol(.power) || current.isSymbol(.range) else { return }
    throw failure(
      "'\(source[current.range])' begins no argument", at: current.range,
      hint: "put an expression with blanks in parentheses")
  }

  func argumentAfterOption() -> ParseFailure {
    if current.kind == .invalid { return unexpected("an option") }
    return failure("arguments stand before the options", at: current.range)
  }

  /// Between arguments stands a blank.
  func expectArgumentEnd(after start: Int? = nil) throws(ParseFailure) {
    guard !current.followsBlank, !current.endsStatement else { return }
    if let hint = start.flatMap({ adviceOnCall(after: $0) }) {
      throw failure("'(' follows a word without a blank", at: current.range, hint: hint)
    }
    throw unexpected(
      "a blank or the end of the command", hint: "put an expression with blanks in parentheses")
  }
}
