import Notebook
import Testing

/// transformer, conv2d, tied weights and the maps of self-attention as a person asks for them.
@Suite struct BlockCommandTests {
  private static let text = String(repeating: "the boats lie still in the harbour. ", count: 20)

  private func textRecorder(_ script: String) throws -> (ScriptFolder, Recorder) {
    let (folder, recorder) = (try ScriptFolder(), Recorder())
    recorder.run("data text \"\(try folder.write("text.txt", Self.text))\" window=8; \(script)")
    return (folder, recorder)
  }

  @Test func aTransformerIsOneLayerAndWritesText() throws {
    let (folder, recorder) = try textRecorder(
      "add embedding 8; add transformer heads=2 hidden=16 causal positions=sinusoidal layers=2; add dense")
    // 4 · 8 · 8 + 4 · 8, 8 · 16 + 16, 16 · 8 + 8, two norms of 16.
    #expect(
      recorder.lines.contains(
        "transformer2   8 → 8   2 heads, causal, sinusoidal positions, hidden 16   600 parameters"),
      "\(recorder.lines) \(recorder.errors)")
    #expect(
      recorder.run("train steps=2; summary; evaluate; sample 10; unroll; explain input(3)[1]") == .done,
      "\(recorder.errors)")
    #expect(recorder.run("explain transformer2; freeze transformer2; train steps=1") == .done, "\(recorder.errors)")
    let said = recorder.lines.joined(separator: "\n")
    #expect(said.contains("a = x + self_attn(norm1(x))"))
    #expect(said.contains("transformer2.self_attn.in_proj_weight  [24 × 8]"))
    let path = folder.path + "/model.safetensors"
    recorder.run("save \"\(path)\"; let before = loss; model other; load \"\(path)\"; explain transformer3")
    #expect(recorder.errors == [])
  }

  @Test func eachHeadHasItsMap() throws {
    let (_, recorder) = try textRecorder("add embedding 4; add transformer heads=2 causal; add dense; unroll")
    #expect(recorder.run("show attention as=text") == .done, "\(recorder.errors)")
    #expect(recorder.run("show attention layer=transformer2 as=table") == .done, "\(recorder.errors)")
    #expect(recorder.run("show attention layer=transformer2.self_attn of=gradients") == .done, "\(recorder.errors)")
    #expect(recorder.run("print attention(transformer2.self_attn, 2)") == .done, "\(recorder.errors)")
    recorder.run("show attention as=text")
    #expect(
      recorder.lines.joined(separator: "\n").contains("t=1 't' looks at s=1 't' 100%"), "\(recorder.lines)")
  }

  @Test func convolutionsReadGrids() {
    let recorder = Recorder()
    recorder.run("data adding length=9; add dense 6; add conv2d 4 width=3 height=3 pool=2 activation=relu")
    #expect(
      recorder.lines.contains("conv2d2   6 → 12   3 × 3, pool 2, relu   40 parameters"),
      "\(recorder.lines) \(recorder.errors)")
    recorder.run("add conv2d 2; add gru 5; add dense; summary")
    #expect(
      recorder.lines.contains("from conv2d2 on, one time step stands for 2 of the input"), "\(recorder.lines)")
    #expect(
      recorder.run(
        "train steps=2; evaluate; summary; unroll; show hidden; show gradients; show horizon; explain input(9)[1]")
        == .done, "\(recorder.errors)")
    #expect(recorder.run("explain conv2d3; explain hidden(gru4, 5)[1]; doctor; check") == .done, "\(recorder.errors)")
    #expect(recorder.lines.joined(separator: "\n").contains("3 columns of 4 and goes out as 3 columns of 2"))
  }

  @Test func aDecoderLooksAtConvolutions() {
    let recorder = Recorder()
    recorder.run("data reverse length=6; encoder; add embedding 8; add conv2d 4 pool=2 activation=relu; decoder")
    recorder.run("add embedding 8; add attention additive; add gru 8; add dense")
    #expect(recorder.run("train steps=2; summary; evaluate; unroll; show attention") == .done, "\(recorder.errors)")
    #expect(recorder.run("show hidden; show gradients; show flow; show recall") == .done, "\(recorder.errors)")
    recorder.run("summary")
    #expect(recorder.lines.contains("gru5 starts from zeros"))
  }

  @Test func theOutputSharesTheTable() throws {
    let (folder, recorder) = try textRecorder("add embedding 6; add gru 6; add dense tied=embedding1")
    let path = folder.path + "/model.safetensors"
    #expect(
      recorder.run("train steps=2; summary; explain dense3; unroll; explain output(2)[1]; save \"\(path)\"") == .done,
      "\(recorder.errors)")
    #expect(recorder.lines.joined(separator: "\n").contains("W the table of embedding1"), "\(recorder.lines)")
    #expect(recorder.run("load \"\(path)\"; train steps=1; replace 1 embedding 6 name=symbols") == .done)
    #expect(recorder.run("train steps=1") == .done, "\(recorder.errors)")
    recorder.run("remove symbols")
    #expect(recorder.errors.contains { $0.contains("shares the weights of symbols") }, "\(recorder.errors)")
  }

  @Test(arguments: [
    ("add embedding 6; add transformer heads=4 causal", "4 heads do not divide 6"),
    ("add embedding 6; add transformer", "take causal"),
    ("add transformer causal", "put an embedding"),
    ("add embedding 6; add transformer dropout=1 causal", "nothing would be left"),
    ("add embedding 6; add transformer width=3", "option"),
    ("add embedding 6; add conv2d 4", "reads ahead"),
    ("add conv2d 4", "put an embedding"), ("add embedding 4; add conv2d 4 pool=0", "from 1 to"),
    ("add embedding 6; add gru 5; add dense tied=embedding1", "6 numbers for each symbol, and here 5 arrive"),
    ("add embedding 6; add gru 6; add dense tied=gru2", "no embedding before it"),
    ("add embedding 6; add gru 6; add dense tied=input", "tied= names an embedding"),
  ])
  func whatCannotBeIsRefusedInWords(_ script: String, _ words: String) throws {
    let (_, recorder) = try textRecorder(script)
    #expect(recorder.errors.contains { $0.contains(words) }, "\(script): \(recorder.errors)")
  }
}
