import Script
import SequenceEngine

/// `check`: gradients beside finite differences, and ledgers that add up.
enum GradientCheckCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "check", family: "training", summary: "compare backpropagation with finite differences, in double",
      examples: ["check"],
      help: """
        Every weight up to 5,000 is moved a little both ways and the change of the loss compared with its gradient; of larger
        models a seeded sample of that many. A stop(…) in a cell cuts a gradient that differences see: it is opened for
        the comparison, and told.
        """, isLook: true)
  ) { _, context in
    let (entry, ownState) = try context.requireModel()
    let data = try context.requireData()
    try context.endCheck()
    var state = ownState
    state.description = try state.description.withOpenStops()
    let whole = data.trainingBatch(state.updates)
    let batch = whole.prefix(rows: 4)
    let loss = context.workspace.settings.loss(for: data.shape)
    let result = try GradientCheck(state, batch, shape: data.shape, loss: loss, seed: context.workspace.seed) {
      try context.progress(Progress("checking", done: $0, total: $1))
    }
    let count = NumberFormat.integer
    let sample = result.checked < result.total ? "a sample of \(count.text(Double(result.checked))) of " : "all "
    guard result.passed else {
      let first = result.failures[0]
      guard first.backpropagated.isFinite else {
        throw SessionError(
          "the gradient of \(first.parameter)[\(first.element)] is not finite, so there is nothing to compare",
          hint: "doctor finds where that begins")
      }
      throw SessionError(
        "\(result.failures.count) of \(result.checked) gradients of \(entry.name) differ from finite differences; first: "
          + "\(first.parameter)[\(first.element)]: \(Value.number(first.backpropagated).literal) by backpropagation, "
          + "\(Value.number(first.numeric).literal) by differences")
    }
    context.answer(
      "the gradients of \(sample)\(count.text(Double(result.total))) weights agree with central differences "
        + "(worst \(NumberFormat.significant(2).text(result.worst)) of the allowed difference)")
    if ownState.description.stopsGradients { context.note("compared with every stop(…) open: training cuts there") }
    try checkLedgers(entry, ownState, data, context)
  }

  /// Adds up the ledger of the first sequence of the batch: every step's gradient is the sum of what each loss sent.
  private static func checkLedgers(
    _ entry: ModelEntry, _ state: ModelState, _ data: Dataset, _ context: CommandContext
  ) throws {
    let example = try data.example(data.scoredPart(.test), 0)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: context.workspace.settings.loss(for: data.shape),
      example: example)
    for number in pass.layers.indices {
      let name = pass.layers[number].name
      let ledger: GradientLedger
      do {
        ledger = try pass.ledger(layer: number) { try context.progress(Progress("checking", done: $0, total: $1)) }
      } catch let error as ModelError {
        // Some layers are not followed loss by loss; their gradients were compared all the same.
        context.note("no ledger of \(name) to add up: \(error)")
        continue
      }
      guard ledger.totals.allSatisfy(\.isFinite) else {
        throw SessionError("the gradient of \(name) is not finite", hint: "doctor finds where that begins")
      }
      let worst = ledger.worstDifference ?? .nan
      guard worst <= 1e-9 else {
        throw SessionError(
          "the ledger of \(name) does not add up to dL/dh: they differ by \(Value.number(worst).literal) of it")
      }
      context.answer(
        "the ledger of \(name) adds up to dL/dh at "
          + (pass.steps == 1 ? "its one time step" : "all \(pass.steps) time steps")
          + " (largest difference below a billionth)")
    }
  }
}
