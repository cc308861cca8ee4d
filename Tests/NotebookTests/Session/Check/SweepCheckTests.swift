import Notebook
import Script
import Testing

@Suite("check follows sweeps")
struct SweepCheckTests {
  private func errors(_ text: String) -> [String] {
    ScriptCheck.diagnostics(in: SourceText(name: "a.rnn", text: text)).map { "\($0.position.line): \($0.sentence)" }
  }

  private static let net = "data adding length=8; model m; add rnn 4; add dense\n"

  @Test(
    arguments: [
      ("sweep r in 0.5..1.5 by 0.5, k in [\"rnn\", \"lstm\"] {\n  replace 1 (k) 4; spectral 1 (r); report loss\n}", []),
      (
        "sweep k in [\"rnn\", \"lstn\"] {\n  replace 1 (k) 4\n}\nprint nowhere",
        [
          "3: no layer kind is called 'lstn'; did you mean 'lstm'?",
          "5: no variable, measure or layer is called 'nowhere'",
        ]
      ),
      ("sweep n in [2, 0] {\n  train steps=(n)\n}", ["3: steps goes from 1 to 1000000000, and 0 is outside"]),
      (
        "sweep a in 1..2 {\n  sweep b in 1..2 { report b }\n}",
        ["3: a sweep cannot stand inside another one; put all variables into one: sweep a in …, b in … { … }"]
      ),
      (
        "sweep a in 3 jobs=0 { report a }",
        [
          "2: 'a' goes through a list or a range, and '3' is none; for example: sweep a in [1, 2, 4] { … }",
          "2: jobs goes from 1 to 64, not 0",
        ]
      ),
      ("def f() { report 1 }\nf", ["2: 'report' belongs into the block of a sweep; to show values write print"]),
      (
        "def f() { report 1 }\nsweep a in 1..2 { f }\nplot [1, 2] over=[1]",
        [
          "4: '[1, 2]' has 2 values and over= has 1; both are as long as each other"
        ]
      ),
      ("sweep a in 1..2 { remove 1 }\nspectral 1 0.5", []),
    ] as [(String, [String])])
  func told(_ text: String, _ expected: [String]) { #expect(errors(Self.net + text) == expected) }
}
