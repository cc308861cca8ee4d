/// What may stand at the cursor, and what the command being typed takes.
public struct Completion: Sendable, Hashable {
  /// The UTF-8 offsets of the line that a candidate replaces.
  public var replaced: SourceRange
  public var candidates: [Candidate]
  /// How the command is used: `add KIND [UNITS] [activation=tanh|relu|sigmoid]`; nil before its verb is known.
  public var signature: String?
  /// The argument that the cursor stands at: `UNITS`.
  public var argument: String?
}

/// Offers what the command table and the session know for a line being typed.
public struct Completer {
  let table: CommandTable
  let host: any CompletionHost

  public init(_ table: CommandTable, host: any CompletionHost) {
    self.table = table
    self.host = host
  }

  /// Completes at a UTF-8 offset of a text of one or more lines; what stands behind the cursor counts for nothing.
  public func complete(_ text: String, cursor: Int) -> Completion {
    let before = Array(text.utf8).prefix(max(0, cursor))
    let source = SourceText(name: "", text: String(decoding: before, as: UTF8.self))
    let context = CompletionContext(source)
    var completion = Completion(replaced: context.partialRange, candidates: [], signature: nil, argument: nil)
    fill(&completion, context)
    if !context.isInString {
      let start = context.partial.lowercased()
      completion.candidates = completion.candidates.filter { $0.text.lowercased().hasPrefix(start) }.unique
    }
    return completion
  }

  private func fill(_ completion: inout Completion, _ context: CompletionContext) {
    guard let first = context.tokens.first else {
      if !context.isInString { completion.candidates = statements }
      return
    }
    guard let word = first.name else {
      completion.candidates = expressions(context)
      return
    }
    if let spec = table.command(word) ?? host.definedCommands.first(where: { $0.verb == word }) {
      return fillCommand(&completion, context, spec)
    }
    if let keyword = Keywords.statements.first(where: { $0.word == word }) {
      completion.signature = keyword.usage
      completion.candidates = afterKeyword(word, context)
      return
    }
    completion.candidates = expressions(context)
  }

  private func fillCommand(_ completion: inout Completion, _ context: CompletionContext, _ spec: CommandSpec) {
    var matching = FormMatch(spec: spec)
    var used: Set<String> = []
    var expected: ArgumentSpec?
    let parts = context.parts.map { $0.first?.range == context.tokens.first?.range ? $0.dropFirst() : $0 }
    for part in parts.dropLast() where !part.isEmpty {
      if case .command = matching.nextArgument?.type {
        var inner = context
        inner.tokens = context.tokens[part.startIndex...]
        return fill(&completion, inner)
      }
      if let option = Self.option(part), let type = matching.takeOption(option)?.type {
        used.insert(option)
        expected = type == .condition ? ArgumentSpec(option, type) : nil
      } else if let word = part.first?.name, part.count == 1, matching.takeKeyword(word) {
        expected = nil
      } else if let word = part.first?.name, part.count == 1, matching.options.contains(where: { $0.name == word }) {
        used.insert(word)
      } else if expected == nil, let argument = matching.takeArgument() {
        // An expression that may hold blanks goes on.
        expected = argument.type == .condition || argument.type == .verbatim ? argument : nil
      }
    }
    let current = parts.last ?? []
    completion.signature = matching.usage
    if let option = Self.option(current), let known = matching.options.first(where: { $0.name == option }) {
      completion.argument = known.usage
      completion.candidates = values(of: known.type, context, inside: current.dropFirst(2))
      return
    }
    if let argument = expected {
      completion.argument = argument.name
      completion.candidates = values(of: argument.type, context, inside: current)
      return
    }
    let argument = matching.nextArgument
    completion.argument = argument?.name ?? matching.keywordChoices.first.map { _ in "one of these words" }
    if current.isEmpty, !context.isInString {
      completion.candidates = matching.keywordChoices.map { word in
        Candidate(word, spec.forms.first { $0.arguments.contains(.keyword(word)) }?.summary ?? "")
      }
    }
    if let argument { completion.candidates += values(of: argument.type, context, inside: current) }
    if current.isEmpty, !context.isInString, matching.canEnd {
      completion.candidates += matching.options.filter { !used.contains($0.name) }.map(Self.candidate)
    }
  }

  private static func option(_ part: ArraySlice<Token>) -> String? {
    guard let name = part.first?.name, part.count > 1, part[part.startIndex + 1].isSymbol(.assign) else { return nil }
    return name
  }

  private static func candidate(_ option: OptionSpec) -> Candidate {
    let known = option.defaultValue.map { "\(option.summary) (default \($0))" } ?? option.summary
    return Candidate(option.type == .flag ? option.name : option.name + "=", known)
  }
}
