import Script
import SequenceEngine

/// Conditions that a training asks after its updates.
///
/// Measures are asked after every update. What needs the example unrolled again, or a part of the data scored, is asked
/// every so many updates; how many follows from the sizes of model and batch and not from a clock, so that a training
/// stops at the same update every time.
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
  private let bench: ConditionBench
  private let model: String?
  /// Updates made when the training began.
  private let start: Int

  /// - Parameters:
  ///   - model: the one that is trained and that conditions are about.
  ///   - interruption: throws when a person wants no more.
  package init(_ workspace: Workspace, of model: String?, interruption: @escaping () throws -> Void = {}) {
    list = workspace.breaks
    self.model = model
    start = model.flatMap { workspace.model($0)?.state?.updates } ?? 0
    bench = ConditionBench(workspace, of: model, interruption: interruption)
    for breakpoint in list.list { spacings[breakpoint.number] = Self.spacing(of: breakpoint, workspace) ?? 1 }
  }

  /// "watch 2: saturation(1) = 0.93", each once: what was not asked again since is not told again.
  mutating func takeWatched() -> [String] {
    defer { told = [:] }
    return list.list.compactMap { told[$0.number] }
  }

  /// The conditions that the update just made meets; nil: none.
  package mutating func hit(_ entry: ModelEntry, _ trainer: Trainer) throws -> [BreakHit]? {
    guard !list.list.isEmpty else { return nil }
    show(entry, trainer)
    var hasWeights = false
    var hits: [BreakHit] = []
    for (index, breakpoint) in list.list.enumerated() {
      guard let spacing = spacings[breakpoint.number], trainer.updates.isMultiple(of: spacing) else { continue }
      if !hasWeights, !breakpoint.probes.isEmpty {
        hasWeights = true
        showWeights(trainer)
      }
      try bench.score(breakpoint.scoredParts, with: trainer)
      let before = breakpoint.standing.flatMap { $0.model == model ? $0 : nil }
      guard let value = try ask(index, trainer.updates) else { continue }
      if breakpoint.stops(value, after: before?.value) {
        hits.append(
          BreakHit(
            breakpoint: breakpoint, facts: breakpoint.facts(in: bench), value: value,
            every: spacing > 1 ? spacing : nil,
            before: before, isFirst: spacing == 1))
      }
    }
    if hasWeights, bench.hasUnrolled { replays += 1 }
    return hits.isEmpty ? nil : hits
  }

  /// How parts of the data were scored at the present update.
  var evaluations: [DataPart: Evaluation] { bench.evaluations }

  /// The answer after an update, which stands from now on; nil when the condition cannot be asked, and is not any more.
  private mutating func ask(_ index: Int, _ update: Int) throws -> Value? {
    let breakpoint = list.list[index]
    do {
      let value = try breakpoint.value(in: bench)
      list.stand(breakpoint.number, Breakpoint.Standing(value: value, model: model, update: update))
      if breakpoint.isWatch {
        told[breakpoint.number] = "watch \(breakpoint.number): \(breakpoint.text) = \(value.brief)"
      }
      return value
    } catch let error as Interruption {
      throw error
    } catch {
      spacings[breakpoint.number] = nil
      let reason = (error as? Diagnostic)?.sentence ?? "\(error)"
      warnings.append("condition \(breakpoint.number), \(breakpoint.text), could not be asked: \(reason)")
      return nil
    }
  }

  private func show(_ entry: ModelEntry, _ trainer: Trainer) {
    bench.show(entry.history.last, update: trainer.updates, recent: entry.recent)
    bench.show(seconds: entry.trainingSeconds, tokens: entry.trainedTokens)
  }

  private func showWeights(_ trainer: Trainer) {
    bench.show(weights: trainer.parameters, update: trainer.updates)
  }
}

// MARK: Back to the first update that meets a condition

