import Glibc

/// How long a state that is multiplied at every step remembers: `c' = forget * c + …`.
public struct Retention: Sendable, Equatable {
  /// The state, such as `c`.
  public let state: String
  /// What multiplies it, as written: `forget`, or `1 - update`.
  public let factor: String
  /// −1 / mean ln |factor(t)| of each unit, in steps; infinite where the factor is 1. [H].
  public let timeConstants: [Double]
  /// Mean of |factor(t)| over the units; [T].
  public let means: [Double]
}

extension RecordedPass {
  /// Time constants of every state of a layer whose equation has a term (factor · the state itself), the factor made of
  /// gates and numbers; derived from the cell's definition. A state that turns into another, as an oscillator's place and
  /// speed do, has none by itself.
  public func retentions(layer number: Int) -> [Retention] {
    let layer = layers[number]
    guard case .recurrent(let recurrent) = plan.layers[layer.index].description.kind else { return [] }
    return layer.stateNames.compactMap { state in
      guard let equation = recurrent.cell.equations.first(where: { $0.isState && $0.name == state }) else { return nil }
      guard !layer.stateNames.contains(where: { $0 != state && Factor.occurs($0, in: equation.value) }) else {
        return nil
      }
      let factors = Factor.multiplying(state, in: equation.value)
      guard factors.count == 1, let factor = factors.first, let text = factor.text else { return nil }
      let gates = Dictionary(layer.gates.map { ($0.name, $0.values) }) { first, _ in first }
      var constants: [Double] = []
      var means = [Double](repeating: 0, count: steps)
      for unit in 0..<layer.units {
        var sum = 0.0
        for t in 0..<layer.steps {
          guard let value = factor.value(unit: unit, of: layer.units, at: t, gates) else { return nil }
          sum += log(abs(value))
          means[t] += abs(value) / Double(layer.units)
        }
        let mean = sum / Double(max(layer.steps, 1))
        constants.append(mean == 0 ? .infinity : -1 / mean)
      }
      return Retention(state: state, factor: text, timeConstants: constants, means: means)
    }
  }
}

/// What multiplies a state in a term of its equation.
private struct Factor {
  var parts: [CellExpression]

  /// Factors of the terms that hold the state bare; a state inside a function or a matrix is none.
  static func multiplying(_ state: String, in expression: CellExpression) -> [Factor] {
    switch expression.kind {
    case .binary(.add, let a, let b): return multiplying(state, in: a) + multiplying(state, in: b)
    case .binary(.subtract, let a, _): return multiplying(state, in: a)
    case .binary(.multiply, let a, let b):
      return multiplying(state, in: a).map { Factor(parts: $0.parts + [b]) }
        + multiplying(state, in: b).map { Factor(parts: [a] + $0.parts) }
    case .name(state): return [Factor(parts: [])]
    default: return []
    }
  }

  /// Whether a state stands in the expression other than inside a matrix or a function.
  static func occurs(_ state: String, in expression: CellExpression) -> Bool {
    switch expression.kind {
    case .name(let name): name == state
    case .negation(let inner): occurs(state, in: inner)
    case .binary(_, let a, let b): occurs(state, in: a) || occurs(state, in: b)
    case .number, .primed, .call: false
    }
  }

  var text: String? {
    guard !parts.isEmpty else { return "1" }
    let texts = parts.compactMap { Self.text($0) }
    return texts.count == parts.count ? texts.joined(separator: " * ") : nil
  }

  func value(unit: Int, of units: Int, at t: Int, _ gates: [String: RecordedSeries]) -> Double? {
    var product = 1.0
    for part in parts {
      guard let value = Self.value(part, unit, units, t, gates) else { return nil }
      product *= value
    }
    return product
  }

  private static func text(_ expression: CellExpression) -> String? {
    switch expression.kind {
    case .number(let number): return number == number.rounded() ? String(Int(number)) : String(number)
    case .name(let name): return name
    case .negation(let inner): return text(inner).map { "-\($0)" }
    case .binary(let sign, let a, let b):
      guard let left = text(a), let right = text(b) else { return nil }
      return "(\(left) \(sign.rawValue) \(right))"
    case .call("block", let arguments): return arguments.first.flatMap { text($0) }
    case .call, .primed: return nil
    }
  }

  private static func value(
    _ expression: CellExpression, _ unit: Int, _ units: Int, _ t: Int, _ gates: [String: RecordedSeries]
  ) -> Double? {
    switch expression.kind {
    case .number(let number): return number
    case .name(let name):
      guard let gate = gates[name], gate.width > 0, units.isMultiple(of: gate.width) else { return nil }
      // A gate of a block of units has one value for all of them.
      return gate.values[t * gate.width + unit / (units / gate.width)]
    case .negation(let inner): return value(inner, unit, units, t, gates).map { -$0 }
    case .binary(let sign, let a, let b):
      guard let left = value(a, unit, units, t, gates), let right = value(b, unit, units, t, gates) else { return nil }
      switch sign {
      case .add: return left + right
      case .subtract: return left - right
      case .multiply: return left * right
      case .divide: return left / right
      }
    case .call("block", let arguments):
      return arguments.first.flatMap { value($0, unit, units, t, gates) }
    case .call, .primed: return nil
    }
  }
}
