import Foundation
import Notebook
import Script
import Testing

/// What `unroll check` says of a script that it does not run.
@Suite struct ScriptCheckTests {
  /// `line:column: sentence` of each error.
  static func errors(_ text: String, folder: String = "") -> [String] {
    ScriptCheck.diagnostics(in: SourceText(name: "a.rnn", text: text), path: folder.isEmpty ? nil : folder + "/a.rnn")
      .map { "\($0.position.line):\($0.position.column): \($0.sentence)" }
  }

  private static let model = "data adding length=50; model plain; add rnn 32; add dense\n"

  @Test(arguments: [
    ("print x\nlet x = 3", ["1:7: no variable, measure or layer is called 'x'"]),
    (
      "let length_1 = 3\nprint lenght_1",
      ["2:7: no variable, measure or layer is called 'lenght_1'; did you mean 'length_1'?"]
    ),
    ("if loss > 3 { let inner = 1 }\nprint inner", ["2:7: no variable, measure or layer is called 'inner'"]),
    ("for i in 1..3 { print j }", ["1:23: no variable, measure or layer is called 'j'"]),
    ("for i in 1..3 { }\nprint i", ["2:7: no variable, measure or layer is called 'i'"]),
    ("print \"{oops} {loss:.3}\"", ["1:9: no variable, measure or layer is called 'oops'; did you mean 'loss'?"]),
    ("print loss + los", ["1:14: no variable, measure or layer is called 'los'; did you mean 'loss'?"]),
    ("let sqrt = 3", ["1:5: 'sqrt' is a function and cannot be given a value; choose another name, such as 'my_sqrt'"]),
    ("print sqrtt(loss)", ["1:7: no function is called 'sqrtt'; did you mean 'sqrt'?"]),
    ("print sqrt(random(), 3)", ["1:7: sqrt is called as sqrt(x), given 2 values"]),
    ("print random(3)", ["1:7: random takes no value, given the number 3"]),
    ("def f(a, b=2) { print a + b }\nf 1 2 3", ["2:7: 'f' takes 2 arguments, given 3; write f a [b=2]"]),
    ("def f(a) { print a }\nf", ["2:1: 'f' needs a value for 'a'; write f a"]),
    ("def f(a) { print a }\nf 1 c=3", ["2:5: no parameter of 'f' is called 'c'; there is only 'a'"]),
    ("def f(a) { print a + hidden_one }", ["1:22: no variable, measure or layer is called 'hidden_one'"]),
    (
      "def f(a) { print 1 + a }\nf \"x\"",
      [
        "1:18: '+' does not go with the number 1 on the left and the text \"x\" on the right; "
          + "write values into a text with braces: \"loss {loss}\""
      ]
    ),
    (
      "def f(n) { f (n + 1) }\nf 1",
      [
        "1:12: blocks and calls stand more than 200 deep inside one another; does a command call itself without an end?"
      ]
    ),
    ("let xs = [1, 2]\nprint xs[3]", ["2:10: there is no value number 3; the list has values 1 to 2"]),
    ("if 3 { print 1 }", ["1:4: expected yes or no, found the number 3"]),
    ("repeat -1 { print 1 }", ["1:8: repeat takes 0 or more, not -1"]),
    (
      "if no { print nowhere; add lstn 3 }",
      [
        "1:15: no variable, measure or layer is called 'nowhere'",
        "1:28: no layer kind is called 'lstn'; did you mean 'lstm'?",
      ]
    ),
    ("quit\nprint behind", ["2:7: no variable, measure or layer is called 'behind'"]),
    ("summery", ["1:1: no command, variable, measure or layer is called 'summery'; did you mean 'summary'?"]),
    (
      "frobnicate 3\nmodle plain",
      [
        "1:1: no command is called 'frobnicate'; help lists the commands",
        "2:1: no command is called 'modle'; did you mean 'model'?",
      ]
    ),
  ])
  func namesAreResolved(text: String, expected: [String]) { #expect(Self.errors(text) == expected) }

  @Test(arguments: [
    ("spectral rnn9 1.5", ["2:10: no layer is called 'rnn9'; did you mean 'rnn1'?"]),
    ("spectral rnn1 -1", ["2:15: RADIUS goes from 0 to 1000000, and -1 is outside"]),
    ("spectral dense2 1", ["2:10: dense2 has no square recurrent matrix"]),
    ("replace 7 lstm 3", ["2:9: the model plain has no layer 7; its layers are 1 to 2"]),
    ("insert 9 rnn 3", ["2:8: N goes from 1 to 3, and 9 is outside"]),
    ("remove 3", ["2:8: the model plain has no layer 3; its layers are 1 to 2"]),
    ("freeze dense3", ["2:8: no layer is called 'dense3'; did you mean 'dense2'?"]),
    ("compare plain gatd", ["2:15: no model is called 'gatd'; there is only 'plain'"]),
    ("copy plan b", ["2:6: no model is called 'plan'; did you mean 'plain'?"]),
    ("init rnn1.recurent orthogonal", ["2:11: no part of a layer is called 'recurent'; did you mean 'recurrent'?"]),
    ("init dense2.recurrent orthogonal", ["2:6: dense2 has no recurrent weights"]),
    (
      "set dense2.input [1, 2]",
      [
        "2:18: dense2.weight has the shape 1 × 32, that is 32 numbers, and 2 were given"
      ]
    ),
    (
      "set hidden(rnn7, 3) unit=1 value=1",
      ["2:12: no variable, measure or layer is called 'rnn7'; did you mean 'rnn1'?"]
    ),
    ("ablate rnn1 gate=forget", ["2:13: no gate is called 'forget'"]),
    ("print grad(4, 3)", ["2:7: the model plain has no layer 4; its layers are 1 to 2"]),
    ("print grad(rnn1, 51) / loss", ["2:7: t runs from 1 to 50, and 51 is outside"]),
    ("print grad(2, t)", ["2:7: dense2 has no states: it is no recurrent layer; recurrent layers: rnn1"]),
    ("print grad(1, t, \"c\")", ["2:7: rnn1 has no state \"c\"; there are: h"]),
    ("print cell_state(1, 3)", ["2:7: rnn1 has one state only, h; ask for hidden(…)"]),
    ("print grad(1)", ["2:7: grad() is called as grad(layer, t, state)"]),
    ("goto 51", ["2:6: t runs from 1 to 50"]),
    ("show hidden layer=rnn5", ["2:13: no layer is called 'rnn5'; did you mean 'rnn1'?"]),
    (
      "train epochs=3",
      [
        "2:7: the data are made afresh for every update, so there are no epochs; say how many updates: train steps=300"
      ]
    ),
    ("loss cross_entropy", ["2:6: cross_entropy does not fit these targets; take mse"]),
    ("sample 20", ["2:1: sample needs a model of text; load one with: data text \"FILE\""]),
    ("predict \"a\"", ["2:9: the model reads numbers, not texts"]),
    (
      "add last; add mean",
      [
        "2:11: mean4: the sequence has already become one vector before this layer"
      ]
    ),
    (
      "model b; add embedding 3",
      [
        "2:10: embedding1: an embedding takes tokens, and here vectors of 2 numbers arrive"
      ]
    ),
    (
      "model b; add rnn -3; add rnn 0",
      [
        "2:18: a layer has at least 1 unit, not -3", "2:30: a layer has at least 1 unit, not 0",
      ]
    ),
    (
      "model b; add rnn 4; train steps=3",
      [
        "2:21: the model b is not whole: rnn1: the model puts out 4 numbers and the target has 1; end with: add dense"
      ]
    ),
    (
      "data parity length=5; model plain; add last; train steps=1",
      [
        "2:46: the model plain is not whole: last3: there is a target at each time step, and the model puts out one "
          + "vector for the sequence"
      ]
    ),
  ])
  func modelsAreBuiltWithoutWeights(text: String, expected: [String]) {
    let found = Self.errors(Self.model + text)
    #expect(found.count == expected.count)
    for (error, start) in zip(found, expected) { #expect(error.hasPrefix(start)) }
  }

  @Test func aLineThatFailedHasNoFollowUps() {
    #expect(
      Self.errors("data adding length=9\nadd lstn 8\nadd dense\nspectral rnn1 2\nprint grad(lstn1, 3)\nreplace 5 rnn 2")
        == ["2:5: no layer kind is called 'lstn'; did you mean 'lstm'?"])
    #expect(Self.errors("data adding lenght=9\nadd rnn 4\nadd dense\ntrain epochs=2").count == 1)
    #expect(Self.errors("let x 3\nprint x + 1").map { $0.prefix(4) } == ["1:7:"])
    #expect(Self.errors("copy plain gated\nmodel gated\nadd rnn 4\nspectral rnn1 1").count == 1)
  }

  @Test func whatOnlyARunCanTellIsNotDoubted() {
    let valid = [
      "data adding length=9; if random() < 0.5 { add rnn 4 } else { add lstm 4 }; add dense; spectral rnn1 2",
      "let best = inf; for k in 1..5 { if loss < best { let best = loss } }; print round(best, 2)",
      "let n = 0; repeat 3 { let n = n + 1; if n == 2 { print [1, 2][n] } }; assert n == 3",
      "if not is_nan(loss) { show gradients }",
      "let xs = [1]; if len(xs) > 1 and xs[2] > 0 { print xs[2] }",
      "def count(n) { if n > 0 { print n; count (n - 1) } }; count 3",
      "def wait(n) { if loss > n { wait (n / 2) } }; wait 4",
      "def build(kind, n=8) { model (kind); add (kind) (n); add dense }; data adding length=9\n"
        + "for kind in [\"rnn\", \"gru\"] { build kind n=4 }; compare rnn gru; spectral gru1 1",
      "data adding length=9; add rnn 4; add dense; save \"no.safetensors\"; load \"no.safetensors\"; undo; spectral 7 1",
      "for kind in [\"lstm\", \"gru\"] { model (kind); add (kind) 4; if kind == \"gru\" { ablate 1 gate=update } }",
      "for k in 1..2000000 { let last = k }; print last_of_all(1)",
      "data adding length=9; add rnn 4 name=net; add dense; print net, weight_norm(net)\nif loss < 1 { remove net }\nprint net",
    ].map { $0.replacing("if kind == \"gru\" { ablate 1 gate=update }", with: "add dense") }
    #expect(valid.flatMap { Self.errors($0 + "\n") }.filter { !$0.contains("last_of_all") } == [])
  }

  @Test func aCellThatCannotBeReadLeavesOthersKnown() {
    #expect(
      Self.errors(
        "data adding length=9\ncell one(x, h) { h' = tnh(W(x)) }\ncell two(x, h) { h' = tanh(x) }\n"
          + "model a; add one 8\nmodel b; add two 8"
      ).map { $0.prefix(5) } == ["2:23:", "3:28:"])
  }
}
