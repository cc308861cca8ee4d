import ArgumentParser
import Notebook
import Script

/// How long a script of 100,000 lines takes to be read, and to be checked.
struct ScriptFigures {
  let rounds: Int
  private static let lines = 100_000

  func measure() throws -> [Figure] {
    let bytes = Array(Self.script().utf8)
    let parser = Parser(CommandRegistry.table)
    var found = 0
    let parsing = try Figure.best(rounds: rounds) {
      found = parser.parse(try SourceText(name: "long.rnn", bytes: bytes)).diagnostics.count
    }
    let source = try SourceText(name: "long.rnn", bytes: bytes)
    let checking = Figure.best(rounds: rounds) { found += ScriptCheck.diagnostics(in: source).count }
    guard found == 0 else { throw ValidationError("the script of this measurement has errors") }
    return [
      Figure(
        name: "parsing a script of 100,000 lines", value: parsing.seconds, goal: 0.5, unit: "s", note: parsing.note),
      Figure(name: "unroll check of the same script", value: checking.seconds, goal: 2, unit: "s", note: checking.note),
    ]
  }

  private static func script() -> String {
    var text = "data adding length=50\nmodel m\nadd lstm 8\nadd dense\n"
    for number in 1...lines / 10 {
      text += """
        # %% Entry \(number)
        let a\(number) = 0.01 * 2 + sqrt(\(number))
        optimizer adam rate=0.001
        clip norm=1
        train steps=\(number) log=100 until=loss < 0.01
        # a comment that says why
        if a\(number) > 3 { print "deep" }
        for k in 1..3 { print k * a\(number), "of {a\(number):.3}" }
        evaluate on=test
        print "loss {a\(number):.3} and some text"

        """
    }
    return text
  }
}
