import Notebook
import Script

/// A strip of the chosen layer, of the input or of the output, by its number.
package enum ValueChoice: Hashable, Sendable {
  case state(Int)
  case gradient(Int)
  case gate(Int)
  case input(Int)
  case result(Int)
}

extension PlannedStrip.Content {
  /// What a value in the strip is; nil for a heading, and for what is not of one run.
  var value: ValueChoice? {
    switch self {
    case .heading, .difference, .unit, .sensitivity: nil
    case .input(let number): .input(number)
    case .state(let number, _): .state(number)
    case .gradient(let number, _): .gradient(number)
    case .gate(let number, _): .gate(number)
    case .result(let number, _): .result(number)
    }
  }
}

/// The value under the cursor of the unrolled pane, as commands name it.
struct ValueAtCursor {
  private let example: UnrolledSnapshot
  private let layer: UnrolledSnapshot.Layer?
  private let choice: ValueChoice
  private let t: Int
  private let unit: Int

  init?(_ state: AppState) {
    guard let example = state.unrolled, example.steps > 0 else { return nil }
    self.example = example
    layer = example.layer(state.time.layer)
    choice = state.time.value
    t = state.time.t
    unit = state.time.unit
  }

  /// The probe without its unit: `hidden(rnn1, 17)`; without the time step where one is not wanted.
  private func place(at t: Int?) -> String? {
    let time = t.map { ", \($0)" } ?? ""
    switch choice {
    case .state(0): return layerName.map { "hidden(\($0)\(time))" }
    case .state(1): return layerName.map { "cell_state(\($0)\(time))" }
    case .gate(let number):
      guard let layerName, let gate = gate(number) else { return nil }
      return "gate(\(layerName), \(Value.text(gate.name).literal)\(time))"
    case .input: return t.map { "input(\($0))" }
    case .state, .gradient, .result: return nil
    }
  }

  private var layerName: String? { layer.map { Self.argument($0.name) } }

  /// A layer as a probe takes it: a part of a layer in both directions has a dot in its name, and is a text.
  static func argument(_ layer: String) -> String { layer.contains(".") ? Value.text(layer).literal : layer }

  private func gate(_ number: Int) -> UnrolledSnapshot.Values? {
    layer.flatMap { $0.gates.indices.contains(number) ? $0.gates[number] : nil }
  }

  private func state(_ number: Int) -> UnrolledSnapshot.Values? {
    layer.flatMap { $0.states.indices.contains(number) ? $0.states[number] : nil }
  }

  /// The unit's number among the strip's own: a gate of a block of units has one value for all of them.
  private var own: Int {
    guard case .gate(let number) = choice, let gate = gate(number), let layer, gate.width > 0 else { return unit }
    return (unit - 1) / max(1, layer.units / gate.width) + 1
  }

  /// What `explain` takes: `hidden(rnn1, 17)[3]`; nil where it knows nothing of the strip.
  var topic: String? {
    switch choice {
    case .gradient(let number):
      guard let layerName, let state = state(number) else { return nil }
      return "grad(\(layerName), \(t)\(number == 0 ? "" : ", \(Value.text(state.name).literal)"))"
    case .result(let number):
      guard example.output.indices.contains(number), example.output[number].label == "y" else { return nil }
      let isOnce = if case .marks = example.output[number].content { true } else { false }
      return "output(\(isOnce ? 1 : t))[1]"
    case .input(let number):
      guard example.input.indices.contains(number) else { return nil }
      if case .symbols = example.input[number].content { return place(at: t) }
      return place(at: t).map { "\($0)[\(number + 1)]" }
    case .state, .gate: return place(at: t).map { "\($0)[\(own)]" }
    }
  }

  /// Its number; nil for what is none.
  var number: Double? {
    switch choice {
    case .state(let number): return state(number)?.value(t: t, unit: unit)
    case .gate(let number): return gate(number)?.value(t: t, unit: own)
    case .gradient(let number):
      guard let norms = state(number)?.gradientNorms, norms.indices.contains(t - 1) else { return nil }
      return norms[t - 1]
    case .input(let number):
      guard example.input.indices.contains(number) else { return nil }
      return example.input[number].number(at: t)
    case .result(let number):
      guard example.output.indices.contains(number) else { return nil }
      return example.output[number].number(at: t)
    }
  }

  // MARK: Surgery

  private var written: String {
    guard let number, number.isFinite else { return "0" }
    return NumberFormat.significant(3).text(number)
  }

  /// Holds it at this time step: a line whose last number is turned.
  var hold: String? {
    switch choice {
    case .input(let column):
      guard number != nil else { return nil }
      return place(at: t).map { "set \($0) unit=\(column + 1) value=\(written)" }
    case .state, .gate: return place(at: t).map { "set \($0) unit=\(own) value=\(written)" }
    case .gradient, .result: return nil
    }
  }

  /// Holds it at every time step, training included: likewise a line to be turned.
  var clamp: String? {
    switch choice {
    case .state, .gate: place(at: nil).map { "clamp \($0) unit=\(own) \(written)" }
    case .input, .gradient, .result: nil
    }
  }

  /// Holds it at a value at every time step, or lets it go where it is held so.
  func turn(to value: Double) -> String? {
    guard let name = heldName, let place = place(at: nil) else { return nil }
    let isHeld = layer?.held.contains { $0.name == name && $0.unit == own && $0.timeSteps == nil && $0.value == value }
    if isHeld == true { return "restore \(place) unit=\(own)" }
    if case .state(0) = choice, value == 0, let layer { return "ablate \(layer.name) unit=\(unit)" }
    return "clamp \(place) \(Value.number(value).literal) unit=\(own)"
  }

  /// What its strip is called where it can be held.
  private var heldName: String? {
    switch choice {
    case .state(let number): state(number)?.name
    case .gate(let number): gate(number)?.name
    case .input, .gradient, .result: nil
    }
  }

  /// "forget[3] at t 17: 0.018".
  var sentence: String {
    let name: String =
      switch choice {
      case .state(let number): "\(state(number)?.name ?? "state")[\(unit)]"
      case .gate(let number): "\(gate(number)?.name ?? "gate")[\(own)]"
      case .gradient(let number): "‖dL/d\(state(number)?.name ?? "h")‖"
      case .input(let number): example.input.indices.contains(number) ? example.input[number].label : "x"
      case .result(let number): example.output.indices.contains(number) ? example.output[number].label : "y"
      }
    return "\(name) at t \(t)" + (number.map { ": \(NumberFormat.general.text($0))" } ?? "")
  }
}

extension StripChart.Strip {
  /// The number at a time step, from 1; nil where there is none.
  fileprivate func number(at t: Int) -> Double? {
    switch content {
    case .bars(let values), .logBars(let values, _): values.indices.contains(t - 1) ? values[t - 1] : nil
    case .marks(let marks): readings.isEmpty && marks.indices.contains(t - 1) ? (marks[t - 1] ? 1 : 0) : nil
    case .heat, .symbols: nil
    }
  }
}
