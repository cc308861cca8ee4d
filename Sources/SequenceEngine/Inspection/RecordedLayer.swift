/// One recurrent layer of a recorded pass.
public struct RecordedLayer: Sendable, Equatable {
  public struct Gate: Sendable, Equatable {
    public let name: String
    public let values: RecordedSeries
    /// dL/d gate(t); nil where no gradient reaches it.
    public let gradients: RecordedSeries?
  }

  public let name: String
  public let units: Int
  /// Time steps of its side; what is recorded behind them, up to the pass's T, is NaN.
  public let steps: Int
  /// Index in the plan.
  public let index: Int
  /// Names of the states, the output first.
  public let stateNames: [String]
  /// Each state after every step, [T, H].
  public let states: [RecordedSeries]
  /// dL/d state(t), everything that reaches it, [T, H].
  public let stateGradients: [RecordedSeries]
  /// Indices of the states that carry the past (`CellDefinition.memories`).
  public internal(set) var memories = [0]
  /// The part of dL/dh(t) that the layers above send at step t itself, [T, H]; the rest comes back through time.
  public let gradientFromAbove: RecordedSeries
  public let gates: [Gate]
  /// What the layer reads; nil for tokens.
  public let input: RecordedSeries?
  public let isReversed: Bool

  /// dL/ds(t) of the states s that carry the past, side by side: of an LSTM dL/dh(t) and dL/dc(t); [T, their units].
  public var memoryGradients: RecordedSeries {
    let own = memories.map { stateGradients[$0] }
    guard own.count > 1 else { return own.first ?? stateGradients[0] }
    return RecordedSeries(
      width: own.reduce(0) { $0 + $1.width },
      values: (0..<own[0].steps).flatMap { t in own.flatMap { $0.at(t + 1) } })
  }

  package init(
    name: String, units: Int, steps: Int? = nil, index: Int, stateNames: [String], states: [RecordedSeries],
    stateGradients: [RecordedSeries], gradientFromAbove: RecordedSeries, gates: [Gate], input: RecordedSeries?,
    isReversed: Bool
  ) {
    self.name = name
    self.units = units
    self.steps = steps ?? states.first?.steps ?? 0
    self.index = index
    self.stateNames = stateNames
    self.states = states
    self.stateGradients = stateGradients
    self.gradientFromAbove = gradientFromAbove
    self.gates = gates
    self.input = input
    self.isReversed = isReversed
  }
}
