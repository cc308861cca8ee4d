/// A word that people bring along from other tools, and the command line that does what they mean by it.
public struct Guess: Sendable, Hashable {
  /// `fit` where a command is wanted; `subject: states` where a word of that kind is.
  public let word: String
  /// `train epochs=<#10>`: `<#10>` is the first number behind the word, or 10; `<64>` all that stands behind it, or 64.
  let line: String

  public init(_ word: String, _ line: String) {
    self.word = word
    self.line = line
  }

  /// The line, with what was written behind the word in it.
  func line(with rest: [Token], in source: SourceText) -> String {
    let number = rest.first { if case .number = $0.kind { true } else { false } }.map { source[$0.range] }
    let all = rest.first.flatMap { first in rest.last.map { source[SourceRange(first.range.lower, $0.range.upper)] } }
    var result = ""
    var pieces = line.split(separator: "<", omittingEmptySubsequences: false)[...]
    result += pieces.removeFirst()
    for piece in pieces {
      let ends = piece.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
      let standard = ends[0]
      result += standard.hasPrefix("#") ? number ?? String(standard.dropFirst()) : all ?? String(standard)
      result += ends.count > 1 ? ends[1] : ""
    }
    return result
  }
}

extension CommandTable {
  /// The line that an option of another name stands for: `lr=0.1` behind `optimizer`.
  func optionAdvice(on option: String, of verb: String, _ rest: [Token], in source: SourceText) -> String? {
    guard let guess = guess(option.lowercased()), guess.line.hasPrefix(verb + " ") else { return nil }
    return "write " + guess.line(with: rest, in: source)
  }

  /// The line that a word of another tool stands for where a word of this kind is wanted: `states` as a subject.
  func advice(on word: String, asA kind: String, _ rest: [Token], in source: SourceText) -> String? {
    guess("\(kind): \(word.lowercased())").map { "write " + $0.line(with: rest, in: source) }
  }

  /// What someone who writes an unknown word as a command may mean, as the end of a message; nil when nobody can tell.
  func advice(on word: String, _ rest: [Token], in source: SourceText) -> String? {
    if let guess = guess(word.lowercased()) { return "write " + guess.line(with: rest, in: source) }
    let near = nearestName(to: word, among: statementWords)
    if near == nil || word.count <= 4, let option = optionAdvice(on: word, rest, in: source) { return option }
    return near.map { "did you mean '\($0)'?" }
  }

  /// The commands that have an option of this name: it is no command by itself.
  private func optionAdvice(on word: String, _ rest: [Token], in source: SourceText) -> String? {
    let owners = commands.compactMap { command -> String? in
      guard let option = command.forms.lazy.flatMap(\.options).first(where: { $0.name == word }) else { return nil }
      let value = rest.first { $0.kind != .symbol(.assign) }.map { source[$0.range] }
      let form = command.forms.first { $0.options.contains(option) }
      let needed = form?.arguments.filter { !$0.isOptional }.map(\.usage).joined(separator: " ") ?? ""
      let written = option.type == .flag ? option.name : "\(option.name)=\(value ?? option.type.metavariable)"
      return command.verb + (needed.isEmpty ? "" : " " + needed) + " " + written
    }.unique
    guard !owners.isEmpty else { return nil }
    return "it is an option of commands: \(owners.prefix(2).joined(separator: ", or "))"
  }

  /// The error for a word that begins a statement and is no command.
  public func unknownCommand(
    _ word: String, _ kind: String = "command", others: [String] = [], at range: SourceRange, in source: SourceText
  ) -> Diagnostic {
    unknownCommand(word, kind, others: others, [], at: range, in: source)
  }

  func unknownCommand(
    _ word: String, _ kind: String = "command", others: [String] = [], _ rest: [Token], at range: SourceRange,
    in source: SourceText
  ) -> Diagnostic {
    if guess(word.lowercased()) == nil, let near = nearestName(to: word, among: others) {
      return Diagnostic(
        "no \(kind) is called '\(word)'", at: range, in: source, hint: "did you mean '\(near)'?", replacement: near)
    }
    return Diagnostic(
      "no \(kind) is called '\(word)'", at: range, in: source,
      hint: advice(on: word, rest, in: source) ?? "help lists the commands")
  }
}
