/// A gate or a state of a recurrent layer held at a value, in all its units or in one, at all time steps or at some.
///
/// What is held depends on nothing: v(t) = free(t) · (its equation) + held(t), with free 0 and held the value where it
/// is held. No gradient passes to what its equation reads; the gradient *of* a held value tells what holding it elsewhere
/// would change.
public struct Clamp: Sendable, Equatable, Codable {
  /// A gate (`forget`), or a state with its prime (`c'`).
  public var name: String
  /// From 1; nil: every unit.
  public var unit: Int?
  /// Time steps from 1; nil: all.
  public var timeSteps: ClosedRange<Int>?
  public var value: Double

  public init(_ name: String, unit: Int? = nil, timeSteps: ClosedRange<Int>? = nil, value: Double) {
    self.name = name
    self.unit = unit
    self.timeSteps = timeSteps
    self.value = value
  }

  /// Whether it names something that the layer has.
  func isSane(in layer: RecurrentLayer) -> Bool {
    let known = layer.cell.gates + layer.cell.states.map { $0 + "'" }
    return known.contains(name) && value.isFinite && (unit.map { (1...max(layer.units, 1)).contains($0) } ?? true)
  }

  /// Whether two hold the same thing.
  public func hasSamePlace(as other: Clamp) -> Bool {
    name == other.name && unit == other.unit && timeSteps == other.timeSteps
  }
}

extension RecurrentLayer {
  /// Holds something, in place of what held the same before.
  public mutating func hold(_ clamp: Clamp) {
    clamps.removeAll { $0.hasSamePlace(as: clamp) }
    clamps.append(clamp)
  }

  /// Gates of which nothing but the whole is held, at every time step.
  var wholeGatesHeld: [String: Double] {
    let wholes = clamps.filter { $0.unit == nil && $0.timeSteps == nil && cell.gates.contains($0.name) }
    let names = wholes.filter { own in clamps.allSatisfy { $0.name != own.name || $0.hasSamePlace(as: own) } }
    return Dictionary(names.map { ($0.name, $0.value) }) { _, later in later }
  }

  /// Names of everything else that is held.
  var partsHeld: Set<String> { Set(clamps.map(\.name)).subtracting(wholeGatesHeld.keys) }

  /// What all units of a gate or of a state (with its prime) are held at, at every time step; nil: they are not.
  public func heldValue(of name: String) -> Double? {
    clamps.last { $0.name == name && $0.unit == nil && $0.timeSteps == nil }?.value
  }
}

extension KeyedDecodingContainer {
  /// Models that were saved before anything could be clamped have no clamps.
  func decode(_ type: [Clamp].Type, forKey key: Key) throws -> [Clamp] {
    try decodeIfPresent(type, forKey: key) ?? []
  }
}

extension RecurrentRunner {
  /// Writes what is held at some steps of the batch; later clamps of the same value count.
  func setClamps(_ steps: Range<Int>, _ context: PassContext) {
    for (number, own) in memory.clamps.enumerated() {
      let name = program.clamps[number].name
      let chosen = clamps.filter { $0.name == name }
      for t in steps {
        for row in 0..<memory.frame.rows {
          let place = (t * memory.frame.rows + row) * own.width
          (own.free.base + place).update(repeating: 1, count: own.width)
          (own.held.base + place).update(repeating: 0, count: own.width)
          let timeStep = clampSteps.map { $0[t] } ?? context.start(row) + t + 1
          for clamp in chosen where clamp.timeSteps?.contains(timeStep) != false {
            for unit in clamp.unit.map({ $0 - 1..<$0 }) ?? 0..<own.width where unit < own.width {
              own.free.base[place + unit] = 0
              own.held.base[place + unit] = Scalar(clamp.value)
            }
          }
        }
      }
    }
  }
}
