import Foundation
import Notebook
import Script
import Testing

/// Every line that the language promises runs, and `check` has nothing to say about it.
@Suite("Every example of the language")
struct LanguageExampleTests {
  private static let net = "data adding length=12; model m; add rnn 6; add dense"
  private static let gated = "data adding length=12; model m; add lstm 6; add dense; unroll"

  private func folder() throws -> ScriptFolder {
    let folder = try ScriptFolder()
    let prose = String(repeating: "the quick brown fox jumps over the lazy dog. ", count: 60)
    _ = try folder.write("FILE.txt", prose)
    let rows = (0..<300).map { "\(Double($0 % 31) / 31),\(Double($0 % 17) / 17)" }
    _ = try folder.write("FILE.csv", "a,b\n" + rows.joined(separator: "\n") + "\n")
    let labelled = (0..<60).map { "\($0 % 2 == 0 ? "no" : "yes")\ta \($0 % 2 == 0 ? "bad" : "good") text \($0)" }
    _ = try folder.write("labelled.txt", labelled.joined(separator: "\n"))
    _ = try folder.write("tagged.txt", String(repeating: "Anna B-PER\nlives O\nin O\nRome B-LOC\n\n", count: 40))
    _ = try folder.write(
      "pairs.txt", (10..<90).map { "\($0)\t\(String($0).reversed().map(String.init).joined())" }.joined(separator: "\n")
    )
    _ = try folder.write("other.rnn", "let included = 3\n")
    return folder
  }

