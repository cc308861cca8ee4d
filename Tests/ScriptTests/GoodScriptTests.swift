import Script
import Testing

@Suite("Scripts that read well")
struct GoodScriptTests {
  @Test(
    "every rule of the language's shape",
    arguments: [
      "", "\n\n", ";;", "# only a comment", "\u{FEFF}models", "models\r\nmodels\r\n", "models; models",
      "add rnn 32", "add lstm 64 reverse bidirectional bias=two", "add (kind) 64", "add rnn (hidden * 2)",
      "add rnn hidden*2", "add \"rnn\" 32", "add rnn 32 # the first layer", "add rnn \\\n  32 \\\n  reverse",
      "plot [1,\n 2,\n 3]", "plot [1, 2, 3,]", "plot xs ys", "plot -5..5", "plot 1..9 by 2", "plot xs[1..3]",
      "plot [1_000, 1e-3, .5, nan, inf]", "print -2^2, 2^-1, 7 % 3, not yes or no and yes", "print",
      "print \"a\\n\\t\\\"\\\\\\u{41} {loss:.3} {{x}} {\"in {1 + 1}\"}\"", "print 1 < 2, 1..5, xs[1][2]",
      "let x = 5", "let kind = \"rnn\"", "let hidden = 64", "let größe = 1",
      "x", "x + 1", "x-1", "(1 + 2) * 3", "[1, 2]", "\"text\"", "grad(1, 1) / grad(1, 50)", "not yes", "-x", "xs[1]",
      "loss", "loss < 0.1", "loss mse", "step", "step 3", "step + 1", "step - 1", "valid.loss / 2",
      "if loss < 0.1 { models } else if step == 3 {\n models\n} else { models }", "if yes {\n}",
      "for kind in [\"rnn\", \"lstm\"] { add (kind) 64 }", "for r in 0.5..1.5 by 0.1 { print r }", "repeat 3 { step }",
      "def grow(a, b=2) { add rnn (a * b) }\ngrow 1 b=3\ngrow", "hop 1\ndef hop(n) { step n }",
      "sweep r in 0.5..1.5 by 0.1, kind in [\"rnn\", \"lstm\"] jobs=2 {\n add (kind) 8\n report loss, a=t\n}",
      "include \"other.rnn\"\nfrom_there 1 b=2", "assert loss < 0.1, \"too high\"", "assert yes",
      "train steps=100 until=loss < 0.1", "train steps=100 until=loss < 0.1 and step > 5 log=10", "train epochs=2",
      "clip norm=1; clip value=5; clip off", "bptt full; bptt 20 every=5", "compare a b c; compare off",
      "data; data adding length=50; data text \"f.txt\" unit=char; data csv \"f.csv\" columns=[a, \"b c\"] window=24",
      "data csv \"f\" columns=a", "data csv \"f\" columns=[1, 2]", "data csv (folder + \"/f\")",
      "show hidden layer=1 t=1..50; show gates layer=lstm1 t=(1..50)",
      "init rnn1.recurrent orthogonal; init 1.bias zeros",
      "remove 1; remove rnn1; remove (i)", "set rnn1.recurrent [[0.9]]; set hidden(rnn1, 5) unit=3 value=0.8",
      "break when grad(1, 5) < 1e-6", "watch grad(1, 5) > 0.9 or step == 3", "explain hidden(1, 17)[3]",
      "explain vanishing gradient", "timing train steps=10", "save \"first.rnn\"",
      "cell gru(x, h; activation=tanh) {\n  # states\n  h' = W(x) + U(h) { }\n}",
      "cell mine(x, h) { h' = x }; add mine 4",
      "# %%\nmodels\n# %% [markdown]\n# # Title\n#\n# Text: it's {free}\n\n# %% next\nmodels",
      "if yes { print \"a {{ b\" == \"}}\" }",
    ])
  func reads(text: String) {
    #expect(complaints(text) == [])
  }
}
