/// What someone most likely meant who wrote something that a command does not take there.
extension TokenParser {
  /// The command as far as it was read.
  private func written(_ matching: FormMatch) -> String {
    source[SourceRange(matching.start, lastEnd)].split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A value without a name where only options may follow: `train 100`, `optimizer adam 0.01`, `evaluate test`.
  func adviceOnBareValue(_ matching: FormMatch) -> String? {
    let start = written(matching)
    if case .name(let word) = current.kind {
      let option = matching.options.first { option in
        if case .word(let vocabulary) = option.type { vocabulary.choices?.contains(word) == true } else { false }
      }
      if let option { return "write \(start) \(option.name)=\(word)" }
    }
    // `train for 100 steps` means what `train 100` means.
    let token = current.name == nil ? current : next
    guard case .number(let number) = token.kind, !matching.hasValue else { return nil }
    let options = matching.forms.compactMap { form in
      form.options.first { $0.type == .number || ($0.type == .integer && number == number.rounded()) }
    }.unique
    guard !options.isEmpty else { return nil }
    return "write "
      + options.prefix(4).map { "\(start) \($0.name)=\(source[token.range])" }.joined(separator: ", or ")
  }

  /// A name before a value that stands without one: `add lstm units=64`.
  func adviceOnNamedArgument(_ matching: FormMatch) -> String? {
    guard current.name != nil, next.isSymbol(.assign), let argument = matching.nextArgument else { return nil }
    let value = tokenAfterNext
    switch (argument.type, value.kind) {
    case (.integer, .number), (.number, .number), (.word, .name), (.word, .string):
      return "\(argument.name) stands there without a name: \(written(matching)) \(source[value.range])"
    default: return nil
    }
  }

  /// A setting of another command that was looked for behind `set`: `set lr=0.1`.
  func adviceOnSetting(_ matching: FormMatch) -> String? {
    guard matching.spec.verb == "set", let word = current.name else { return nil }
    let rest = tokens(from: index + 1).drop { $0.isSymbol(.assign) }
    return table.settingAdvice(on: word, Array(rest), in: source)
  }

  /// Brackets behind a word, as if it were a function: `add lstm(64)`, `train(steps=100)`, `quit()`.
  func adviceOnCall(after start: Int) -> String? {
    guard current.isSymbol(.openParen), !current.followsBlank else { return nil }
    var depth = 0
    var inner: [Token] = []
    for token in tokens(from: index) {
      depth += token.nesting
      if depth == 0 { break }
      if !inner.isEmpty || !token.isSymbol(.openParen) { inner.append(token) }
    }
    // Elsewhere layers are types: `add LSTM(64)`.
    let before = source[SourceRange(start, lastEnd)].lowercased()
    let line = inner.reduce(before) { line, token in
      if token.isSymbol(.comma) { return line }
      return line + (token.followsBlank || line == before ? " " : "") + source[token.range]
    }
    return "a command takes no brackets: \(line)"
  }
}

extension CommandTable {
  /// The command that sets what a word names, as the end of a message.
  func settingAdvice(on word: String, _ rest: [Token], in source: SourceText) -> String? {
    let isSetting =
      guess(word.lowercased()) != nil
      || commands.contains { $0.forms.contains { $0.options.contains { $0.name == word } } }
    guard isSetting || command(word) != nil else { return nil }
    if command(word) != nil {
      let value = rest.first.flatMap { first in rest.last.map { source[SourceRange(first.range.lower, $0.range.upper)] }
      }
      return "set changes numbers of a layer; this is: \(word) \(value ?? "…")"
    }
    return advice(on: word, rest, in: source).map { "set changes numbers of a layer; \($0)" }
  }
}