  private func expectRuns(_ text: String) throws {
    let folder = try folder()
    let path = try folder.write("a.rnn", text)
    let environment = SessionEnvironment(folder: folder.path, programPath: #filePath)
    let found = ScriptCheck.diagnostics(
      in: SourceText(name: path, text: text), path: path, environment: environment)
    #expect(found.isEmpty, "check: \(found.map(\.headline)) in \(text)")
    var failures: [String] = []
    let session = Session(environment: environment) { event in
      if case .failure(let diagnostic) = event { failures.append(diagnostic.headline) }
    }
    let outcome = session.run(script: SourceText(name: path, text: text), path: path)
    #expect(failures.isEmpty && (outcome == .done || outcome == .quit), "\(failures) in \(text)")
  }

  @Test("a first session, every line of which works")
  func firstSession() throws {
    try expectRuns(
      """
      data adding length=50
      model plain
      add rnn 32
      add dense
      unroll                       # forward and backward on one example, untrained
      pass backward
      goto 10
      show gradients
      print grad(1, 1) / grad(1, 50)
      spectral rnn1 1.5            # the shown example is unrolled again: watch it explode
      clip norm=1
      train steps=60
      copy plain gated
      model gated
      replace 1 lstm 32
      compare plain gated
      train steps=60
      show gradients
      compare off
      explain lstm1
      write "first.rnn"
      quit
      """)
  }

  @Test(
    "shape: words, expressions, values, operators",
    arguments: [
      "data adding length=5; let kind = \"rnn\"; add (kind) 64", "let hidden_size = 4; add rnn (hidden_size * 2)",
      "for kind in [\"rnn\", \"lstm\"] { model (kind); add (kind) 64 }", "64; 1e-3; 1_000; nan; inf; \"text\"; yes; no",
      "let xs = [1, 2]; assert xs[1] == 1; print 1..5, 0.5..1.5 by 0.1, 5..1 by -1; assert len(0.5..1.5 by 0.1) == 11",
      #"print "\n \t \" \\ \u{41}", "{1 + 1}", "{0.125:.3}", "{{}}"; assert "{1/3:.3}" == "0.333""#,
      "assert 2 ^ 3 ^ 2 == 512 and not (1 > 2) or no; assert -1 % 3 == 2; assert not (nan == nan)",
      "print step, epoch, loss, accuracy, perplexity, bits, valid.loss, valid.accuracy, test.loss, test.accuracy",
      "print grad.norm, params, seconds, tokens_per_second, t, T",
      "print sqrt(4), exp(1), log(2), log10(2), abs(-1), min(1, 2), max([1, 2]), floor(1.5), round(1.5), mean([1, 2])",
      "print std([1, 2]), sum([1, 2]), len([1]), random(), is_nan(nan), is_finite(1)",
      "\(gated); print grad(1, 1), grad(lstm1, 2, \"c\"), jacobian(1, 1, 3), radius(1), saturation(1), horizon(1)",
      "\(gated); print weight_norm(1); hidden(1, 2); cell_state(1, 2); gate(1, \"forget\", 2); output(1)",
      "add rnn \\\n  32\nlet list = [1,\n  2]\n# a comment\n# %% an entry\nprint 1\n# %% [markdown]\n# prose\n",
    ])
  func shape(_ text: String) throws { try expectRuns(text) }

  @Test(
    "control",
    arguments: [
      "let NAME = 1 + 2\nprint NAME, \"x\"\nassert NAME == 3, \"message\"\ninclude \"other.rnn\"\nprint included",
      "if 1 > 2 { print 1 } else if 2 > 3 { print 2 } else { print 3 }\nfor i in 1..3 { print i }\nrepeat 2 { print 0 }",
      "def NAME(a, b=2) { print a, b }\nNAME 1 b=3",
      "\(net)\nsweep r in 0.5..1.5 by 0.1, kind in [\"rnn\", \"lstm\"] jobs=2 {\n  replace 1 (kind) 4; spectral 1 (r)\n"
        + "  train steps=1; unroll; report loss, first=grad(1, 1) }\nshow sweep\nexport sweep \"file.csv\"",
    ])
  func control(_ text: String) throws { try expectRuns(text) }

  @Test(
    "data",
    arguments: [
      "data adding length=100", "data adding length=20 count=50",
      "data copy; data temporal_order; data parity; data echo",
      "data sine", "data text \"FILE.txt\" unit=char window=50", "data text \"FILE.txt\" unit=word window=50",
      "data text \"FILE.txt\" unit=byte window=50",
      "data csv \"FILE.csv\" columns=[a, b] target=a window=24 horizon=1 normalize=standard",
      "data csv \"FILE.csv\" normalize=minmax target=a; data csv \"FILE.csv\" normalize=none target=b",
      "data labelled \"labelled.txt\" unit=word max_length=20 min_count=1",
      "data tagged \"tagged.txt\" max_length=20 min_count=1",
      "data pairs \"pairs.txt\" unit=char max_length=20 min_count=1",
      "data inline [[0,0,1],[0,1,0]] target=[0, 1]", "data inline [[0,0,1],[0,1,0]] target=[[0,0,1],[0,0,1]]",
      "data", "\(net); split train=0.8 valid=0.1 test=0.1; batch 32 shuffle=yes; batch 32 shuffle=no; batch 32",
    ])
  func data(_ text: String) throws { try expectRuns(text) }

  @Test(
    "models, layer by layer",
    arguments: [
      "model NAME; models; add rnn 4; copy NAME B; model B; remove 1; remove NAME",
      "\(net); insert 1 lstm 4 name=first; replace 1 gru 4; freeze 1; unfreeze 1; summary; cells",
      "data pairs \"pairs.txt\" unit=char\nencoder; add embedding 8; add gru 8\n"
        + "decoder; add embedding 8; add attention additive heads=1; add gru 8; add dense; train steps=1; show attention",
      "data parity length=8; add rnn 4 activation=relu; add lstm 4 peephole; add gru 4 reset=before; add dense 4 activation=tanh; "
        + "add conv 4 width=3; add self_attention heads=2; add transformer heads=2; add dropout 0.1; add layernorm; "
        + "add time_reverse; add dense; train steps=1",
      "data adding length=8; add rnn 4; add mean; add dense; train steps=1; replace 2 max; replace 2 last; train steps=1",
      "data digits; add conv2d 4; add flatten; add dense; add softmax; train steps=1",
      "data parity length=8; add rnn 4; add rnn 4 from=input; add concat rnn1 rnn2; add dense; train steps=1",
      "data parity length=8; add lstm 4 bidirectional=concat; add lstm 4 bidirectional=sum; add lstm 4 bidirectional=mean; "
        + "add lstm 4 bidirectional=product; add lstm 4 bidirectional; add lstm 4 reverse; add dense; train steps=1",
      "data parity length=8; add lstm 4 window=3; add lstm 4 layers=2 dropout=0.1 residual; "
        + "add lstm 4 recurrent_dropout=0.1 zoneout=0.1 layernorm return=all forget_bias=1 bias=two; add dense; train steps=1",
      "data parity length=8; add rnn 4 feedback=output; add dense; train steps=1",
      "data csv \"FILE.csv\" target=a window=8; batch 8 shuffle=no; add lstm 4 stateful; add dense; train steps=2",
    ])
  func models(_ text: String) throws { try expectRuns(text) }

  @Test("cells of your own")
  func cells() throws {
    try expectRuns(
      """
      \(Self.net)
      cell mine(x, h) {
          reset  = sigmoid(W(x) + U(h) + b)
          update = sigmoid(W(x) + U(h) + b)
          n      = tanh(W(x) + b + reset * (U(h) + bh))      # reset=before:  tanh(W(x) + U(reset * h) + b)
          h'     = (1 - update) * n + update * h
      }
      cell other(x, h, c; activation=tanh) {
        share V
        i = sigmoid(W(x) + V(h) + b + p * c)
        c' = i * c + stop(1 - i) * block(activation(W(x) + V(h)), 1)
        h' = norm(c') + max(c, 0) + softplus(b)
      }
      replace 1 mine 8; train steps=1; explain mine; replace 1 other 4 activation=relu; train steps=1; explain gru
      """)
  }

  @Test(
    "training",
    arguments: [
      "loss cross_entropy; loss mse; loss mae; loss huber; loss binary_cross_entropy; loss ctc",
      "optimizer sgd rate=0.1; optimizer momentum; optimizer nesterov; optimizer rmsprop; optimizer adagrad; "
        + "optimizer adadelta; optimizer adam; optimizer adamw rate=1e-3",
      "\(net); clip norm=1; clip value=5; clip layer=1; clip off; bptt full; bptt 6; bptt 6 every=2; "
        + "bptt full checkpoint=yes; train steps=1",
      "schedule constant; schedule step; schedule exponential; schedule cosine; schedule warmup; schedule plateau; "
        + "schedule one_cycle",
      "\(net); stop patience=5; regularize weight=0.001 flow=0.1; seed 3; precision double; train steps=2; precision float",
      "teacher_forcing 1.0..0.0",
      "\(net); init 1.recurrent orthogonal; init rnn1.input normal scale=0.1; init rnn1.bias zeros; init rnn1 default; "
        + "init 1.recurrent identity; init 1 xavier; init 1 he; init 1 uniform; spectral 1 0.9",
      "\(net); train steps=20 until=loss < 1e-9 log=5; rewind 12; evaluate on=test; evaluate; check; checkpoint every=100; "
        + "save \"FILE.safetensors\"; load \"FILE.safetensors\"",
      "data csv \"FILE.csv\" target=a window=8; add rnn 4; add dense; train epochs=1",
    ])
  func training(_ text: String) throws { try expectRuns(text) }

  @Test(
    "stepping through time",
    arguments: [
      "\(net); unroll; unroll example=2; step; step 2; back; back 2; goto 5; pass backward; step; pass forward; play rate=8",
      "\(net); train steps=20; rewind 10; unroll; watch grad(1, 1); break when grad(1, 5) < 1e-9; breaks; continue; continue reverse; "
        + "unbreak 2; unbreak all",
      "data adding length=12; add rnn 1; add dense; set rnn1.recurrent [[0.9]]",
      "\(gated); set hidden(lstm1, 5) unit=3 value=0.8; clamp gate(lstm1, \"forget\") 1; scale lstm1 2; "
        + "ablate lstm1 unit=2; ablate lstm1 gate=forget value=1; restore",
      "\(gated); copy m b; compare m b; train steps=1; compare off",
    ])
  func stepping(_ text: String) throws { try expectRuns(text) }

  @Test(
    "looking",
    arguments: [
      "\(gated); train steps=2; show model; show data; show hidden; show cell_state; show gates; show gradients; show weights",
      "\(gated); train steps=2; show jacobian; show spectrum; show saturation; show loss; show flow; show horizon",
      "\(gated); train steps=2; show truncation; show recall; show neurons; show connectivity",
      "\(gated); for form in [\"heatmap\", \"plot\", \"bars\", \"table\", \"csv\", \"text\"] { "
        + "show hidden layer=1 unit=2 t=1..5 as=(form) }",
      "\(gated); explain lstm1; explain hidden(1, 7)[3]; explain vanishing; explain bptt",
      "plot [1, 2] [2, 1]; table [1, 2]; timing print 1; help; help train; history",
      "\(gated); train steps=3; copy m b; train steps=1; diff m b",
      "data text \"FILE.txt\" unit=word; add embedding 8; add gru 8; add dense; train steps=3; neighbours \"fox\" k=5; "
        + "sample 10 prime=\"the\" temperature=1 top_k=0 top_p=1 beam=1; predict \"the quick\"",
      "data csv \"FILE.csv\" columns=[a] target=a window=8; add gru 4; add dense; train steps=3; forecast 5; detect",
      "let x = 1\nundo\nredo\nwrite \"FILE.rnn\"\nopen \"other.rnn\" discard",
    ])
  func looking(_ text: String) throws { try expectRuns(text) }
}
