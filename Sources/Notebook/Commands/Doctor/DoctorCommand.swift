import Script
import SequenceEngine

/// `doctor`: what is wrong with the current model, and which remedy helps, each tried on a copy.
enum DoctorCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "doctor", family: "looking",
      summary: "find what is wrong with the model, try remedies on a copy, tell which helps",
      options: [OptionSpec("try", .integer, "updates that each remedy is tried for; 0 tries none", default: "50")],
      examples: ["doctor", "doctor try=200", "doctor try=0"],
      help: """
        Looks for numbers that are none, exploding and vanishing gradients, a loss stuck at the baseline, dead units
        and saturation, in the shown example (else the first), the history of the training and the next update, and
        tells each with its place. Every remedy starts from the model as it is; the model itself and its settings stay
        untouched. Ctrl-C stops the trying. far/near is the norm of the states' gradient, of an LSTM that of h and c,
        at the far end of time over that at the near one. The lines that apply the best remedy stand at the end.
        """), changesWorkspace: false
  ) { command, context in
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    let updates = try command.option("try").map { try context.integer($0, 0...1_000_000) } ?? 50
    try context.endCheck()
    var own = context.workspace
    let pass = try own.recordedPass()
    let settings = context.workspace.settings
    let loss = settings.loss(for: data.shape)
    let diagnosis = Diagnosis(
      pass, history: entry.history, baseline: data.baselineLoss(under: loss),
      fault: try nextFault(state, data, settings))
    tell(diagnosis, entry, context)
    var view = DiagnosisSnapshot(
      model: entry.name, updates: state.updates, findings: diagnosis.findings.map { DiagnosisSnapshot.Finding($0) })
    guard !diagnosis.findings.isEmpty, updates > 0 else { return context.show(.diagnosis(view)) }
    let remedies = Remedies(entry, data, settings).remedies(for: diagnosis)
    (view.triedFor, view.trialCount) = (updates, remedies.count + 1)
    context.show(.diagnosis(view))
    try RemedyTrials(entry, state, data, pass, diagnosis, context).run(remedies, updates: updates, view: view)
  }

  /// Why the next update cannot be made, from a trial of it.
  private static func nextFault(
    _ state: ModelState, _ data: Dataset, _ settings: TrainingSettings
  ) throws -> TrainingFault? {
    let trainer = try Trainer(state, data, settings)
    do {
      _ = try trainer.advance()
      return nil
    } catch {
      return error
    }
  }

  private static func tell(_ diagnosis: Diagnosis, _ entry: ModelEntry, _ context: CommandContext) {
    guard !diagnosis.findings.isEmpty else {
      let trained = entry.state?.updates == 0 ? "; it is untrained, so nothing is known of its training" : ""
      return context.answer("\(entry.name): nothing is wrong that doctor looks for\(trained)")
    }
    let lines = diagnosis.findings.enumerated().map { "\($0.offset + 1). \($0.element.sentence)" }
    context.answer("\(entry.name), worst first:\n" + lines.joined(separator: "\n"))
    for finding in diagnosis.findings {
      context.record(
        "finding",
        [
          ("model", .text(entry.name)), ("kind", .text("\(finding.kind)")),
          ("layer", finding.layer.map { .text($0) } ?? .nothing), ("gate", finding.gate.map { .text($0) } ?? .nothing),
          ("unit", finding.unit.map { .number(Double($0)) } ?? .nothing),
          ("t", finding.timeStep.map { .number(Double($0)) } ?? .nothing),
          ("update", finding.update.map { .number(Double($0)) } ?? .nothing), ("amount", .number(finding.amount)),
        ])
    }
  }
}

extension DiagnosisSnapshot.Finding {
  init(_ finding: Diagnosis.Finding) {
    self.init(
      kind: "\(finding.kind)", sentence: finding.sentence, layer: finding.layer, gate: finding.gate,
      unit: finding.unit, timeStep: finding.timeStep, update: finding.update)
  }
}

extension Diagnosis.Finding {
  /// What is wrong and where, in words.
  var sentence: String {
    let format = NumberFormat.significant(3)
    let at = timeStep.map { " at t = \($0)" } ?? ""
    let who = layer ?? "the model"
    switch kind {
    case .notFinite:
      if let update { return "not finite: update \(update) cannot be made; \(who) gives no number\(at)" }
      let value = gate.map { " of \($0)\(unit.map { "[\($0)]" } ?? "")" } ?? ""
      return "not finite: the shown example loses its numbers in \(who)\(value)\(at)"
    case .exploding:
      if let update {
        return "exploding: the gradient of update \(update) was \(format.text(amount)) times that of before"
      }
      return
        "exploding: the gradient of \(who) grows \(format.text(amount)) times on its way back, "
        + "a thousand times by\(at.dropFirst(3)); "
        + "largest in unit \(unit ?? 1)\(gate.map { ", through \($0)" } ?? "")"
    case .stuck:
      let share = amount < 10 ? "\(NumberFormat.percent(0).text(amount)) of" : "\(format.text(amount)) times"
      return "stuck: the loss is \(share) the baseline, that of knowing nothing"
    case .vanishing:
      let heard =
        timeStep.map { "nothing \(isReversed ? "later" : "earlier") than t = \($0) is heard" } ?? "nothing is heard"
      let half =
        amount.isFinite && amount > 0 ? ", halving every \(NumberFormat.significant(2).text(amount)) steps" : ""
      return
        "vanishing: in \(who) \(heard)\(half)"
        + (gate.map { "; the gate that lets least of the past through is \($0)" } ?? "")
        + (heldValue.map { ", held at \(format.text($0)) by hand" } ?? "")
    case .dead:
      return amount == 1
        ? "dead: unit \(unit ?? 1) of \(who) never moves"
        : "dead: \(NumberFormat.integer.text(amount)) units of \(who) never move, the first is unit \(unit ?? 1)"
    case .saturated:
      let worst = gate.map { ", most in \($0)[\(unit ?? 1)]" } ?? ""
      return
        "saturated: \(NumberFormat.percent(0).text(amount)) of the values of \(who) sit where their function is flat"
        + worst
    }
  }
}
