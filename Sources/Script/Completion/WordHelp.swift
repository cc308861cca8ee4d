/// What the word at the cursor means where it stands.
public struct WordHelp: Sendable, Hashable {
  /// The word, or the command when the cursor is between words.
  public var word: String
  public var lines: [String]

  public init(word: String, lines: [String]) { (self.word, self.lines) = (word, lines) }
}

extension Completer {
  /// Help for the word that the cursor touches: a verb with all that it takes, an option or argument with what may be
  /// written, a layer kind, a measure, a function. Between words it tells about the command being typed; nil where there
  /// is nothing to tell.
  ///
  /// - Parameter cursor: a UTF-8 offset.
  public func help(_ text: String, cursor: Int) -> WordHelp? {
    let word = Self.word(in: Array(text.utf8), at: cursor)
    let name = word.text
    let before = String(decoding: text.utf8.prefix(word.end), as: UTF8.self)
    let context = CompletionContext(SourceText(name: "", text: before))
    if context.isInString || name.isEmpty { return commandHelp(context) }
    if context.tokens.isEmpty, let lines = help(for: name) { return WordHelp(word: name, lines: lines) }
    let completion = complete(before, cursor: word.end)
    guard let candidate = completion.candidates.first(where: { [name, name + "=", name + "("].contains($0.text) })
    else {
      return commandHelp(context)
    }
    var lines = candidate.summary.isEmpty ? [] : [candidate.summary]
    if candidate.text.hasSuffix("=") {
      let values = complete(before + "=", cursor: word.end + 1)
      let words = values.candidates.map(\.text)
      if !words.isEmpty { lines.append("one of: " + words.joined(separator: ", ")) }
    }
    if let argument = completion.argument, !candidate.text.hasSuffix("=") { lines.append("as \(argument)") }
    if let signature = completion.signature { lines += [""] + signature.split(separator: "\n").map { "  " + $0 } }
    return WordHelp(word: name, lines: lines)
  }

  private func help(for verb: String) -> [String]? {
    table.help(for: verb) ?? host.definedCommands.first { $0.verb == verb }?.helpLines
  }

  private func commandHelp(_ context: CompletionContext) -> WordHelp? {
    guard let verb = context.tokens.first?.name, let lines = help(for: verb) else { return nil }
    return WordHelp(word: verb, lines: lines)
  }

  /// The name that the cursor stands in or at the end of, with its end; empty between names.
  private static func word(in bytes: [UInt8], at cursor: Int) -> (text: String, end: Int) {
    func isPart(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte >= 0x80
        || UnicodeScalar(byte).properties.isAlphabetic || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    let place = min(max(0, cursor), bytes.count)
    let end = bytes[place...].firstIndex { !isPart($0) } ?? bytes.count
    let start = bytes[..<place].lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
    return (String(decoding: bytes[start..<end], as: UTF8.self), end)
  }
}
