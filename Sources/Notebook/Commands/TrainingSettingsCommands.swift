import Script
import SequenceEngine

/// How training is done: loss, optimizer, clipping, truncation, precision.
enum TrainingSettingsCommands {
  static let all: [NotebookCommand] = [
    loss, optimizer, ScheduleCommand.command, clip, BackpropagationCommand.command, RegularizeCommand.command,
    ConstrainCommand.command,
    TeacherForcingCommand.command, precision,
  ]

  private static let loss = NotebookCommand(
    CommandSpec(
      "loss", family: "training", summary: "choose what training minimises",
      arguments: [
        ArgumentSpec("KIND", .word(Vocabulary("loss", choices: Loss.allCases.map(\.rawValue))), "the loss")
      ],
      options: [
        OptionSpec("smoothing", .number, "share of the target that all classes have in common", default: "0"),
        OptionSpec("weights", .word(.choice("none", "balanced")), "what classes count", default: "none"),
      ],
      examples: ["loss mse", "loss huber", "loss cross_entropy smoothing=0.1", "loss cross_entropy weights=balanced"],
      help: """
        Without it the kind of target decides: cross_entropy for classes, mse for numbers, binary_cross_entropy for bits.
        With weights=balanced a class counts n / (C n_c), n_c how often the training part has it, so that rare ones have as
        much part as frequent ones. Smoothing (Szegedy et al. 2016) and weights are for training, and the loss that it tells
        has them; evaluate and everything that is looked at stay with the plain cross-entropy.
        """
    )
  ) { command, context in
    guard let argument = command.argument("KIND") else { return }
    let loss: Loss = try context.choice(argument, "loss")
    if let data = context.workspace.dataset, !loss.fits(data.shape.target) {
      throw context.failure(
        "\(loss.rawValue) does not fit these targets", at: argument,
        hint: "take \(Loss.fitting(data.shape.target).rawValue)")
    }
    let smoothing = try command.option("smoothing").map { try context.number($0, 0...0.999) } ?? 0
    let balances = try command.option("weights").map { try context.word($0) == "balanced" } ?? false
    for option in [command.option("smoothing"), command.option("weights")] where loss != .crossEntropy {
      guard let option else { continue }
      throw context.failure("\(option.name.text)= goes with cross_entropy alone", at: option)
    }
    context.workspace.settings.loss = loss
    context.workspace.settings.smoothing = smoothing
    context.workspace.settings.balancesClasses = balances
    context.answer(
      "loss \(loss.rawValue)" + (smoothing > 0 ? " smoothing=\(Value.number(smoothing).literal)" : "")
        + (balances ? " weights=balanced" : ""))
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
      help: """
        It is the current model's; a new model takes it over. What an optimizer of another kind remembered is forgotten. The
        start is: optimizer adam rate=0.001
        """)
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
    optimizer.schedule = context.workspace.settings.optimizer.schedule
    if optimizer.rule != context.workspace.settings.optimizer.rule {
      for index in context.workspace.models.indices
      where context.workspace.models[index].name == context.workspace.current {
        context.workspace.models[index].state?.optimizer = nil
      }
    }
    context.workspace.settings.optimizer = optimizer
    context.answer(
      "\(context.settingOwner)optimizer \(optimizer.rule.rawValue) rate=\(Value.number(optimizer.rate).literal)")
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
        CommandForm(
          options: [OptionSpec("layer", .number, "longest norm of a layer's gradient")],
          summary: "scale each layer's gradient down by itself"),
        CommandForm(
          options: [OptionSpec("step", .number, "longest norm of dL/dh(t) of a sequence")],
          summary: "scale what arrives at each time step down, on the way back"),
      ], examples: ["clip norm=1", "clip value=5", "clip layer=1", "clip step=1", "clip off"],
      help: """
        clip norm=… scales the whole gradient down to this norm when it is longer, which keeps its direction. clip layer=…
        does so with the gradient of each layer, all its weights together: a layer that explodes does not hush the others.
        clip step=… does so at every time step of every sequence while the gradient goes back: what arrives at the states of a
        recurrent layer, dL/dh(t) and what t + 1 sent to c, is scaled down before it goes on, so that it cannot explode on the
        way. L is the loss of that sequence alone, so the numbers are those of show gradients.
        The bound is the current model's; a new model takes it over.
        """)
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.settings.clipping = .off
      context.answer("\(context.settingOwner)clipping is off")
    } else if let norm = command.option("norm") {
      context.workspace.settings.clipping = .norm(try context.positive(norm))
      context.answer("\(context.settingOwner)gradients longer than \(try context.text(of: norm)) are scaled down to it")
    } else if let value = command.option("value") {
      context.workspace.settings.clipping = .value(try context.positive(value))
      context.answer("\(context.settingOwner)every element of a gradient stays within ±\(try context.text(of: value))")
    } else if let layer = command.option("layer") {
      context.workspace.settings.clipping = .layer(try context.positive(layer))
      context.answer(
        "\(context.settingOwner)a layer's gradients longer than \(try context.text(of: layer)) are scaled down to it")
    } else if let step = command.option("step") {
      context.workspace.settings.clipping = .step(try context.positive(step))
      context.answer(
        "\(context.settingOwner)a gradient longer than \(try context.text(of: step)) at a time step is scaled down to it on "
          + "the way back")
    } else {
      throw SessionError("clip what?", hint: "say clip norm=1, clip value=5, clip layer=1, clip step=1 or clip off")
    }
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
