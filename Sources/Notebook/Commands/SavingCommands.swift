import Script
import SequenceEngine

/// Models to files and back.
enum SavingCommands {
  static let all: [NotebookCommand] = [save, load]

  private static let save = NotebookCommand(
    CommandSpec(
      "save", family: "training", summary: "save the model with its optimizer, to go on later or in PyTorch",
      arguments: [ArgumentSpec("FILE", .file, "a .safetensors file")], examples: ["save \"gated.safetensors\""],
      help: """
        Weights stand under PyTorch's names and in its layout behind the layer's name. An existing file is replaced only when
        the new one is complete.
        """), changesWorkspace: false
  ) { command, context in
    guard let argument = command.argument("FILE") else { return }
    let (entry, state) = try context.requireModel()
    let path = try context.path(argument)
    try context.endCheck()
    let settings = context.workspace.settings
    let data = try context.requireData()
    try Checkpoint(state: state, shape: data.shape, settings, batch: data.batch).save(to: path.absolute)
    context.answer("\(entry.name) saved to \(path.written)")
  }

  private static let load = NotebookCommand(
    CommandSpec(
      "load", family: "training", summary: "load a saved model, or weights by name into the current one",
      arguments: [ArgumentSpec("FILE", .file, "a .safetensors, .npz or .h5 file")],
      examples: ["load \"gated.safetensors\"", "load \"keras.weights.h5\""],
      help: """
        A file that Unroll saved brings the whole model and how it was trained: optimizer, clip, loss, batch, seed and all else
        that training on depends on, so that it goes on bit for bit on the same data. Their parts are drawn by that seed.

        Any other .safetensors file or a .npz of numpy fills the current model's weights by PyTorch's names, a .weights.h5 of
        Keras or a .npz with its names by layers, gates put into our order; or it says what is missing, left over or of
        another shape and loads nothing.

        Numbers that are not finite are loaded and told, and so is that the symbols of the data are not those that the model
        was trained on.
        """)
  ) { command, context in
    guard let argument = command.argument("FILE") else { return }
    let path = try context.path(argument)
    try context.endCheck(reading: path.absolute, largest: 0)
    let content = try Checkpoint.load(path.absolute) { done, total in
      try context.progress(Progress("reading", done: done, total: total))
    }
    switch content {
    case .checkpoint(let checkpoint): try adopt(checkpoint, path.written, context)
    case .weights(let file):
      var (entry, state) = try context.requireModel()
      let plan = try ModelPlan(state.description, for: try context.requireData().shape)
      state.parameters = try Checkpoint.weights(of: file, for: plan, path: path.written)
      state.optimizer = nil
      state.meanings = nil
      entry.state = state
      context.workspace.update(entry)
      context.answer("\(entry.name) has the weights of \(path.written)")
      warn(of: state, plan, context)
    }
  }

  private static func adopt(_ checkpoint: Checkpoint, _ path: String, _ context: CommandContext) throws {
    let description = checkpoint.state.description
    var settings = checkpoint.settings
    if context.workspace.seedIsFixed { settings.seed = context.workspace.seed }
    // The parts of the data are drawn by seed: with another one the model would be scored on what it has learned from.
    let data = try context.workspace.dataset.map { try $0.with(batch: checkpoint.batch, seed: settings.seed) }
    if let data, !checkpoint.shape.serves(description, on: data.shape) {
      throw SessionError(
        "the model in \(path) was made for other data: it reads \(checkpoint.shape.input.sentence), and these data are "
          + data.shape.input.sentence,
        hint: "load the data it was trained on first")
    }
    if let data { try context.take(data, replacing: checkpoint.state.description.name) }
    if let batch = checkpoint.batch { context.workspace.batch = batch }
    var entry = ModelEntry(name: checkpoint.state.description.name, settings: ModelSettings(settings))
    entry.description = checkpoint.state.description
    entry.state = checkpoint.state
    entry.shape = checkpoint.shape
    if entry.description.layers.contains(where: { $0.side == .decoder }) { entry.side = .decoder }
    entry.layerNumber =
      entry.description.layers.compactMap { layer in
        // A number that nobody counts to is a name.
        Int(String(layer.name.reversed().prefix { $0.isNumber }.reversed())).flatMap { $0 < 1_000_000 ? $0 : nil }
      }.max() ?? 0
    context.workspace.update(entry)
    context.workspace.current = entry.name
    context.workspace.settings = settings
    let updates = entry.state?.updates ?? 0
    context.answer(
      "\(entry.name) loaded from \(path): \(counted(updates, "update")) \(updates == 1 ? "was" : "were") made")
    warn(of: checkpoint.state, try ModelPlan(description, for: checkpoint.shape), context)
    context.warnOfOtherSymbols(entry.name)
  }

  /// Weights of a run that exploded are loaded to be looked at, and not without a word.
  private static func warn(of state: ModelState, _ plan: ModelPlan, _ context: CommandContext) {
    guard let found = NonFiniteNumbers(state, plan) else { return }
    let others = found.others > 0 ? ", and some in \(counted(found.others, "more tensor"))" : ""
    context.warn(
      "not finite: \(NumberFormat.integer.text(Double(found.count))) of \(counted(found.size, "number")) of "
        + "\(found.tensor)\(others); the model is loaded to be looked at, and neither computes nor trains as it should")
  }
}

extension InputKind {
  /// In words: `vectors of 2 numbers`.
  var sentence: String {
    switch self {
    case .vector(let size): "vectors of \(counted(size, "number"))"
    case .token(let vocabulary): "tokens out of \(vocabulary)"
    }
  }
}
