import SequenceEngine

/// The shown example as it ran before anything was changed by hand, beside the changed run.
extension Workspace {
  /// Keeps a model as it is before the first change by hand.
  mutating func rememberForRestore(_ entry: ModelEntry) {
    if beforeSurgery[entry.name] == nil { beforeSurgery[entry.name] = entry }
  }

  /// What is held by hand in the shown example and concerns a model.
  func overrides(of state: ModelState) -> [StateOverride] {
    (stepper?.overrides ?? []).filter { override in
      override.target == .input || override.target == .decoderInput
        || state.description.layers.contains { $0.name == override.layer }
    }
  }

  /// The model as it was before changes by hand; nil when there are none, or when it has been trained or rebuilt since.
  private func unchanged(_ entry: ModelEntry, _ state: ModelState) -> ModelState? {
    if let before = beforeSurgery[entry.name]?.state, before.updates == state.updates,
      before.description.layers.map(\.name) == state.description.layers.map(\.name),
      before.parameters.count == state.parameters.count
    {
      return before
    }
    return overrides(of: state).isEmpty ? nil : state
  }

  /// The run of the shown example without any change by hand; nil when nothing is changed.
  func originalPass(of entry: ModelEntry, _ state: ModelState) throws -> RecordedPass? {
    guard let before = unchanged(entry, state), let data = dataset, let example = stepper?.example else { return nil }
    return try RecordedPass(
      before.description, before.parameters, shape: data.shape, loss: settings.loss(for: data.shape), example: example)
  }

  /// Recorded passes with their names: of a model that was changed by hand first the original, then the changed one.
  mutating func shownPasses(of name: String) throws -> [(name: String, pass: RecordedPass)] {
    let pass = try recordedPass(of: name)
    guard let original = stepper?.originals[name] else { return [(name, pass)] }
    return [(name, original), (Self.changedName(name), pass)]
  }

  static func changedName(_ name: String) -> String { "\(name) changed" }
}

extension CommandContext {
  /// After a change by hand: what this change alone does to the shown example, when one is unrolled. Pictures and `diff`
  /// compare with the run from before every change by hand.
  func tellChange() throws {
    guard workspace.doubts == nil, let stepper = workspace.stepper, let name = workspace.current else { return }
    if let ending = workspace.refreshStepper() { return note(ending) }
    // Every command that changes something unrolls the example again, so what is recorded is the run just before.
    guard let changed = workspace.stepper?.recorded[name], let before = stepper.recorded[name] else { return }
    let difference = RunDifference(before, changed)
    answer(difference.sentence)
    record(
      "change",
      [
        ("model", .text(name)), ("loss", .number(before.loss.mean)), ("changed_loss", .number(changed.loss.mean)),
        ("output_difference", .list(difference.outputs.map { .number($0) })),
      ])
  }
}

/// How two runs of one example differ.
struct RunDifference {
  let first: RecordedPass
  let second: RecordedPass

  init(_ first: RecordedPass, _ second: RecordedPass) { (self.first, self.second) = (first, second) }

  /// Norm of the difference of what is put out, by time step; empty when the two are not alike.
  var outputs: [Double] { Self.distances(first.output, second.output) }

  /// Norm of the difference of two series at each time step; empty when they have other sizes.
  static func distances(_ a: RecordedSeries, _ b: RecordedSeries) -> [Double] {
    guard a.width == b.width, a.values.count == b.values.count else { return [] }
    return RecordedSeries(width: a.width, values: zip(a.values, b.values).map { $0 - $1 }).norms
  }

  /// For each recurrent layer that both have in the same size: |h(t) - h'(t)| by time step.
  var hidden: [(layer: String, distances: [Double])] {
    first.layers.compactMap { layer in
      guard let other = second.layers.first(where: { $0.name == layer.name }) else { return nil }
      let distances = Self.distances(layer.states[0].prefix(layer.steps), other.states[0].prefix(other.steps))
      return distances.isEmpty ? nil : (layer.name, distances)
    }
  }

  /// The first time step, from 1, at which a layer's states are further apart than this.
  static func firstApart(_ distances: [Double], _ tolerance: Double) -> Int? {
    distances.firstIndex { $0 > tolerance || $0.isNaN }.map { $0 + 1 }
  }

  var sentence: String {
    let format = NumberFormat.significant(4)
    var text = "loss \(format.text(first.loss.mean)) → \(format.text(second.loss.mean))"
    let outputs = outputs
    if let most = outputs.max(), let t = outputs.firstIndex(of: most) {
      let place = outputs.count > 1 ? " at t = \(t + 1)" : ""
      text += most > 0 ? "; the output moves by up to \(format.text(most))\(place)" : "; the output stays"
    }
    let apart = hidden.compactMap { own in Self.firstApart(own.distances, 0).map { "\(own.layer) from t = \($0)" } }
    return text + (apart.isEmpty ? "" : "; states differ: \(apart.joined(separator: ", "))")
  }
}
