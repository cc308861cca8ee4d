/// Something of the shown example that is held by hand: a state, a gate, or what goes in.
///
/// No gradient passes through what is held, for it no longer depends on anything. The gradient of a held value itself
/// is kept: it tells what another value would change.
public struct StateOverride: Sendable, Equatable {
  public enum Target: Sendable, Equatable {
    /// A state by its number, the output first.
    case state(Int)
    case gate(String)
    /// What goes into the model.
    case input
    /// What a decoder reads at the time step: the number of a symbol.
    case decoderInput
    /// A weight of an attention layer at a time step of the decoder; the unit is the step of the source.
    case attention
  }

  /// The recurrent layer; empty for the input.
  public var layer: String
  public var target: Target
  /// Time step from 1; nil: every step.
  public var timeStep: Int?
  /// From 1; nil: every unit. Of an input of tokens it does not matter.
  public var unit: Int?
  /// The value; of an input of tokens the number of the symbol.
  public var value: Double

  public init(layer: String, target: Target = .state(0), timeStep: Int?, unit: Int?, value: Double) {
    self.layer = layer
    self.target = target
    self.timeStep = timeStep
    self.unit = unit
    self.value = value
  }

  /// Whether two hold the same thing.
  public func hasSamePlace(as other: StateOverride) -> Bool {
    layer == other.layer && target == other.target && timeStep == other.timeStep && unit == other.unit
  }
}

extension ModelDescription {
  /// The model with its states and gates held; what names no layer of it holds nothing.
  func holding(_ overrides: [StateOverride]) -> ModelDescription {
    var model = self
    for override in overrides {
      guard let index = layers.firstIndex(where: { $0.name == override.layer }),
        case .recurrent(var recurrent) = model.layers[index].kind
      else { continue }
      let name: String
      switch override.target {
      case .state(let number):
        guard recurrent.cell.states.indices.contains(number) else { continue }
        name = recurrent.cell.states[number] + "'"
      case .gate(let gate): name = gate
      case .input, .decoderInput, .attention: continue
      }
      recurrent.clamps.append(
        Clamp(name, unit: override.unit, timeSteps: override.timeStep.map { $0...$0 }, value: override.value))
      model.layers[index].kind = .recurrent(recurrent)
    }
    model.holdAttention(overrides)
    return model
  }

  /// Weights that are held at one time step make one list, by source step.
  private mutating func holdAttention(_ overrides: [StateOverride]) {
    for index in layers.indices {
      guard case .attention(var attention) = layers[index].kind else { continue }
      let own = overrides.filter { $0.layer == layers[index].name && $0.target == .attention }
      for t in Set(own.compactMap(\.timeStep)).sorted() {
        let places = own.filter { $0.timeStep == t }
        var weights = [Double](repeating: 0, count: places.compactMap(\.unit).max() ?? 0)
        for place in places { if let s = place.unit, s >= 1 { weights[s - 1] = place.value } }
        attention.held.append(HeldAttention(timeStep: t, weights: weights))
      }
      layers[index].kind = .attention(attention)
    }
  }
}

extension Example {
  /// The example with parts of its input replaced; what lies outside it changes nothing.
  func holding(_ overrides: [StateOverride]) -> Example {
    var example = self
    for override in overrides where override.target == .decoderInput {
      guard let t = override.timeStep, example.decoderInput?.indices.contains(t - 1) == true else { continue }
      example.decoderInput?[t - 1] = Int32(override.value)
    }
    for override in overrides where override.target == .input {
      let places = override.timeStep.map { $0 - 1..<$0 } ?? 0..<steps
      for t in places where (0..<steps).contains(t) {
        switch example.input {
        case .tokens(var tokens):
          tokens[t] = Int32(override.value)
          example.input = .tokens(tokens)
        case .vectors(var values, let size):
          for i in override.unit.map({ $0 - 1..<$0 }) ?? 0..<size where (0..<size).contains(i) {
            values[t * size + i] = override.value
          }
          example.input = .vectors(values, size: size)
        }
      }
    }
    return example
  }
}