extension TrainingBreaks {
  /// A condition that was not asked after every update may have become true before the update that stopped the training.
  ///
  /// - Parameters:
  ///   - entry: the model with its past up to the present update.
  ///   - visit: called after each update that is made again; throwing ends the search.
  /// - Returns: the first update since the last question that meets one of the conditions; nil when it is the present
  ///   one, when the answer is a score or a measure that `every=` chose the updates for, or when they cannot be made
  ///   again.
  func first(
    of hits: [BreakHit], _ entry: ModelEntry, at present: Int, visit: @escaping () throws -> Void
  ) throws -> UpdateSearch.Found? {
    let seldom = hits.filter { $0.every != nil && !$0.breakpoint.probes.isEmpty && $0.breakpoint.scoredParts.isEmpty }
    guard let reach = entry.past.reach, let since = seldom.map({ $0.before?.update ?? start }).min() else { return nil }
    let first = max(since, reach.lowerBound)
    guard first < present - 1 else { return nil }
    let standing = Dictionary(
      seldom.compactMap { hit in hit.before.map { (hit.breakpoint.number, $0.value) } }
    ) { _, last in last }
    let search = UpdateSearch(entry, seldom.map(\.breakpoint), bench, visit: visit)
    let found = try search.first(after: first, through: present, standing: standing)
    return found.map { found in
      let known = found.hits.map { hit in
        BreakHit(
          breakpoint: hit.breakpoint, facts: hit.facts, value: hit.value, every: spacings[hit.breakpoint.number],
          isFirst: true)
      }
      return UpdateSearch.Found(update: found.update, hits: known, answers: found.answers)
    }
  }

  /// The training stands at an earlier update again: the answers there stand, as far as they are asked at every one.
  mutating func stand(_ entry: ModelEntry, _ trainer: Trainer, _ hits: [BreakHit]) throws {
    show(entry, trainer)
    showWeights(trainer)
    for (index, breakpoint) in list.list.enumerated()
    where spacings[breakpoint.number] == 1 || hits.contains(where: { $0.breakpoint.number == breakpoint.number }) {
      _ = try ask(index, trainer.updates)
    }
  }
}

extension TrainingBreaks {
  /// The share of a training that asking probes may take.
  static let share = 0.05

  /// Updates between two questions about a condition, so that asking takes at most a twentieth of the training; nil
  /// when there is no model to train.
  package static func spacing(of breakpoint: Breakpoint, _ workspace: Workspace) -> Int? {
    if let every = breakpoint.every { return every }
    guard breakpoint.isDear else { return 1 }
    guard workspace.doubts == nil, let data = workspace.dataset, let entry = workspace.currentModel,
      let weights = entry.state?.parameters.count, let plan = try? ModelPlan(entry.description, for: data.shape)
    else { return nil }
    let batch = data.trainingBatch(entry.state?.updates ?? 0)
    let steps = workspace.stepper?.steps ?? batch.steps
    var cost = scoreCost(breakpoint.scoredParts, data, weights: weights)
    if !breakpoint.probes.isEmpty {
      cost += probeCost(breakpoint.probes, weights: weights, steps: steps, units: plan.mostUnits)
    }
    let update = Double(batch.rows * batch.steps) * stepCost(weights: weights) + 1e5
    // More than a billion updates apart is never.
    return Int(min(1e9, (cost / (share * update)).rounded(.up)))
  }

  /// Multiplications of one time step of one row, with what goes on beside them; an update adds about 100,000.
  private static func stepCost(weights: Int) -> Double { Double(weights) + 500 }

  /// The same for scoring parts of the data: forward alone, and once more where a decoder writes.
  private static func scoreCost(_ parts: [DataPart: Bool], _ data: Dataset, weights: Int) -> Double {
    parts.reduce(0) { cost, asked in
      let part = data.scoredPart(asked.key)
      let batches = data.evaluationBatches(part)
      guard batches > 0 else { return cost }
      let batch = data.evaluationBatch(part, 0)
      let passes = asked.value ? 2.0 : 1
      return cost + passes / 3 * Double(batches * batch.rows * batch.steps) * stepCost(weights: weights)
    }
  }

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
