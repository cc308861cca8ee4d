import Script

/// A small table with one command for each kind of argument.
let sampleTable = CommandTable(
  commands: [
    CommandSpec(
      "add", family: "model", summary: "put a layer on top",
      arguments: [
        ArgumentSpec("KIND", .word(.layerKind), "the kind of layer"),
        ArgumentSpec("UNITS", .integer, "how many units", isOptional: true),
      ],
      options: [
        OptionSpec("activation", .word(.choice("tanh", "relu", "sigmoid")), "the activation", default: "tanh"),
        OptionSpec("bidirectional", .word(.choice("concat", "sum")), "both directions", bare: "concat"),
        OptionSpec("bias", .word(.choice("one", "two", "no")), "how many biases", default: "one"),
        OptionSpec("forget_bias", .number, "added to the forget gate", default: "1"),
        OptionSpec("reverse", .flag, "run from the end"),
        OptionSpec("name", .word(.newName), "a name of its own"),
      ],
      examples: ["add lstm 64", "add rnn 32 activation=relu"], help: "Layers are numbered from 1."),
    CommandSpec(
      "model", family: "model", summary: "start or switch", arguments: [ArgumentSpec("NAME", .word(.modelName))]),
    CommandSpec("models", family: "model", summary: "list the models", isLook: true),
    CommandSpec(
      "remove", family: "model", summary: "take a layer out", arguments: [ArgumentSpec("LAYER", .layer, "which")]),
    CommandSpec(
      "compare", family: "model", summary: "models side by side",
      forms: [
        CommandForm([.keyword("off")]), CommandForm([ArgumentSpec("MODEL", .word(.modelName), isRepeated: true)]),
      ]),
    CommandSpec(
      "data", family: "data", summary: "choose what to learn from",
      forms: [
        CommandForm(summary: "list what is shipped"),
        CommandForm(
          [.keyword("text"), ArgumentSpec("FILE", .file)],
          options: [
            OptionSpec("unit", .word(.choice("char", "word", "byte"))), OptionSpec("window", .integer, default: "50"),
          ], summary: "a corpus"),
        CommandForm(
          [.keyword("csv"), ArgumentSpec("FILE", .file)],
          options: [OptionSpec("columns", .words(.column)), OptionSpec("window", .integer)], summary: "a table"),
        CommandForm([ArgumentSpec("NAME", .word(.dataName))], options: [OptionSpec("length", .integer)]),
      ]),
    CommandSpec(
      "loss", family: "training", summary: "what is minimised",
      arguments: [ArgumentSpec("NAME", .word(.choice("mse", "mae", "cross_entropy")))]),
    CommandSpec(
      "optimizer", family: "training", summary: "how weights move",
      arguments: [ArgumentSpec("NAME", .word(.choice("sgd", "adam")))], options: [OptionSpec("rate", .number)]),
    CommandSpec(
      "clip", family: "training", summary: "bound the gradient",
      forms: [
        CommandForm([.keyword("off")]), CommandForm(options: [OptionSpec("norm", .number)]),
        CommandForm(options: [OptionSpec("value", .number)]),
      ]),
    CommandSpec(
      "bptt", family: "training", summary: "how far back",
      forms: [
        CommandForm([.keyword("full")]),
        CommandForm([ArgumentSpec("K", .integer)], options: [OptionSpec("every", .integer)]),
      ]),
    CommandSpec(
      "train", family: "training", summary: "train",
      forms: [
        CommandForm(
          options: [
            OptionSpec("steps", .integer, "updates"), OptionSpec("until", .condition, "stop when it is yes"),
            OptionSpec("log", .integer, "report every N updates"),
          ]),
        CommandForm(options: [OptionSpec("epochs", .integer), OptionSpec("until", .condition)]),
      ]),
    CommandSpec(
      "step", family: "stepping", summary: "a step on", arguments: [ArgumentSpec("N", .integer, isOptional: true)]),
    CommandSpec("watch", family: "stepping", summary: "show a value", arguments: [ArgumentSpec("EXPR", .condition)]),
    CommandSpec(
      "break", family: "stepping", summary: "stop at",
      arguments: [.keyword("when"), ArgumentSpec("EXPR", .condition)]),
    CommandSpec(
      "set", family: "stepping", summary: "change values",
      arguments: [ArgumentSpec("TARGET", .target), ArgumentSpec("VALUES", .value, isOptional: true)],
      options: [OptionSpec("unit", .integer), OptionSpec("value", .number)]),
    CommandSpec(
      "init", family: "model", summary: "fill weights",
      arguments: [
        ArgumentSpec("LAYER", .layer),
        ArgumentSpec("HOW", .word(.choice("default", "orthogonal", "zeros"))),
      ]),
    CommandSpec(
      "show", family: "looking", summary: "draw",
      forms: ["hidden", "gates", "gradients"].map {
        CommandForm([.keyword($0)], options: [OptionSpec("layer", .layer), OptionSpec("t", .range)])
      }, isLook: true),
    CommandSpec(
      "plot", family: "looking", summary: "draw lists", arguments: [ArgumentSpec("LIST", .list, isRepeated: true)],
      isLook: true),
    CommandSpec(
      "explain", family: "looking", summary: "tell", arguments: [ArgumentSpec("TOPIC", .verbatim)], isLook: true),
    CommandSpec(
      "timing", family: "looking", summary: "how long", arguments: [ArgumentSpec("COMMAND", .command)]),
    CommandSpec("save", family: "files", summary: "keep the model", arguments: [ArgumentSpec("FILE", .file)]),
  ],
  measures: [
    MeasureSpec("loss", "the training loss"), MeasureSpec("step", "updates so far"),
    MeasureSpec("valid.loss", "the loss on validation data"), MeasureSpec("t", "the time step of the stepper"),
  ],
  probes: [
    FunctionSpec("grad", "grad(layer, t)", "norm of dL/dh at t"), FunctionSpec("hidden", "hidden(layer, t)", "h at t"),
    FunctionSpec("gate", "gate(layer, name, t)", "a gate at t"),
  ])

func parse(_ text: String, definedCommands: Set<String> = []) -> (program: Program, diagnostics: [Diagnostic]) {
  Parser(sampleTable, definedCommands: definedCommands).parse(SourceText(name: "a.rnn", text: text))
}

/// Every message of a text as `line:column: sentence`.
func complaints(_ text: String) -> [String] {
  parse(text).diagnostics.map { "\($0.position.line):\($0.position.column): \($0.sentence)" }
}
