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

  /// What help says beyond the line, with examples.
  static let details: [String: (help: String, examples: [String])] = [
    "def": (
      "Arguments are expressions, given by their place or by name; a parameter with a default may be left out. The block sees "
        + "its\nparameters and the outermost variables. Made again, it takes the place of the one before. help NAME tells "
        + "about it.",
      ["def net(kind, units=32) { model (kind); add (kind) units; add dense }", "net \"lstm\"", "net \"gru\" units=8"]
    ),
    "sweep": (
      "Each combination runs in a session of its own that begins as this one stands; jobs of them run at once (default: as "
        + "many as\nthere are threads), and the rows are the same whatever it is. One that fails is a row with its error. "
        + "Ctrl-C keeps finished\nrows; in a script they are kept in FILE.rnn.sweep until it has run through, and the same "
        + "sweep goes on from there.\nshow sweep and export sweep \"FILE.csv\" have the table.",
      [
        "sweep r in 0.5..1.5 by 0.1, kind in [\"rnn\", \"lstm\"] jobs=2 { replace 1 (kind) 8; train steps=100; report loss }",
        "show sweep as=plot",
      ]
    ),
    "report": (
      "A name that is reported twice has the later value; without a name a column is called as the expression is written.",
      ["report loss, first=grad(1, 1)"]
    ),
  ]

  static let reserved = Set(statements.map(\.word)).union([
    "else", "in", "by", "and", "or", "not", "yes", "no", "nan", "inf", "when",
  ])

  static func isStatement(_ word: String) -> Bool { statements.contains { $0.word == word } }
}
