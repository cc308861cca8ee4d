import Glibc
import Script
import SequenceEngine

/// Tries remedies one after the other on copies of the session, each from the same state, and tells what they did.
struct RemedyTrials {
  private let entry: ModelEntry
  private let state: ModelState
  private let data: Dataset
  private let pass: RecordedPass
  private let context: CommandContext
  /// The layer whose gradient is told, by name.
  private let layer: String?
  /// The update at which the gradient exploded, where that is known.
  private let start: Int?

  fileprivate struct Outcome {
    var lines: [String]
    /// Mean loss of the last updates; NaN when the trial failed.
    var loss = Double.nan
    /// Norm of the states' gradient at the far end of time over that at the near end.
    var ratio = Double.nan
    var halfLife: Double?
    var failure: String?

    var name: String { lines.isEmpty ? "as it is" : legible(lines.joined(separator: "; ")) }
  }

  init(
    _ entry: ModelEntry, _ state: ModelState, _ data: Dataset, _ pass: RecordedPass, _ diagnosis: Diagnosis,
    _ context: CommandContext
  ) {
    (self.entry, self.state, self.data, self.pass, self.context) = (entry, state, data, pass, context)
    layer = diagnosis.findings.compactMap(\.layer).first ?? pass.layers.first?.name
    start = diagnosis.findings.first { $0.kind == .exploding && $0.update ?? 0 > 0 }?.update
  }

  /// - Parameter view: what a pane shows of it, which gets each trial as it ends.
  func run(_ remedies: [[String]], updates: Int, view: DiagnosisSnapshot) throws {
    var view = view
    let all = [[]] + remedies
    var outcomes: [Outcome] = []
    for (number, lines) in all.enumerated() {
      outcomes.append(
        try attempt(lines, updates) { made in
          try context.progress(
            Progress(
              "trying", done: number * updates + made, total: all.count * updates, detail: Outcome(lines: lines).name))
        })
      view.trials.append(outcomes[number].trial)
      context.show(.diagnosis(view))
    }
    context.answer(.table(table(outcomes, updates)))
    let failures = outcomes.compactMap { own in own.failure.map { "\(own.name): \(legible($0))" } }
    if !failures.isEmpty { context.answer(failures.joined(separator: "\n")) }
    for outcome in outcomes {
      context.record(
        "remedy",
        [
          ("lines", .list(outcome.lines.map { .text($0) })), ("loss", .number(outcome.loss)),
          ("gradient_ratio", .number(outcome.ratio)), ("half_life", outcome.halfLife.map { .number($0) } ?? .nothing),
          ("failure", outcome.failure.map { .text($0) } ?? .nothing),
        ])
    }
    context.answer(verdict(outcomes))
  }

  // MARK: One trial

  /// Runs the lines on a copy, makes the updates, and unrolls the shown example.
  private func attempt(_ lines: [String], _ updates: Int, _ progress: (Int) throws -> Void) throws -> Outcome {
    var outcome = Outcome(lines: lines)
    let own = Interpreter(environment: context.environment)
    own.workspace = context.workspace
    own.workspace.stepper = nil
    own.workspace.compared = []
    own.workspace.checkpoints = nil
    do {
      for line in lines {
        let source = SourceText(name: "doctor", text: line)
        let place = Interpreter.Place(source: source, folder: context.folder)
        for statement in Parser(CommandRegistry.table).parse(source).program.statements {
          try own.run(statement, at: place)
        }
      }
      guard let model = own.workspace.currentModel?.state, let data = own.workspace.dataset else {
        outcome.failure = "the model does not fit"
        return outcome
      }
      let trainer = try Trainer(model, data, own.workspace.settings)
      var losses: [Double] = []
      for made in 0..<updates {
        if made.isMultiple(of: 5) { try progress(made) } else { try context.checkInterrupt() }
        // Every remedy learns from the batches that the model would see next.
        losses.append(try trainer.advance(batchOf: state.updates + made).loss)
      }
      outcome.loss = losses.suffix(10).reduce(0, +) / Double(max(losses.suffix(10).count, 1))
      try look(trainer.state, data, own.workspace.settings, &outcome)
    } catch let error as Interruption {
      throw error
    } catch let fault as TrainingFault {
      outcome.failure = "not finite at update \(fault.update), in \(fault.layer)"
    } catch let error as Diagnostic {
      outcome.failure = error.message
    } catch {
      outcome.failure = "\(error)"
    }
    return outcome
  }

  private func look(
    _ state: ModelState, _ data: Dataset, _ settings: TrainingSettings, _ outcome: inout Outcome
  ) throws {
    let run = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: settings.loss(for: data.shape),
      example: pass.example)
    // A layer that was replaced stands in the place of the one that it replaced.
    let place = pass.layers.firstIndex { $0.name == layer } ?? 0
    guard run.layers.indices.contains(place) else { return }
    let horizon = run.horizon(layer: place)
    let way = run.layers[place].isReversed ? horizon.norms.reversed() : horizon.norms
    if let far = way.first, let near = way.last(where: { $0 > 0 }) { outcome.ratio = far / near }
    outcome.halfLife = horizon.halfLife
  }

  // MARK: What came of it

  private func table(_ outcomes: [Outcome], _ updates: Int) -> Table {
    var table = Table(
      "\(entry.name)   each tried for \(NumberFormat.integer.text(Double(updates))) updates from the same state",
      columns: [
        .init("remedy"), .init("loss", .number), .init("far/near", .number), .init("half-life", .number),
      ])
    for outcome in outcomes {
      table.rows.append([
        .text(outcome.name),
        outcome.failure == nil ? .number(outcome.loss) : .missing,
        outcome.failure == nil ? .number(outcome.ratio) : .missing, .halfLife(outcome.halfLife),
      ])
    }
    return table
  }

  private func verdict(_ outcomes: [Outcome]) -> String {
    let tried = outcomes.dropFirst().filter { $0.failure == nil && $0.loss.isFinite }
    guard let best = tried.min(by: { $0.loss < $1.loss }) else {
      return "none of the remedies could be trained with"
        + (start.map { "; the weights were spoilt at update \($0): rewind \($0 - 1), then doctor again" } ?? "")
    }
    let present = outcomes[0]
    var lines: [String] = []
    if present.failure == nil, present.loss.isFinite, best.loss >= present.loss {
      lines.append("none of the remedies lowered the loss in so few updates; try more, for example: doctor try=500")
    } else {
      lines += ["the lowest loss is that of:"] + Self.written(best)
    }
    // A cure of the gradient shows in the loss only after many updates, so it is told by itself.
    let carried = tried.filter { $0.evenness.isFinite }.min { $0.evenness < $1.evenness }
    if let carried, carried.lines != best.lines, !(present.evenness <= carried.evenness) {
      let vanishes = carried.ratio < DiagnosisSnapshot.vanishing
      lines +=
        [
          vanishes
            ? "the gradient vanishes with each of them, least with:"
            : "the gradient keeps its size best over time with:"
        ] + Self.written(carried)
    }
    return (lines + ["The model is as it was; the lines apply a remedy."]).joined(separator: "\n")
  }

  private static func written(_ outcome: Outcome) -> [String] { outcome.lines.map { "    \(legible($0))" } }
}

extension RemedyTrials.Outcome {
  fileprivate var trial: DiagnosisSnapshot.Trial {
    DiagnosisSnapshot.Trial(lines: lines, loss: loss, ratio: ratio, halfLife: halfLife, failure: failure)
  }

  /// How many powers of ten the gradient changes by from the near end of time to the far one.
  fileprivate var evenness: Double { ratio > 0 ? abs(log10(ratio)) : .infinity }
}
