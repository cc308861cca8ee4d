import Notebook
import Testing

@Suite("What a model is given to read")
struct ModelInputTests {
  private func pairs() -> Recorder {
    let recorder = Recorder()
    recorder.run(
      "data reverse length=3; model m; encoder; add embedding 4; add gru 6; decoder; add embedding 4; add gru 6; add dense;"
        + " train steps=20")
    return recorder
  }

  @Test("at temperature 0 a decoder's sample is what it predicts")
  func coldSample() {
    let recorder = pairs()
    recorder.run("predict \"abc\"")
    let predicted = recorder.lines.first
    recorder.run("sample 7 prime=\"abc\" temperature=0")
    #expect(predicted != nil && recorder.lines.first == predicted, "\(recorder.errors)")
  }

  @Test("a decoder's sample is drawn by the seed, and no longer than asked for")
  func drawn() {
    let recorder = pairs()
    func sample(_ seed: Int) -> String {
      recorder.run("seed \(seed); sample 5 prime=\"abc\"")
      return recorder.lines.last ?? ""
    }
    let first = sample(1)
    #expect(first == sample(1) && first.count <= 5)
    #expect((2...9).contains { sample($0) != first })
  }

  @Test("sample without a source says what it needs, and a beam is not drawn")
  func sampleNeeds() {
    let recorder = pairs()
    recorder.run("sample 5")
    #expect(recorder.errors.joined().contains("sample needs the source"))
    recorder.run("sample 5 prime=\"abc\" beam=3")
    #expect(recorder.errors.joined().contains("a beam draws nothing"))
    recorder.run("sample 5 prime=\"a?c\"")
    #expect(recorder.errors.joined().contains("'?'"))
  }

  @Test("an example of the data is read, and its target told")
  func example() {
    let recorder = pairs()
    recorder.run("predict example=2")
    #expect(
      recorder.errors == [] && recorder.notes.contains { $0.hasPrefix("example 2 of the test part; its target is ") })
    recorder.run("data motif length=20; model d; add lstm 4; add dense; predict example=1")
    #expect(
      recorder.errors == [] && recorder.notes.contains { $0.hasPrefix("example 1 of the test part; its target is ") })
  }

  @Test("pictures are read by a decoder too, as numbers or as an example")
  func pictures() {
    let recorder = Recorder()
    recorder.run(
      "data scenes; encoder; add gru 4; decoder; add embedding 3; add gru 4; add dense; train steps=1"
    )
    recorder.run("predict example=1")
    #expect(recorder.errors == [] && recorder.lines.count == 1, "\(recorder.errors)")
    recorder.run("predict \"cross\"")
    #expect(recorder.errors.joined().contains("the model reads numbers, not texts"))
  }

  @Test(
    "an input is asked for once",
    arguments: [
      ("predict", "predict example=1"), ("predict \"abc\" example=1", "one too many"),
      ("predict example=0", "from 1"), ("predict example=2000", "from 1 to 1000"),
    ])
  func asked(_ command: String, _ message: String) {
    let recorder = pairs()
    recorder.run(command)
    #expect(recorder.errors.joined().contains(message), "\(recorder.errors)")
  }
}
