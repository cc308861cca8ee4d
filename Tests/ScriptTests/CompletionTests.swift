import Script
import Testing

private struct SampleHost: CompletionHost {
  func candidates(for vocabulary: Vocabulary) -> [Candidate] {
    switch vocabulary {
    case .layerKind: [Candidate("rnn", "plain"), Candidate("lstm", "gated"), Candidate("layernorm", "normalise")]
    case .layerName: [Candidate("rnn1", "rnn 32"), Candidate("dense2", "dense 1")]
    case .modelName: [Candidate("plain"), Candidate("gated")]
    case .dataName: [Candidate("adding", "add two marked numbers")]
    case .column: [Candidate("temperature")]
    default: []
    }
  }
  var variables: [Candidate] { [Candidate("hidden_size", "64")] }
  var definedCommands: [CommandSpec] {
    [
      CommandSpec(
        "grow", family: "yours", summary: "a command of yours",
        arguments: [ArgumentSpec("a", .value), ArgumentSpec("b", .value, isOptional: true)],
        options: [OptionSpec("a", .value), OptionSpec("b", .value, default: "2")])
    ]
  }
  func files(startingWith path: String) -> [String] { ["data/", "data.csv"].filter { $0.hasPrefix(path) } }
}

@Suite("Completion")
struct CompletionTests {
  private func complete(_ text: String) -> Completion {
    Completer(sampleTable, host: SampleHost()).complete(text, cursor: text.utf8.count)
  }

  @Test(
    "candidates by what the command takes",
    arguments: [
      ("tr", ["train"]), ("models; gr", ["grow", "grad("]), ("if yes { bp", ["bptt"]),
      ("add l", ["lstm", "layernorm"]),
      ("add rnn 32 act", ["activation="]), ("add rnn 32 activation=", ["tanh", "relu", "sigmoid"]),
      ("add rnn 32 activation=re", ["relu"]), ("add rnn h", ["hidden_size"]), ("add rnn 32 reverse re", []),
      ("model g", ["gated"]), ("data t", ["text"]), ("data a", ["adding"]), ("data csv \"da", ["data/", "data.csv\""]),
      ("data csv ", ["\"data/\"", "\"data.csv\""]), ("data csv \"f\" columns=[a, te", ["temperature"]),
      ("show g", ["gates", "gradients"]), ("show hidden layer=r", ["rnn1"]), ("watch gr", ["grad("]),
      ("watch grad(rn", ["rnn1"]), ("train until=loss < 1 and va", ["valid.loss"]), ("timing tra", ["train"]),
      ("timing add ls", ["lstm"]), ("set hid", ["hidden("]), ("include \"da", ["data/", "data.csv\""]),
      ("print sq", ["sqrt("]),
      ("let x", []), ("print \"tr", []), ("bptt ", ["full", "hidden_size"]), ("add rnn reverse=y", ["yes"]),
    ])
  func candidates(text: String, expected: [String]) {
    #expect(complete(text).candidates.map(\.text) == expected)
  }

  @Test("the word being typed is what is replaced, and what stands behind the cursor counts for nothing")
  func replaced() {
    #expect(complete("add ls").replaced == SourceRange(4, 6))
    #expect(complete("add ").replaced == SourceRange(4, 4))
    #expect(
      Completer(sampleTable, host: SampleHost()).complete("add ls 64", cursor: 6).candidates.map(\.text) == ["lstm"])
  }

  @Test("the signature follows the form chosen so far, and names the argument at the cursor")
  func signature() {
    #expect(complete("data text ").signature == "data text \"FILE\" [unit=char|word|byte] [window=N]")
    #expect(complete("data text ").argument == "FILE")
    #expect(complete("model ").argument == "NAME")
    #expect(complete("optimizer adam rate=").argument == "rate=NUMBER")
    #expect(complete("for ").signature == "for NAME in RANGE-OR-LIST { … }")
    #expect(complete("mod").signature == nil)
  }

  @Test("each candidate explains itself")
  func summaries() {
    #expect(
      complete("add rnn 32 forget").candidates == [Candidate("forget_bias=", "added to the forget gate (default 1)")])
  }
}
