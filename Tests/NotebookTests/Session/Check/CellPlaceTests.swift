import Notebook
import Testing

/// Errors in a cell of one's own are told where they stand in its definition.
@Suite struct CellPlaceTests {
  @Test func sizesThatCannotAgreeAreToldInTheDefinitionWithTheLineThatAskedForThem() throws {
    let recorder = Recorder()
    let text = """
      data adding length=9
      cell mine(x, h) {
        gate = sigmoid(W(x) + U(h) + b)
        h'   = gate * block(h, 4)
      }
      add mine 8
      """
    #expect(try recorder.run(script: text) == .failed)
    #expect(
      recorder.rendered == """
        a.rnn:4:23: error: mine1: in the cell 'mine': 'h' has 8 values where 2 are needed; the sizes come from a.rnn:6:1: add mine 8
            h'   = gate * block(h, 4)
                                ^
        """)
  }

  @Test func atThePromptTheDefinitionIsInAnEarlierEntry() {
    let recorder = Recorder()
    recorder.run("data adding length=9")
    recorder.run("cell mine(x, h) { h' = tanh(x + U(h)) }")
    #expect(recorder.run("add mine 8") == .failed)
    #expect(
      recorder.rendered?.hasPrefix("entry 2:1:29: error: mine1: in the cell 'mine': the input has 2 values") == true)
    #expect(recorder.errors.first?.hasSuffix("the sizes come from entry 3:1:1: add mine 8") == true)
  }

  @Test(arguments: [
    (
      "cell mine(x, h) { h' = tnh(W(x)) }",
      "no function is called 'tnh'; there are sigmoid tanh relu identity softplus exp log sqrt abs min max norm stop block drop zone"
    ),
    ("cell mine(x, h) { h' = tanh(W(x), b) }", "tanh() takes one argument"),
    ("cell mine(x, h) { h' = late * W(x); late = b }", "the gate 'late' is read before its equation"),
    ("cell mine(x, h) { h' = tanh(W) }", "a matrix is applied to a vector: W(h)"),
    ("cell mine(x, h) { h' = W(x) + tanh }", "'tanh' is a function; apply it: tanh(…)"),
    ("cell mine(x, h) { g = h'; h' = W(x) + g }", "h' is read before its equation"),
  ])
  func whatADefinitionRefersToIsCheckedBeforeItIsUsed(text: String, message: String) {
    let recorder = Recorder()
    #expect(recorder.run(text.replacing("; late", with: "\nlate").replacing("; h'", with: "\nh'")) == .failed)
    #expect(recorder.errors == [message])
  }
}
