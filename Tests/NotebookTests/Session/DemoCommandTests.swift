import Notebook
import Testing

@Suite("demo")
struct DemoCommandTests {
  @Test("runs every command of the first session, and each is an entry afterwards")
  func whole() {
    let recorder = Recorder()
    #expect(recorder.run("demo") == .done)
    #expect(recorder.errors == [])
    #expect(recorder.document.entries.map(\.text).starts(with: FirstSession.steps.map(\.command)))
    for step in FirstSession.steps { #expect(recorder.lines.contains("unroll> " + step.command)) }
  }

  @Test("is not played over models that are there")
  func refused() {
    let recorder = Recorder()
    recorder.run("model plain; add rnn 5")
    #expect(recorder.run("demo") == .failed)
    #expect(recorder.errors == [FirstSession.refusal])
    #expect(recorder.workspace.models.map(\.name) == ["plain"])
  }

  @Test("stands alone")
  func inBlock() {
    let recorder = Recorder()
    #expect(recorder.run("repeat 2 { demo }") == .failed)
    #expect(recorder.errors.last?.contains("stands alone") == true)
  }
}
