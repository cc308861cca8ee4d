/// One model's unrolled example: strips over time for each layer, so that any time step can be looked at without asking
/// the session.
public struct UnrolledSnapshot: Sendable, Equatable {
  public var model: String
  /// "example 1 of test".
  public var example: String
  /// T.
  public var steps: Int
  /// Where the session stands, from 1.
  public var t: Int
  public var pass: StripChart.Pass
  /// Updates that the weights had seen.
  public var updates: Int
  public var loss: Double
  /// Whether this is the run as it was before a change by hand, beside the changed one.
  public var isOriginal = false
  /// Norm of the loss's gradient by the input of each time step; empty where it was not measured. [T]
  public var inputGradientNorms: [Double] = []
  /// Input strips.
  public var input: [StripChart.Strip]
  /// Target, output and loss strips.
  public var output: [StripChart.Strip]
  /// Recurrent layers, in order.
  public var layers: [Layer]

  public init(
    model: String, example: String, steps: Int, t: Int, pass: StripChart.Pass, updates: Int, loss: Double,
    input: [StripChart.Strip], output: [StripChart.Strip], layers: [Layer]
  ) {
    self.model = model
    self.example = example
    self.steps = steps
    self.t = t
    self.pass = pass
    self.updates = updates
    self.loss = loss
    self.input = input
    self.output = output
    self.layers = layers
  }

  public struct Layer: Sendable, Equatable {
    public var name: String
    /// States, the output first: `h`, then `c`.
    public var states: [Values]
    public var gates: [Values]
    /// "the gradient halves every 3.1 steps back; nothing earlier than t=79 is heard".
    public var horizon: String
    /// The time step furthest on the gradient's way that is heard; nil: none.
    public var earliestHeard: Int?
    /// Whether it runs from the last time step to the first, and its gradient from the first to the last.
    public var isReversed = false
    /// The time step of the one loss that the horizon follows, where several steps have one: `gradientNorms` are of all.
    public var followedLoss: Int?
    /// Steps in which the gradient halves, below zero in which it doubles; nil where it cannot be told.
    public var halfLife: Double?
    /// Largest spectral radius among the recurrent matrices; NaN without one.
    public var radius: Double
    /// Largest singular value of ds(T)/ds(T − 1), s all states together; NaN for one time step.
    public var stepGain: Double
    /// Share of values where the function is flat.
    public var saturation: Double
    /// Time steps behind which training cuts the gradient: nothing crosses from one to the next.
    public var cuts: [Int] = []
    /// States and gates that are held by hand.
    public var held: [Held] = []
    /// What the gates leave of each state from one time step to the next.
    public var carries: [Carry] = []

    public init(
      name: String, states: [Values], gates: [Values], horizon: String, earliestHeard: Int?, halfLife: Double? = nil,
      radius: Double,
      stepGain: Double, saturation: Double
    ) {
      self.name = name
      self.states = states
      self.gates = gates
      self.horizon = horizon
      self.earliestHeard = earliestHeard
      self.halfLife = halfLife
      self.radius = radius
      self.stepGain = stepGain
      self.saturation = saturation
    }

    /// How many time steps hear of the loss.
    public var heardSteps: Int { earliestHeard.map { isReversed ? $0 : steps - $0 + 1 } ?? 0 }
    public var isHeardThroughout: Bool { steps > 0 && heardSteps == steps }
    private var steps: Int { states.first?.norms.count ?? 0 }

    public var units: Int { states.first?.width ?? 0 }
  }

  /// What multiplies a state from one step to the next: c' = forget * c + ….
  public struct Carry: Sendable, Equatable {
    public var state: String
    public var factor: String
    /// Mean of its size over the units; [T].
    public var means: [Double]

    public init(state: String, factor: String, means: [Double]) {
      self.state = state
      self.factor = factor
      self.means = means
    }
  }

  /// A state or a gate that does not follow its equation, in one unit or all, at all time steps or some.
  public struct Held: Sendable, Equatable {
    /// As its strip is called: "h", "forget".
    public var name: String
    /// From 1; nil: every unit.
    public var unit: Int?
    /// From 1; nil: all.
    public var timeSteps: ClosedRange<Int>?
    public var value: Double

    public init(_ name: String, unit: Int? = nil, timeSteps: ClosedRange<Int>? = nil, value: Double) {
      (self.name, self.unit, self.timeSteps, self.value) = (name, unit, timeSteps, value)
    }

    public func covers(unit: Int, t: Int) -> Bool {
      (self.unit.map { $0 == unit } ?? true) && (timeSteps?.contains(t) ?? true)
    }
  }

  /// A state or a gate over time.
  public struct Values: Sendable, Equatable {
    public var name: String
    public var width: Int
    /// Time step by time step; shared with the recorded pass, not copied.
    public var numbers: [Double]  // [T · width]
    /// Norm of each time step's vector.
    public var norms: [Double]  // [T]
    /// Norm of dL/d(this) at each time step; empty where no gradient reaches it.
    public var gradientNorms: [Double]  // [T]
    /// The values' own range where it is known, as 0…1 for gates.
    public var range: ClosedRange<Double>?

    public init(
      name: String, width: Int, numbers: [Double], norms: [Double], gradientNorms: [Double],
      range: ClosedRange<Double>? = nil
    ) {
      self.name = name
      self.width = width
      self.numbers = numbers
      self.norms = norms
      self.gradientNorms = gradientNorms
      self.range = range
    }

    /// The value of a unit at a time step, both from 1; nil outside.
    public func value(t: Int, unit: Int) -> Double? {
      guard t >= 1, (1...max(width, 1)).contains(unit), t * width <= numbers.count else { return nil }
      return numbers[(t - 1) * width + unit - 1]
    }
  }
}
