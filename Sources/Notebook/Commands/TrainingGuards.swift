import Script
import SequenceEngine

/// What watches over a training: early stopping, and saving on the way.
enum TrainingGuards {
  static let all: [NotebookCommand] = [stop, checkpoint]

  private static let stop = NotebookCommand(
    CommandSpec(
      "stop", family: "training", summary: "stop training when the validation loss no longer falls",
      forms: [
        CommandForm([.keyword("off")], summary: "train to the end"),
        CommandForm(options: [OptionSpec("patience", .integer, "reports without a better validation loss")]),
      ], examples: ["stop patience=5", "stop off"],
      help: """
        The validation part is scored at every report of train. After so many reports without a better one training stops, and
        the model is as it was at its best. Prechelt: Early stopping - but when?, 1998.
        """)
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.patience = nil
      context.answer("training goes on to its end")
    } else if let argument = command.option("patience") {
      let patience = try context.integer(argument)
      context.workspace.patience = patience
      context.answer("training stops after \(patience) reports without a better validation loss")
    } else {
      throw SessionError("stop when?", hint: "say stop patience=5 or stop off")
    }
  }

  private static let checkpoint = NotebookCommand(
    CommandSpec(
      "checkpoint", family: "training", summary: "save the model every so many updates of a training",
      forms: [
        CommandForm([.keyword("off")], summary: "save no more"),
        CommandForm(
          [ArgumentSpec("FILE", .file, "a .safetensors file; without it the model's name", isOptional: true)],
          options: [OptionSpec("every", .integer, "updates between two saves", default: "100")]),
      ], examples: ["checkpoint every=100", "checkpoint \"best.safetensors\" every=500", "checkpoint off"])
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.checkpoints = nil
      return context.answer("no checkpoints are saved")
    }
    let every = try command.option("every").map { try context.integer($0) } ?? 100
    let path = try command.argument("FILE").map { try context.path($0) }
    context.workspace.checkpoints = CheckpointPlan(every: every, path: path?.absolute)
    context.answer("the model is saved every \(every) updates to \(path?.written ?? "its name with .safetensors")")
  }
}

/// The validation loss of one model over a training, and the model at its best.
struct EarlyStopping {
  private(set) var best: (score: Evaluation, state: ModelState)?
  private(set) var reportsSinceBest = 0

  /// Takes the score of one report.
  mutating func note(_ score: Evaluation, _ state: @autoclosure () -> ModelState) {
    if let best, !(score.loss < best.score.loss) {
      reportsSinceBest += 1
    } else {
      best = (score, state())
      reportsSinceBest = 0
    }
  }
}
