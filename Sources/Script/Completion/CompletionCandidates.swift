extension Completer {
  /// Everything that may begin a statement.
  var statements: [Candidate] {
    table.commands.map { Candidate($0.verb, $0.summary) } + host.definedCommands.map { Candidate($0.verb, $0.summary) }
      + Keywords.statements.map { Candidate($0.word, $0.summary) } + names
  }

  private var names: [Candidate] {
    host.variables + table.measures.map { Candidate($0.name, $0.summary) }
      + (builtinFunctions + table.probes).map { Candidate($0.name + "(", "\($0.signature): \($0.summary)") }
  }

  /// Everything that may stand in an expression.
  func expressions(_ context: CompletionContext) -> [Candidate] {
    if context.isInString { return [] }
    return names + host.candidates(for: .layerName)
      + ["yes", "no", "not", "and", "or", "nan", "inf"].map { Candidate($0) }
  }

  /// What may stand in a value of this type; `tokens` are those of the value before the cursor.
  func values(of type: ArgumentType, _ context: CompletionContext, inside tokens: ArraySlice<Token>) -> [Candidate] {
    if case .file = type { return files(context) }
    if context.isInString { return [] }
    if case .words(let vocabulary) = type, tokens.first?.isSymbol(.openBracket) ?? true {
      return candidates(for: vocabulary)
    }
    let depth = tokens.reduce(0) { $0 + $1.nesting }
    if depth > 0 || type == .condition || type == .verbatim { return expressions(context) }
    return tokens.isEmpty ? firstValues(of: type) : names
  }

  private func firstValues(of type: ArgumentType) -> [Candidate] {
    switch type {
    case .word(let vocabulary): candidates(for: vocabulary)
    case .layer: host.candidates(for: .layerName)
    case .target: host.candidates(for: .layerName) + table.probes.map { Candidate($0.name + "(", $0.summary) }
    case .flag: [Candidate("yes"), Candidate("no")]
    case .command: statements
    default: host.variables
    }
  }

  private func candidates(for vocabulary: Vocabulary) -> [Candidate] {
    if let choices = vocabulary.choices { return choices.map { Candidate($0) } }
    if vocabulary == .commandName { return table.commands.map { Candidate($0.verb, $0.summary) } }
    return host.candidates(for: vocabulary)
  }

  /// File names; inside a string they continue it, elsewhere they bring their quotes.
  private func files(_ context: CompletionContext) -> [Candidate] {
    host.files(startingWith: context.partial).map { file in
      let literal = quoted(file)
      if !context.isInString { return Candidate(literal) }
      let inner = String(literal.dropFirst().dropLast())
      return Candidate(file.hasSuffix("/") ? inner : inner + "\"")
    }
  }

  func afterKeyword(_ word: String, _ context: CompletionContext) -> [Candidate] {
    let tokens = context.tokens.dropFirst()
    switch word {
    case "include": return files(context)
    case "let" where !tokens.contains { $0.isSymbol(.assign) }, "def", "cell": return []
    case "for" where tokens.count == 1, "sweep" where tokens.count == 1: return [Candidate("in")]
    case "for" where tokens.isEmpty, "sweep" where tokens.isEmpty: return []
    case "sweep" where !context.isInString: return expressions(context) + [Candidate("jobs=", "how many run at once")]
    default: return expressions(context)
    }
  }
}
