import Testing

/// What is told about bad input, word for word.
@Suite struct ErrorTests {
  @Test(arguments: [
    ("train steps=3", "there is no model yet; start one, for example: model plain, then: add rnn 32"),
    (
      "add rnn 4; train steps=3", "there is no data yet; load some first, for example: data adding length=50"
    ),
    ("add lstn 32", "no layer kind is called 'lstn'; did you mean 'lstm'?"),
    ("add lstm 0", "a layer has at least 1 unit, not 0"),
    ("add lstm -3", "a layer has at least 1 unit, not -3"),
    ("add rnn 2.5", "UNITS is a whole number; 2.5 is not whole"),
    ("add gru 8 reset=never", "no choice for 'reset' is called 'never'; there are: after, before"),
    (
      "add rnn 8 sideways",
      "expected an option or the end of the command, found 'sideways'; write add rnn UNITS [option=value …]"
    ),
    ("add dropout 1", "with a probability of 1 nothing would be left"),
    ("seed -1", "N goes from 0 to 9007199254740992, and -1 is outside"),
    (
      "split train=0.5 valid=0.6",
      "split test=: expected a share from 0 to 1, found -0.1; write for example split train=0.8 valid=0.1 test=0.1"
    ),
    ("data adding length=0", "length goes from 2 to 1000000000, and 0 is outside"),
    (
      "data adding length=5; add rnn 4; train steps=2",
      "the model main is not whole: rnn1: the model puts out 4 numbers and the target has 1; end with: add dense"
    ),
    (
      "data adding length=5; add embedding 3",
      "embedding1: an embedding takes tokens, and here vectors of 2 numbers arrive"
    ),
    (
      "cell gru(x, h) { h' = tanh(W(x)) }",
      "'gru' is a layer kind already; give your cell another name, such as 'my_gru'"
    ),
    ("cell mine(x, h) { y = tanh(W(x)) }", "the state 'h' has no equation; write h' = …"),
    ("model a; copy a a", "there is a model 'a' already; choose another name, or: remove a"),
    ("model plain; copy plan b", "no model is called 'plan'; did you mean 'plain'?"),
    ("undo", "there is nothing to take back"),
    ("if yes { undo }", "undo and redo stand alone, not in a block or a script that is included"),
    ("help trane", "no command is called 'trane'; did you mean 'train'?"),
    (
      "data csv \"there/is/none.csv\"",
      "'there/is/none.csv': expected a readable file, found No such file or directory; check the path; it is relative to the script, or at the prompt to the current folder"
    ),
  ])
  func isToldInWords(text: String, message: String) {
    let recorder = Recorder()
    #expect(recorder.run(text) == .failed)
    #expect(recorder.errors == [message])
  }

  @Test func aLayerTooLargeForTheMachineSaysWhatItWouldNeed() {
    let recorder = Recorder()
    recorder.run("data adding length=50; add lstm 1000000000")
    #expect(
      recorder.errors.first?.hasPrefix("lstm1: 1000000000 units would need about 96.0 EB for their weights") == true)
    #expect(recorder.workspace.models.isEmpty)
  }
}
