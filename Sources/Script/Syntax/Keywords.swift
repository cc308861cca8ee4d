/// Words with a meaning of their own, whatever the command table says.
enum Keywords {
  /// Words that begin a statement, how it is written, and what it does.
  static let statements: [(word: String, usage: String, summary: String)] = [
    ("let", "let NAME = EXPR", "give a value a name"),
    ("print", "print EXPR, EXPR", "print values"),
    ("assert", "assert EXPR, \"message\"", "stop with both sides shown unless EXPR is yes"),
    ("include", "include \"other.rnn\"", "run another script here"),
    ("if", "if EXPR { … } else if EXPR { … } else { … }", "run a block when EXPR is yes"),
    ("for", "for NAME in RANGE-OR-LIST { … }", "run a block for each value"),
    ("repeat", "repeat N { … }", "run a block N times"),
    ("def", "def NAME(a, b=2) { … }", "make a command of your own"),
    (
      "sweep", "sweep NAME in EXPR, NAME in EXPR jobs=N { … report EXPR, name=EXPR }",
      "run a block for each combination"
    ),
    ("report", "report EXPR, name=EXPR", "add columns to the sweep's table"),
    ("cell", "cell NAME(x, h) { … }", "define a recurrent cell by its equations"),
  ]

  static let reserved = Set(statements.map(\.word)).union([
    "else", "in", "by", "and", "or", "not", "yes", "no", "nan", "inf", "when",
  ])

  static func isStatement(_ word: String) -> Bool { statements.contains { $0.word == word } }
}
