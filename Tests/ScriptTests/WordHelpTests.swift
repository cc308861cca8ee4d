import Script
import Testing

private struct NoNames: CompletionHost {
  func candidates(for vocabulary: Vocabulary) -> [Candidate] {
    vocabulary == .layerKind ? [Candidate("rnn", "plain"), Candidate("lstm", "gated")] : []
  }
  var variables: [Candidate] { [Candidate("hidden", "64")] }
  var definedCommands: [CommandSpec] { [CommandSpec("grow", family: "yours", summary: "grow it", arguments: [])] }
  func files(startingWith path: String) -> [String] { [] }
}

@Suite("Help for the word at the cursor")
struct WordHelpTests {
  /// The cursor is at `|`.
  private func help(_ marked: String) -> WordHelp? {
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false)
    return Completer(sampleTable, host: NoNames()).help(parts.joined(), cursor: parts[0].utf8.count)
  }

  @Test(
    "a verb is told with all that it takes, wherever in it the cursor is",
    arguments: ["ad|d", "|add", "add|", "models; a|dd rnn 3"])
  func verbs(text: String) {
    #expect(help(text)?.word == "add")
    #expect(help(text)?.lines.first == "add: put a layer on top")
    #expect(help(text)?.lines.contains("  add lstm 64") == true)
  }

  @Test("an option is told with its default and what may be written")
  func options() throws {
    let activation = try #require(help("add rnn 32 activ|ation=tanh"))
    #expect(activation.word == "activation")
    #expect(activation.lines.prefix(2) == ["the activation (default tanh)", "one of: tanh, relu, sigmoid"])
    #expect(help("add rnn 32 reverse|")?.lines.first == "run from the end")
  }

  @Test("a word is told as what it stands for there")
  func words() {
    #expect(help("add ls|tm 64")?.lines.prefix(2) == ["gated", "as KIND"])
    #expect(help("print hid|den * 2")?.lines.first == "64")
    #expect(help("print sq|rt(2)")?.lines.first?.contains("sqrt(") == true)
    #expect(help("grow| 3")?.lines.first == "grow: grow it")
  }

  @Test("between words, and at words that nobody knows, the command is told")
  func elsewhere() {
    for text in ["add lstm |", "add lst|n", "add \"some te|xt\""] { #expect(help(text)?.word == "add", "\(text)") }
    for text in ["|", "nonsense|", "3 + |"] { #expect(help(text) == nil, "\(text)") }
  }

  @Test("no text and no cursor is too absurd")
  func absurd() {
    for text in ["é", "add é(", "\u{0}", "((((", "\"", "add activation==="] {
      for cursor in [-5, 0, 1, 2, 3, 1000] { _ = Completer(sampleTable, host: NoNames()).help(text, cursor: cursor) }
    }
  }
}

@Suite("The bracket at the cursor")
struct MatchingBracketTests {
  private func match(_ marked: String) -> MatchingBracket? {
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false)
    return MatchingBracket(in: parts.joined(), cursor: parts[0].utf8.count)
  }

  @Test(
    "has its partner, over others and over lines",
    arguments: [
      ("print |(1 + 2)", 6, 12), ("print (1 + 2)|", 12, 6), ("a[(1)|]", 5, 1), ("|[[1], [2]]", 0, 9),
      ("for x in [1] |{\nprint \"}\" # }\n}", 13, 29), ("print \"a(b\"|", 10, 6), ("print |\"a\"", 6, 8),
    ])
  func partners(text: String, place: Int, partner: Int) {
    #expect(match(text)?.place == place)
    #expect(match(text)?.partner == partner)
  }

  @Test("has none where none stands or where it is of another kind")
  func lonely() {
    #expect(match("print (1|")?.partner == nil)
    #expect(match("print |(1")?.closes == false)
    #expect(match("print (1]|")?.place == 8 && match("print (1]|")?.partner == nil)
    #expect(match("1)|")?.closes == true && match("1)|")?.partner == nil)
    #expect(match("print |\"abc")?.partner == nil)
  }

  @Test("is none in words, in strings and in comments")
  func none() {
    for text in ["pr|int (1)", "|", "print \"a |(b)\"", "# |(a)", "print 1|"] { #expect(match(text) == nil, "\(text)") }
  }
}
