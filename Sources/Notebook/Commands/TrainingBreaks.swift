import Script
import SequenceEngine

/// Conditions that a training asks after its updates.
///
/// Measures are asked after every update. What needs the example unrolled again is asked every so many updates; how
/// many follows from the sizes of model and batch and not from a clock, so that a training stops at the same update
/// every time.
package struct TrainingBreaks {
  private(set) var list: Breakpoints
  /// Times that the example was unrolled again for a question.
  package private(set) var replays = 0
  /// What could not be asked any more, and why.
  private(set) var warnings: [String] = []
  /// Values that are told with the reports, as they were last asked.
  private var told: [Int: String] = [:]
  /// Updates between two questions, by condition.
  private var spacings: [Int: Int] = [:]
  private let bench: Bench
  private let model: String?

  /// The session as a condition sees it after an update.
  private final class Bench: WorkspaceOwner {
    var workspace: Workspace
    init(_ workspace: Workspace) { self.workspace = workspace }
  }

  package init(_ workspace: Workspace, of model: String?) {
    list = workspace.breaks
    self.model = model
    bench = Bench(workspace)
    for breakpoint in list.list { spacings[breakpoint.number] = Self.spacing(of: breakpoint, workspace) ?? 1 }
  }

  /// "watch 2: saturation(1) = 0.93", each once: what was not asked again since is not told again.
  mutating func takeWatched() -> [String] {
    defer { told = [:] }
    return list.list.compactMap { told[$0.number] }
  }

  /// The conditions that the update just made meets; nil: none.
  package mutating func hit(_ entry: ModelEntry, _ trainer: Trainer) -> [BreakHit]? {
    guard !list.list.isEmpty else { return nil }
    show(entry)
    var hasWeights = false
    var hits: [BreakHit] = []
    for (index, breakpoint) in list.list.enumerated() {
      guard let spacing = spacings[breakpoint.number], trainer.updates.isMultiple(of: spacing) else { continue }
      if !hasWeights, !breakpoint.probes.isEmpty {
        hasWeights = true
        show(trainer)
      }
      do {
        let value = try breakpoint.value(in: bench)
        if breakpoint.stops(value, after: breakpoint.standing) {
          hits.append(
            BreakHit(
              breakpoint: breakpoint, facts: breakpoint.facts(in: bench), value: value,
              every: spacing > 1 ? spacing : nil))
        }
        list.stand(index, value)
        if breakpoint.isWatch {
          told[breakpoint.number] = "watch \(breakpoint.number): \(breakpoint.text) = \(value.brief)"
        }
      } catch {
        spacings[breakpoint.number] = nil
        let reason = (error as? Diagnostic)?.sentence ?? "\(error)"
        warnings.append("condition \(breakpoint.number), \(breakpoint.text), could not be asked: \(reason)")
      }
    }
    if hasWeights, bench.workspace.stepper?.recorded.isEmpty == false { replays += 1 }
    return hits.isEmpty ? nil : hits
  }

  /// The measures of the update; of the history the last report is enough, and nothing long is copied.
  private func show(_ entry: ModelEntry) {
    guard let index = bench.workspace.models.firstIndex(where: { $0.name == model }) else { return }
    bench.workspace.models[index].history = entry.history.last.map { [$0] } ?? []
    bench.workspace.models[index].validations = []
    bench.workspace.models[index].trainingSeconds = entry.trainingSeconds
    bench.workspace.models[index].trainedTokens = entry.trainedTokens
  }

  /// The weights of the update, with which the first probe unrolls the example.
  private func show(_ trainer: Trainer) {
    guard let index = bench.workspace.models.firstIndex(where: { $0.name == model }) else { return }
    bench.workspace.models[index].state?.parameters = trainer.parameters
    bench.workspace.models[index].state?.updates = trainer.updates
    bench.workspace.stepper?.recorded = [:]
  }
}

extension TrainingBreaks {
  /// The share of a training that asking probes may take.
  static let share = 0.05

  /// Updates between two questions about a condition, so that asking takes at most a twentieth of the training; nil
  /// when there is no model to train.
  static func spacing(of breakpoint: Breakpoint, _ workspace: Workspace) -> Int? {
    if let every = breakpoint.every { return every }
    guard !breakpoint.probes.isEmpty else { return 1 }
    guard workspace.doubts == nil, let data = workspace.dataset, let entry = workspace.currentModel,
      let weights = entry.state?.parameters.count, let plan = try? ModelPlan(entry.description, for: data.shape)
    else { return nil }
    let batch = data.trainingBatch(entry.state?.updates ?? 0)
    let steps = workspace.stepper?.steps ?? batch.steps
    let cost = probeCost(breakpoint.probes, weights: weights, steps: steps, units: plan.mostUnits)
    let update = Double(batch.rows * batch.steps) * stepCost(weights: weights) + 1e5
    // More than a billion updates apart is never.
    return Int(min(1e9, (cost / (share * update)).rounded(.up)))
  }

  /// Multiplications of one time step of one row, with what goes on beside them; an update adds about 100,000.
  private static func stepCost(weights: Int) -> Double { Double(weights) + 500 }

  /// The same for unrolling one example in double. A single row keeps the kernels at about a sixteenth of their speed;
  /// what is looked up and copied takes as long as a million multiplications. Eigenvalues and singular values of H×H
  /// matrices go without the kernels.
  private static func probeCost(_ probes: Set<String>, weights: Int, steps: Int, units: Int) -> Double {
    let pass = 16 * Double(steps) * stepCost(weights: weights) + 1e6
    let cube = Double(units) * Double(units) * Double(units)
    let spectrum = probes.contains("radius") ? 400 * cube : 0
    let jacobian = probes.contains("jacobian") ? (10 * Double(steps) + 600) * cube : 0
    return pass + spectrum + jacobian
  }
}

extension ModelPlan {
  /// H of the widest recurrent layer.
  fileprivate var mostUnits: Int {
    recurrentLayers.compactMap { index -> Int? in
      if case .recurrent(let layer) = layers[index].description.kind { layer.units } else { nil }
    }.max() ?? 0
  }
}
