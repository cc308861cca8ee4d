import Notebook
import Testing

/// layernorm, conv and self_attention as a person asks for them.
@Suite struct TransformCommandTests {
  @Test func eachAnswersWithItsShapesAndParameters() {
    let recorder = Recorder()
    recorder.run("data adding length=9")
    recorder.run(
      "add conv 8 width=5 activation=relu; add layernorm; add self_attention heads=2 causal; add mean; add dense")
    #expect(
      recorder.lines.prefix(3) == [
        // 8 · 2 · 5 + 8, 2 · 8, and 4 · 8 · 8 + 4 · 8.
        "conv1   2 → 8   width 5, same, relu   88 parameters", "layernorm2   8 → 8   16 parameters",
        "self_attention3   8 → 8   2 heads, causal   288 parameters",
      ])
    #expect(
      recorder.run("train steps=2; evaluate; summary; unroll; explain input(3)[1]") == .done, "\(recorder.errors)")
  }

  @Test func equationsAreTold() {
    let recorder = Recorder()
    recorder.run(
      "data adding length=9; add conv 4 padding=causal; add self_attention positions=learned places=5; add mean")
    recorder.run("add dense; explain conv1; explain self_attention2")
    let said = recorder.lines.joined(separator: "\n")
    #expect(said.contains("k runs from 0 to 2: 2 before t, t itself and 0 behind it"))
    #expect(said.contains("w(t, s) = exp(q(t) . k(s) / sqrt(4))"))
    #expect(said.contains("self_attention2.positions.weight  [5 × 4]"))
  }

  @Test(arguments: [
    ("add conv 8", "put an embedding"), ("add self_attention", "put an embedding"),
    ("add layernorm", "put an embedding"),
    ("add embedding 6; add conv 8", "it has seen the answer; take padding=causal"),
    ("add embedding 6; add self_attention", "it has seen the answer; take causal"),
    ("add embedding 6; add self_attention heads=4 causal", "4 heads do not divide 6 numbers into equal parts"),
    ("add self_attention places=4", "places= goes with positions=learned"),
    ("add conv 4 width=0", "from 1 to"), ("add conv", "UNITS"),
    ("add (\"layernorm\") layers=2 width=3", "option of layernorm"),
    (
      "add embedding 6; add conv 8 padding=causal; add dense; bptt 5 every=2; train steps=1",
      "it needs the whole sequence at once"
    ),
  ])
  func whatCannotBeIsRefusedInWords(_ script: String, _ words: String) throws {
    let (folder, recorder) = (try ScriptFolder(), Recorder())
    recorder.run("data text \"\(try folder.write("text.txt", Self.text))\" window=8")
    recorder.run(script)
    #expect(recorder.errors.contains { $0.contains(words) }, "\(script): \(recorder.errors)")
  }

  private static let text = String(repeating: "the boats lie still in the harbour. ", count: 20)

  @Test func aTextIsContinued() throws {
    let (folder, recorder) = (try ScriptFolder(), Recorder())
    recorder.run(
      "data text \"\(try folder.write("text.txt", Self.text))\" window=8; add embedding 4; add self_attention causal heads=2"
    )
    recorder.run("add conv 6 padding=causal; add layernorm; add dense; train steps=2")
    #expect(recorder.run("sample 20") == .done, "\(recorder.errors)")
  }
}
