import SequenceEngine

/// Makes snapshots of a workspace. What costs more than reading it off is kept until what it was made from changes, so
/// that a snapshot may be made thirty times a second while a training runs.
struct SnapshotBuilder {
  private var models: [String: PlannedModel] = [:]
  private var passes: [String: UnrolledPass] = [:]
  private var measures: [String: DearMeasures] = [:]

  /// - Parameter run: how far the running `train` is; nil at rest.
  mutating func snapshot(_ workspace: Workspace, run: TrainingSnapshot.Run?) -> SessionSnapshot {
    var snapshot = SessionSnapshot()
    snapshot.seed = workspace.seed
    snapshot.names = SessionNames(workspace)
    snapshot.data = workspace.dataset?.summary.first ?? ""
    let shown = shownModels(of: workspace)
    forgetAll(but: shown)
    snapshot.unrolled = shown.flatMap { unrolled($0, workspace) }
    snapshot.trainings = shown.compactMap { name in
      workspace.model(name).flatMap { training($0, workspace, run) }
    }
    snapshot.model = workspace.currentModel.map { entry in
      let names = [entry.name, Workspace.changedName(entry.name)]
      let own = snapshot.unrolled.first { names.contains($0.model) }
      return plan(entry, workspace).snapshot(entry, own, measures[entry.name])
    }
    return snapshot
  }

  /// Follows spectral radii and the gain of the last step through a training, from the replay of this moment.
  mutating func follow(_ workspace: Workspace) {
    for name in shownModels(of: workspace) {
      guard let entry = workspace.model(name), let plan = plan(entry, workspace).plan,
        let pass = workspace.stepper?.recorded[name]
      else { continue }
      measures[name, default: DearMeasures()].follow(plan, pass)
    }
  }

  /// Measures exactly what is too dear while something runs: spectral radii, and the gain of the last step. Whether
  /// anything is new.
  ///
  /// - Parameter isWanted: asked between two layers; false ends it.
  mutating func measure(_ workspace: Workspace, isWanted: () -> Bool) -> Bool {
    var isNew = false
    for name in shownModels(of: workspace) {
      guard let entry = workspace.model(name), let state = entry.state, let plan = plan(entry, workspace).plan
      else { continue }
      let pass = workspace.stepper?.recorded[name]
      var own = measures[name] ?? DearMeasures()
      if own.takeRadii(plan, state.parameters, isWanted) { isNew = true }
      if let pass, own.takeGains(pass, isWanted) { isNew = true }
      measures[name] = own
    }
    for name in passes.keys.sorted() where isWanted() { if passes[name]?.measureInput() == true { isNew = true } }
    return isNew
  }

  /// The current model first, then the compared ones.
  private func shownModels(of workspace: Workspace) -> [String] {
    let shown = workspace.shownModels
    guard let current = workspace.current, shown.contains(current) else { return shown }
    return [current] + shown.filter { $0 != current }
  }

  private mutating func forgetAll(but names: [String]) {
    guard models.count + passes.count + measures.count > 4 * names.count else { return }
    models = models.filter { names.contains($0.key) }
    passes = passes.filter { own in names.contains { [$0, Workspace.changedName($0)].contains(own.key) } }
    measures = measures.filter { names.contains($0.key) }
  }

  private mutating func plan(_ entry: ModelEntry, _ workspace: Workspace) -> PlannedModel {
    let shape = workspace.dataset?.shape
    if let known = models[entry.name], known.description == entry.description, known.shape == shape { return known }
    let planned = PlannedModel(entry.description, shape)
    models[entry.name] = planned
    return planned
  }

  /// A model's run; where it was changed by hand the changed one, and under it the original.
  private mutating func unrolled(_ name: String, _ workspace: Workspace) -> [UnrolledSnapshot] {
    guard let pass = workspace.stepper?.recorded[name] else { return [] }
    let changed = Workspace.changedName(name)
    guard let original = workspace.stepper?.originals[name] else {
      return [unrolled(name, pass, measures[name], of: name, workspace)].compactMap { $0 }
    }
    var before = unrolled(name, original, nil, of: name, workspace)
    before?.isOriginal = true
    return [unrolled(changed, pass, measures[name], of: name, workspace), before].compactMap { $0 }
  }

