import Script

/// Words of other tools and of other names for the same thing, each with the line that does it here.
enum FamiliarWords {
  static let all: [Guess] = (commands + choices).map { Guess($0, $1) } + kinds

  private static let commands: [(String, String)] = [
    ("fit", "train steps=<#100>, or train epochs=<#10>"), ("learn", "train steps=<#100>, or train epochs=<#10>"),
    ("optimize", "train steps=<#100>"), ("steps", "train steps=<#100>"), ("iterations", "train steps=<#100>"),
    ("epochs", "train epochs=<#10>"), ("epoch", "train epochs=<#10>"),
    ("lr", "optimizer adam rate=<#0.001>"), ("rate", "optimizer adam rate=<#0.001>"),
    ("learning_rate", "optimizer adam rate=<#0.001>"), ("adam", "optimizer adam rate=<#0.001>"),
    ("sgd", "optimizer sgd rate=<#0.1>"), ("rmsprop", "optimizer rmsprop rate=<#0.001>"),
    ("weight_decay", "optimizer adamw weight_decay=<#0.01>"), ("momentum", "optimizer momentum rate=<#0.1>"),
    ("batch_size", "batch <#32>"), ("batchsize", "batch <#32>"), ("clip_norm", "clip norm=<#1>"),
    ("grad_clip", "clip norm=<#1>"), ("truncate", "bptt <#20>"), ("tbptt", "bptt <#20>"),
    ("layer", "add <lstm 64>"), ("hidden", "show hidden"), ("units", "add lstm <#64>"), ("push", "add <lstm 64>"),
    ("network", "model <plain>"), ("net", "model <plain>"), ("new", "model <plain>"), ("create", "model <plain>"),
    ("delete", "remove <1>"), ("del", "remove <1>"), ("rm", "remove <1>"), ("layers", "summary"),
    ("print_model", "summary"),
    ("describe", "summary"), ("compile", "loss mse, then optimizer adam rate=0.001"),
    ("forward", "pass forward"), ("backward", "pass backward"), ("prev", "back"),
    ("previous", "back"),
    ("gradients", "show gradients"), ("gradient", "show gradients"), ("grads", "show gradients"),
    ("gates", "show gates"), ("weights", "show weights"), ("states", "show hidden"),
    ("attention_map", "show attention"),
    ("visualize", "show hidden"), ("visualise", "show hidden"), ("draw", "show gradients"), ("view", "show hidden"),
    ("test", "evaluate on=test"), ("validate", "evaluate on=valid"), ("eval", "evaluate"), ("score", "evaluate"),
    ("generate", "sample <#100>"), ("infer", "predict <example=1>"), ("inference", "predict <example=1>"),
    ("import", "data csv \"FILE\" for data, load \"FILE\" for weights, or include \"FILE\" for a script"),
    ("dataset", "data <adding>"), ("read", "data csv \"FILE\""), ("from", "include \"FILE\""),
    ("source", "include \"FILE\""), ("exec", "include \"FILE\""),
    ("exit", "quit"), ("q", "quit"), ("bye", "quit"), ("stop_training", "stop patience=5"), ("end", "quit"),
    ("man", "help <train>"), ("h", "help"), ("info", "help <train>"), ("commands", "help"), ("usage", "help"),
    ("while", "repeat N { … }, or train until=CONDITION"), ("function", "def NAME(a, b=2) { … }"),
    ("define", "def NAME(a, b=2) { … }"), ("func", "def NAME(a, b=2) { … }"), ("fn", "def NAME(a, b=2) { … }"),
    ("var", "let NAME = VALUE"), ("const", "let NAME = VALUE"), ("echo", "print <\"text\">"),
    ("time", "timing <train steps=100>"),
    ("grid", "sweep a in [1, 2], b in [3, 4] { … report loss }"),
    ("experiment", "sweep a in [1, 2], b in [3, 4] { … report loss }"),
    ("clear", "run all to begin anew, or undo to take one step back"),
    ("reset", "run all to begin anew, or undo to take one step back"),
    ("revert", "undo"), ("use", "model <plain>"), ("switch", "model <plain>"),
    ("checkpointing", "checkpoint every=100"),
    ("plot_loss", "show loss"), ("curve", "show loss"), ("curves", "show loss"), ("dump", "show weights as=csv"),
  ]

  /// Words of others behind a command.
  private static let choices: [(String, String)] = [
    ("subject: states", "show hidden"), ("subject: state", "show hidden"), ("subject: activations", "show hidden"),
    ("subject: history", "show loss"), ("subject: curve", "show loss"), ("subject: summary", "summary"),
    ("subject: parameters", "show weights"), ("subject: params", "show weights"),
    ("form of 'data': file", "data text <\"FILE\">, or data csv <\"FILE\">"),
    ("form of 'data': load", "data text <\"FILE\">, or data csv <\"FILE\">"),
    ("form of 'clip': gradients", "clip norm=<#1>"), ("form of 'clip': gradient", "clip norm=<#1>"),
    ("form of 'clip': grad", "clip norm=<#1>"),
  ]

  /// A layer kind is put behind `add`.
  private static let kinds = LayerKinds.builtIn.filter { kind in
    !["repeat", "mean", "max", "last"].contains(kind)
  }.map { kind in Guess(kind, "add \(kind) <\(sizes[kind] ?? "64")>") }

  private static let sizes = ["dropout": "0.2", "attention": "dot", "conv": "16", "conv2d": "8", "embedding": "32"]
}
