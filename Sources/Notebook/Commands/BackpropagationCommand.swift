import Script
import SequenceEngine

/// `bptt`: how far back through time the gradient is carried.
enum BackpropagationCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "bptt", family: "training", summary: "how far back through time the gradient is carried",
      forms: [
        CommandForm([.keyword("full")], options: [recomputing], summary: "to the start of the sequence"),
        CommandForm(
          [ArgumentSpec("K", .integer, "time steps")],
          options: [
            OptionSpec("every", .integer, "time steps whose losses are carried back together", default: "K"),
            recomputing,
          ],
          summary: "so many time steps back"),
      ], examples: ["bptt full", "bptt 20", "bptt 40 every=10", "bptt full checkpoint=yes"],
      help: """
        bptt K cuts the sequence into pieces of K time steps; gradients stop at their borders, and the state is carried across.
        With every=K1 the losses of each K1 steps are carried back to K steps before their end, so that each reaches back
        K - K1 steps or more: BPTT(K; K1) of Williams and Peng, 1990. A step costs about K/K1 times as much. Pieces are
        counted from the end where there is one target for the sequence, from the start otherwise. K of the length or more
        is full BPTT. The reach is the current model's; a new model takes it over.

        Of an encoder-decoder each side is cut by its own time steps: the encoder's pieces are counted from its last step, where
        the decoder's start state sends its gradient, the decoder's from its first. That gradient and those of attention are
        carried whole. show truncation tells what a length leaves out.

        With checkpoint=yes the states of every √T-th time step alone are kept, and what lies between is computed again on
        the way back: the same gradients bit for bit, in memory of about √T time steps, for one more forward pass.
        """)
  ) { command, context in
    var wanted = Backpropagation(recomputes: try command.option("checkpoint").map { try context.flag($0) } ?? false)
    if let argument = command.argument("K") {
      let reach = try context.integer(argument)
      wanted.reach = reach
      if let every = command.option("every") { wanted.segment = try context.integer(every, 1...reach) }
    }
    if let (entry, data) = context.fittedModel {
      try ModelPlan(entry.description, for: data.shape).check(wanted)
    }
    context.workspace.settings.backpropagation = wanted
    context.answer(context.settingOwner + (try sentence(wanted, context)))
  }

  private static let recomputing = OptionSpec(
    "checkpoint", .flag, "keep states every √T time steps and compute the rest again", default: "no")

  private static func sentence(_ wanted: Backpropagation, _ context: CommandContext) throws -> String {
    var text = "full BPTT"
    if let reach = wanted.reach {
      let segment = wanted.segment ?? reach
      text =
        segment == reach
        ? "BPTT in pieces of \(reach) time steps"
        : segment == 1
          ? "BPTT of each time step's loss by itself, through \(reach) steps"
          : "BPTT of every \(segment) time steps' losses, back to \(reach) steps before their end"
    }
    if wanted.recomputes { text += ", activations computed again on the way back" }
    guard let (entry, data) = context.fittedModel else { return text }
    let plan = try ModelPlan(entry.description, for: data.shape)
    if plan.decoderStart != nil {
      return wanted == .full ? text : text + "\n" + plan.whatTruncationLeaves.joined(separator: "\n")
    }
    let batch = data.trainingBatch(0)
    let scalarSize = context.workspace.settings.precision == .float ? 4 : 8
    func memory(_ backpropagation: Backpropagation) -> String {
      plan.batchMemory(steps: batch.steps, rows: batch.rows, scalarSize: scalarSize, backpropagation).description
    }
    text += "; a batch of \(batch.rows) × \(batch.steps) steps takes \(memory(wanted))"
    return wanted == .full ? text : text + " (full BPTT: \(memory(.full)))"
  }
}

extension CommandContext {
  /// The current model when it has weights for the data that there are.
  fileprivate var fittedModel: (entry: ModelEntry, data: Dataset)? {
    guard workspace.doubts == nil, let entry = workspace.currentModel, entry.state != nil, let data = workspace.dataset
    else { return nil }
    return (entry, data)
  }
}