  private mutating func unrolled(
    _ label: String, _ pass: RecordedPass, _ measures: DearMeasures?, of name: String, _ workspace: Workspace
  ) -> UnrolledSnapshot? {
    guard let stepper = workspace.stepper, let data = workspace.dataset else { return nil }
    if passes[label]?.isMade(from: pass) != true {
      passes[label] = UnrolledPass(label, pass, data, updates: workspace.model(name)?.state?.updates ?? 0)
    }
    let settings = workspace.model(name).map(workspace.settings(of:)) ?? workspace.settings
    return passes[label]?.snapshot(stepper, measures, settings.backpropagation)
  }

  private mutating func training(
    _ entry: ModelEntry, _ workspace: Workspace, _ run: TrainingSnapshot.Run?
  ) -> TrainingSnapshot? {
    guard let data = workspace.dataset, let state = entry.state else { return nil }
    let planned = plan(entry, workspace).plan
    var snapshot = TrainingSnapshot(
      entry, layers: state.description.layers.map(\.name),
      withWeights: planned.map { plan in plan.layers.indices.filter { !plan.layers[$0].parameters.isEmpty } })
    let loss = workspace.settings.loss(for: data.shape)
    snapshot.baseline = data.baselineLoss(under: loss).map { ReferenceLine("baseline", at: $0) }
    snapshot.run = run
    return snapshot
  }
}

extension TrainingSnapshot {
  /// Points of a curve at most: more than any screen has columns.
  static let mostPoints = 2000

  /// The curves of a model's history. Of a long one every second, fourth … update is taken, so that the same updates stay
  /// while it grows, and the latest.
  ///
  /// - Parameter chosen: indices of the layers that have weights, and with them gradients; nil: all.
  init(_ entry: ModelEntry, layers names: [String], withWeights chosen: [Int]?) {
    self.init(model: entry.name)
    // What lies after an update that was gone back to is still known, and drawn.
    let history = entry.past.laterReports.isEmpty ? entry.history : entry.history + entry.past.laterReports
    if !entry.past.laterReports.isEmpty { standing = entry.state?.updates }
    var stride = 1
    while history.count / stride > Self.mostPoints { stride *= 2 }
    var places = Array(Swift.stride(from: 0, to: history.count, by: stride))
    if let last = places.last, last != history.count - 1 { places.append(history.count - 1) }
    updates.reserveCapacity(places.count)
    losses.reserveCapacity(places.count)
    gradientNorms.reserveCapacity(places.count)
    var norms = names.map { _ in [Double]() }
    for index in norms.indices { norms[index].reserveCapacity(places.count) }
    for place in places {
      updates.append(Double(history[place].update))
      losses.append(history[place].loss)
      gradientNorms.append(history[place].gradientNorm)
      let own = history[place].layerGradientNorms
      // Layers may have been added since: what is not known is drawn as a gap.
      for index in norms.indices { norms[index].append(own.count == names.count ? own[index] : .nan) }
    }
    let ratios = entry.updateRatios.flatMap { $0.count == names.count ? $0 : nil }
    layers = (chosen ?? Array(names.indices)).filter(names.indices.contains).map { index in
      let ratio = ratios.flatMap { $0[index].isNaN ? nil : $0[index] }
      return Layer(name: names[index], gradientNorms: norms[index], updateRatio: ratio)
    }
    validations = (entry.validations + entry.past.laterValidations).map {
      LineChart.Point(x: Double($0.update), y: $0.loss)
    }
    if entry.trainingSeconds > 0 { tokensPerSecond = Double(entry.trainedTokens) / entry.trainingSeconds }
  }
}
