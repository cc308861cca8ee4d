import SequenceEngine

extension Workspace {
  /// Models that pictures show: the compared ones, else the current one.
  var shownModels: [String] { compared.isEmpty ? [current].compactMap { $0 } : compared }

  /// Unrolls an example: forward and backward, everything kept.
  mutating func unroll(part: DataPart, index: Int) throws {
    guard let data = try knownData() else {
      throw SessionError("there is no data yet", hint: "load some first, for example: data adding length=50")
    }
    guard doubts == nil else { throw Unforeseeable() }
    stepper = Stepper(part: part, index: index, example: try data.example(part, index))
    try replay()
  }

  /// Unrolls the shown example again with the present weights, data and models.
  ///
  /// - Returns: why nothing is unrolled any more, when that has come to its end.
  mutating func refreshStepper() -> String? {
    guard let own = stepper else { return nil }
    do {
      try replay()
      guard stepper == nil else { return nil }
      let names = shownModels.joined(separator: ", ")
      let reason = names.isEmpty ? "there is no model" : "\(names) has no weights for these data"
      return "the example is no longer unrolled: \(reason)"
    } catch {
      stepper = nil
      let reason = error is DataError ? "the data have no example \(own.index + 1) now" : "\(error)"
      return "the example is no longer unrolled: \(reason)"
    }
  }

  private mutating func replay() throws {
    guard var own = stepper else { return }
    guard let data = dataset else { throw SessionError("there are no data") }
    own.part = data.scoredPart(own.part)
    let example = try data.example(own.part, own.index)
    own.example = example
    own.t = min(own.t, max(example.steps, example.targetSteps))
    (own.recorded, own.originals) = ([:], [:])
    stepper = own
    for name in shownModels {
      guard let entry = model(name), let state = entry.state,
        entry.shape?.serves(entry.description, on: data.shape) == true
      else { continue }
      own.recorded[name] = try RecordedPass(
        state.description, state.parameters, shape: data.shape, loss: settings.loss(for: data.shape), example: example,
        overrides: overrides(of: state))
      own.originals[name] = try originalPass(of: entry, state)
    }
    stepper = own.recorded.isEmpty ? nil : own
  }

  /// The recorded pass of a model, unrolling the first example when nothing is shown yet.
  mutating func recordedPass(of name: String? = nil) throws -> RecordedPass {
    guard let entry = try knownModel(name) else {
      throw SessionError("there is no model yet", hint: "start one, for example: model plain, then: add rnn 32")
    }
    guard let data = try knownData() else {
      throw SessionError("there is no data yet", hint: "load some first, for example: data adding length=50")
    }
    guard let state = entry.state else {
      throw SessionError("the model \(entry.name) has no layers yet", hint: "add one, for example: add rnn 32")
    }
    guard doubts == nil else { throw Unforeseeable() }
    if let pass = stepper?.recorded[entry.name] { return pass }
    if stepper == nil {
      stepper = Stepper(part: data.scoredPart(.test), index: 0, example: try data.example(data.scoredPart(.test), 0))
    }
    guard let example = stepper?.example else { throw SessionError("there is no example to show") }
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: settings.loss(for: data.shape), example: example,
      overrides: overrides(of: state))
    stepper?.recorded[entry.name] = pass
    let original = try originalPass(of: entry, state)
    stepper?.originals[entry.name] = original
    return pass
  }
}
