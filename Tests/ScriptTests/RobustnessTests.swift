import Script
import Testing

/// SplitMix64: the same inputs on every run.
private struct FixedGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("No input traps")
struct RobustnessTests {
  private static let pieces = [
    "add", "rnn", "data", "text", "let", "x", "=", "if", "else", "for", "in", "1..3", "by", "{", "}", "(", ")", "[",
    "]", "\"",
    "{{", "}}", "\\", "\n", "\r\n", "# %%", "# %% [markdown]\n", "#", ";", ",", "sweep", "report", "def", "f", "cell",
    "h'", "-",
    "+", "^", "..", ".", "5", "1e9", "until=", "rate=0.1", "reverse", "timing", "explain", "columns=[a,", "ä",
    "\u{202E}", "\u{1}",
    " ", "  ", "not", "and", "\"a {x:.3} b\"", "grad(1, 1)", "rnn1.recurrent", "@", "e", "_",
  ]

  private func check(_ text: String) {
    let (program, diagnostics) = parse(text)
    for diagnostic in diagnostics { #expect(!diagnostic.rendered.unicodeScalars.contains("\u{1B}")) }
    let scope = SampleScope()
    for case .expression(let expression) in program.statements.map(\.kind) {
      _ = try? Evaluator(program.source, in: scope).evaluate(expression)
    }
    _ = Parser.isIncomplete(text)
  }

  @Test("random bytes")
  func bytes() {
    var generator = FixedGenerator(state: 1)
    for _ in 0..<10_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        UInt8.random(in: 0...(Bool.random(using: &generator) ? 255 : 127), using: &generator)
      }
      do {
        check(try SourceText(name: "r", bytes: bytes).text)
      } catch {
        #expect(error.rendered.contains("is not UTF-8 text"))
      }
    }
  }

  @Test("random words of the language, with and without the cursor among them")
  func words() {
    var generator = FixedGenerator(state: 2)
    let completer = Completer(sampleTable, host: EmptyHost())
    for _ in 0..<10_000 {
      let count = Int.random(in: 1...14, using: &generator)
      let text = (0..<count).map { _ in
        (Self.pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
      }.joined()
      check(text)
      _ = completer.complete(text, cursor: Int.random(in: -1...text.utf8.count + 1, using: &generator))
    }
  }

  @Test(
    "long runs of one thing",
    arguments: [
      "(", "[", "{", "if yes {\n", "\"{", "-", "not ", "1+", "2^", "x[", "timing ", "}", "(\n", "@", "# %%\n", "else ",
    ])
  func runs(piece: String) {
    check(String(repeating: piece, count: 20_000))
    check("print " + String(repeating: piece, count: 20_000))
  }
}

private struct EmptyHost: CompletionHost {
  func candidates(for vocabulary: Vocabulary) -> [Candidate] { [] }
  var variables: [Candidate] { [] }
  var definedCommands: [CommandSpec] { [] }
  func files(startingWith path: String) -> [String] { [] }
}
