import Script
import SequenceEngine

/// What `set` and `scale` hold belongs to the shown example; `clamp` holds the same in training.
extension StateOverride {
  /// The command that holds it at its time step of every sequence; nil: an input or attention, which belong to one example.
  var clampCommand: String? {
    guard let timeStep else { return nil }
    // A part of a layer in both directions has a dot in its name, and is a text.
    let layer = layer.contains(".") ? "\"\(layer)\"" : layer
    let place: String
    switch target {
    case .state(0): place = "hidden(\(layer), \(timeStep))"
    case .state(1): place = "cell_state(\(layer), \(timeStep))"
    case .gate(let name): place = "gate(\(layer), \"\(name)\", \(timeStep))"
    case .state, .input, .decoderInput, .attention: return nil
    }
    return "clamp \(place) \(Value.number(value).literal)" + (unit.map { " unit=\($0)" } ?? "")
  }
}

extension [StateOverride] {
  /// How training is made to hold them too.
  var inTraining: String {
    let commands = compactMap(\.clampCommand)
    guard let first = commands.first else { return "training goes without it" }
    return "in training too with: \(first)" + (commands.count > 1 ? "  and so on for each unit" : "")
  }
}

extension CommandContext {
  /// Before a training: what the reader sees held is not held in it.
  func tellWhatIsNotHeld(_ entries: [ModelEntry]) {
    guard let overrides = workspace.stepper?.overrides, !overrides.isEmpty,
      entries.contains(where: { $0.state.map { !workspace.overrides(of: $0).isEmpty } ?? false })
    else { return }
    note(
      "what is held by hand in the shown example (\(overrides.count) \(overrides.count == 1 ? "value" : "values")) is not "
        + "held in training; \(overrides.inTraining)")
  }
}
