import Notebook
import Script
import Testing

/// What a check says of surgery and inspection that it does not run.
@Suite struct SurgeryCheckTests {
  private func errors(_ text: String) -> [String] {
    let model = "data adding length=50; model plain; add lstm 32; add dense\n"
    return ScriptCheck.diagnostics(in: SourceText(name: "a.rnn", text: model + text), path: nil).map(\.sentence)
  }

  @Test(arguments: [
    (
      "clamp gate(lstm1, \"forgot\") 1",
      "lstm1 has no gate called 'forgot'; there are: input, forget, candidate, output"
    ),
    ("clamp hidden(dense2) 1", "dense2 has no states: it is no recurrent layer; recurrent layers: lstm1"),
    ("set hidden(lstm1, 51) unit=3 value=0.8", "t runs from 1 to 50, and 51 is outside"),
    ("set input(0) 1", "t runs from 1 to 50, and 0 is outside"),
    ("diff plain gated", "no model is called 'gated'; there is only 'plain'"),
    ("doctor try=2.5", "try is a whole number; 2.5 is not whole"),
    ("neighbours \"a\"", "these data are no text, so nothing in them has a name"),
  ])
  func isTold(text: String, message: String) { #expect(errors(text) == [message]) }

  @Test func whatIsRightIsPassedOver() {
    #expect(
      errors(
        """
        unroll
        set hidden(lstm1, 5) unit=3 value=0.8
        set gate(lstm1, "forget", 5) 1
        set lstm1.bias 3 gate=forget
        clamp gate(lstm1, "forget") 1 unit=2 t=5..20
        clamp cell_state(lstm1, 3) 0
        explain hidden(1, 17)[3]
        diff
        doctor try=20
        show histogram of=gradients
        restore
        """
      ).isEmpty)
  }
}
