import Script
import SequenceEngine

/// How training is done: loss, optimizer, clipping, truncation, precision.
enum TrainingSettingsCommands {
  static let all: [NotebookCommand] = [loss, optimizer, clip, bptt, precision]

  private static let loss = NotebookCommand(
    CommandSpec(
      "loss", family: "training", summary: "choose what training minimises",
      arguments: [
        ArgumentSpec("KIND", .word(Vocabulary("loss", choices: Loss.allCases.map(\.rawValue))), "the loss")
      ], examples: ["loss mse", "loss huber"],
      help:
        "Without it the kind of target decides: cross_entropy for classes, mse for numbers, binary_cross_entropy for bits."
    )
  ) { command, context in
    guard let argument = command.argument("KIND") else { return }
    let loss: Loss = try context.choice(argument, "loss")
    if let data = context.workspace.dataset, !loss.fits(data.shape.target) {
      throw context.failure(
        "\(loss.rawValue) does not fit these targets", at: argument,
        hint: "take \(Loss.fitting(data.shape.target).rawValue)")
    }
    context.workspace.settings.loss = loss
    context.answer("loss \(loss.rawValue)")
  }

  private static let optimizer = NotebookCommand(
    CommandSpec(
      "optimizer", family: "training", summary: "choose how a gradient changes the weights",
      arguments: [
        ArgumentSpec(
          "KIND", .word(Vocabulary("optimizer", choices: Optimizer.Rule.allCases.map(\.rawValue))), "the rule")
      ],
      options: [
        OptionSpec("rate", .number, "the learning rate", default: "PyTorch's"),
        OptionSpec("momentum", .number, "memory of momentum and nesterov", default: "0.9"),
        OptionSpec("decay", .number, "memory of rmsprop (0.99) and adadelta (0.9)"),
        OptionSpec("beta1", .number, "memory of adam's mean", default: "0.9"),
        OptionSpec("beta2", .number, "memory of adam's squares", default: "0.999"),
        OptionSpec("epsilon", .number, "added to the root"),
        OptionSpec("weight_decay", .number, "pull of the weights to 0"),
      ], examples: ["optimizer adam rate=0.003", "optimizer rmsprop"],
      help: "What an optimizer of another kind remembered is forgotten. The start is: optimizer adam rate=0.001")
  ) { command, context in
    guard let argument = command.argument("KIND") else { return }
    var optimizer = Optimizer(try context.choice(argument, "optimizer"))
    if let rate = command.option("rate") { optimizer.rate = try context.positive(rate) }
    if let momentum = command.option("momentum") { optimizer.momentum = try context.number(momentum, 0...1) }
    if let decay = command.option("decay") { optimizer.decay = try context.number(decay, 0...1) }
    if let beta = command.option("beta1") { optimizer.beta1 = try context.number(beta, 0...0.999999) }
    if let beta = command.option("beta2") { optimizer.beta2 = try context.number(beta, 0...0.9999999) }
    if let epsilon = command.option("epsilon") { optimizer.epsilon = try context.positive(epsilon) }
    if let decay = command.option("weight_decay") { optimizer.weightDecay = try context.number(decay, 0...1000) }
    if optimizer.rule != context.workspace.settings.optimizer.rule {
      for index in context.workspace.models.indices { context.workspace.models[index].state?.optimizer = nil }
    }
    context.workspace.settings.optimizer = optimizer
    context.answer("optimizer \(optimizer.rule.rawValue) rate=\(Value.number(optimizer.rate).literal)")
  }

  private static let clip = NotebookCommand(
    CommandSpec(
      "clip", family: "training", summary: "bound the gradient before it is applied",
      forms: [
        CommandForm([.keyword("off")], summary: "no bound"),
        CommandForm(
          options: [OptionSpec("norm", .number, "longest norm of the whole gradient")], summary: "scale it down"),
        CommandForm(
          options: [OptionSpec("value", .number, "largest size of one element")], summary: "cut every element"),
      ], examples: ["clip norm=1", "clip value=5", "clip off"],
      help: "clip norm=… scales the whole gradient down to this norm when it is longer, which keeps its direction.")
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.settings.clipping = .off
      context.answer("clipping is off")
    } else if let norm = command.option("norm") {
      context.workspace.settings.clipping = .norm(try context.positive(norm))
      context.answer("gradients longer than \(try context.text(of: norm)) are scaled down to it")
    } else if let value = command.option("value") {
      context.workspace.settings.clipping = .value(try context.positive(value))
      context.answer("every element of a gradient stays within ±\(try context.text(of: value))")
    } else {
      throw SessionError("clip what?", hint: "say clip norm=1, clip value=5 or clip off")
    }
  }

  private static let bptt = NotebookCommand(
    CommandSpec(
      "bptt", family: "training", summary: "how far back through time the gradient is carried",
      forms: [
        CommandForm([.keyword("full")], summary: "to the start of the sequence"),
        CommandForm([ArgumentSpec("K", .integer, "time steps")], summary: "in pieces of K time steps"),
      ], examples: ["bptt full", "bptt 20"],
      help: """
        With K, backpropagation stops at the borders of pieces of K time steps; the state is carried across. Pieces are counted
        from the end where there is one target for the sequence, from the start otherwise. K of the length or more is full BPTT.
        """)
  ) { command, context in
    guard let argument = command.argument("K") else {
      context.workspace.settings.truncation = nil
      context.answer("full BPTT")
      return
    }
    let length = try context.integer(argument)
    context.workspace.settings.truncation = length
    context.answer("BPTT in pieces of \(length) time steps")
  }

  private static let precision = NotebookCommand(
    CommandSpec(
      "precision", family: "training", summary: "train in float (fast) or double (for proof)",
      arguments: [ArgumentSpec("KIND", .word(.choice("float", "double")), "the precision")],
      examples: ["precision double"])
  ) { command, context in
    guard let argument = command.argument("KIND") else { return }
    let precision: Precision = try context.choice(argument, "precision")
    context.workspace.settings.precision = precision
    context.answer("training in \(precision.rawValue)")
  }
}

extension CommandContext {
  /// A number as the language writes it.
  func text(of argument: Argument) throws -> String { Value.number(try number(argument)).literal }
}
