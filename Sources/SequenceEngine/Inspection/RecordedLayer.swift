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
  /// Index of the state that carries the past (`CellDefinition.memory`).
  public internal(set) var memory = 0
  /// The part of dL/dh(t) that the layers above send at step t itself, [T, H]; the rest comes back through time.
  public let gradientFromAbove: RecordedSeries
  public let gates: [Gate]
  /// What the layer reads; nil for tokens.
  public let input: RecordedSeries?
  public let isReversed: Bool

  /// The gradient of the state that carries the past.
  public var memoryGradients: RecordedSeries { stateGradients[memory] }

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
