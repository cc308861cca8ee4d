import Script
import SequenceEngine

/// `regularize`: what is added to the loss while a model is trained.
enum RegularizeCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "regularize", family: "training", summary: "add a penalty to the loss while training",
      forms: [
        CommandForm([.keyword("off")], summary: "none"),
        CommandForm(
          options: [
            OptionSpec("weight", .number, "λ of λ/2 Σ w² over all matrices", default: "0"),
            OptionSpec("flow", .number, "ω of ω Ω, what keeps the size of dL/dh from step to step", default: "0"),
          ], summary: "on large weights, on gradients that change their size"),
      ], examples: ["regularize weight=1e-4", "regularize flow=2", "regularize off"],
      help: """
        weight= adds λ/2 Σ w² over all matrices that are trained. It is a part of the gradient, and so goes through clip and the
        optimizer's memory; optimizer adamw weight_decay=… shrinks the weights beside them.

        flow= adds ω Ω (Pascanu, Mikolov, Bengio 2013), Ω = Σ_t (‖dL/ds(t) · ds(t)/ds(t-1)‖ / ‖dL/ds(t)‖ - 1)², s all states of a
        recurrent layer: a gradient that keeps its size from step to step neither vanishes nor explodes. As in the paper the
        matrices of each step alone are moved for it; dL/ds(t), the states, the slopes of the functions and the gates stand
        still. It goes with every cell whose matrices read the states of the step before (rnn, lstm, gru and others), and with
        bptt full or bptt K.

        The loss that training tells has both; evaluate stays with the plain one, and the measure `penalty` is what was added.
        They are the current model's; a new model takes them over.
        """)
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.settings.regularisation = .off
      return context.answer("\(context.settingOwner)nothing is added to the loss")
    }
    guard command.option("weight") != nil || command.option("flow") != nil else {
      throw SessionError("regularize what?", hint: "say regularize weight=1e-4, regularize flow=1 or regularize off")
    }
    var wanted = Regularisation()
    if let weight = command.option("weight") { wanted.weight = try context.number(weight, 0...1e6) }
    if let flow = command.option("flow") { wanted.flow = try context.number(flow, 0...1e6) }
    if let entry = context.workspace.currentModel, context.workspace.doubts == nil, entry.state != nil,
      let data = context.workspace.dataset
    {
      try ModelPlan(entry.description, for: data.shape).check(
        wanted, context.workspace.settings.backpropagation)
    }
    context.workspace.settings.regularisation = wanted
    var parts: [String] = []
    if wanted.weight > 0 { parts.append("\(Value.number(wanted.weight).literal)/2 Σ w²") }
    if wanted.flow > 0 { parts.append("\(Value.number(wanted.flow).literal) Ω") }
    context.answer(
      context.settingOwner
        + (parts.isEmpty
          ? "nothing is added to the loss" : "the loss of training has \(parts.joined(separator: " + ")) more"))
  }
}

extension Regularisation {
  /// As the language writes it.
  var command: String {
    guard self != .off else { return "regularize off" }
    return "regularize" + (weight > 0 ? " weight=\(Value.number(weight).literal)" : "")
      + (flow > 0 ? " flow=\(Value.number(flow).literal)" : "")
  }
}
