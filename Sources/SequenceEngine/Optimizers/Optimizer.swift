/// A rule that turns a gradient into a change of the weights, with its settings. g is the gradient, w a weight, η the rate.
public struct Optimizer: Sendable, Equatable, Codable {
  public enum Rule: String, Sendable, CaseIterable, Codable {
    /// w ← w − η g
    case sgd
    /// v ← μ v + g;  w ← w − η v (Polyak 1964, PyTorch's form)
    case momentum
    /// v ← μ v + g;  w ← w − η (g + μ v) (Nesterov 1983, as Sutskever et al. 2013)
    case nesterov
    /// s ← α s + (1 − α) g²;  w ← w − η g / (√s + ε) (Tieleman, Hinton 2012)
    case rmsprop
    /// s ← s + g²;  w ← w − η g / (√s + ε) (Duchi, Hazan, Singer 2011)
    case adagrad
    /// d = g √(u + ε) / √(s + ε) with running means s of g², u of d²;  w ← w − η d (Zeiler 2012)
    case adadelta
    /// w ← w − η m̂ / (√v̂ + ε) (Kingma, Ba 2015)
    case adam
    /// Adam with w ← w (1 − η λ) first (Loshchilov, Hutter 2019)
    case adamw
  }

  public var rule: Rule
  /// η.
  public var rate: Double
  /// μ of momentum and Nesterov; 0.9.
  public var momentum = 0.9
  /// Memory of a running mean of squares: α of RMSprop (0.99), ρ of Adadelta (0.9).
  public var decay: Double
  /// β₁ and β₂ of Adam.
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon: Double
  /// λ of AdamW (0.01); for the other rules λ w is added to the gradient (0).
  public var weightDecay: Double
  /// What the rate is multiplied by from update to update; nil: nothing.
  public var schedule: RateSchedule?

  /// A rule with PyTorch's settings; the rate is 0.001 (Adam, AdamW, RMSprop 0.001; SGD and its kin, Adagrad 0.01;
  /// Adadelta 1) unless given.
  public init(_ rule: Rule, rate: Double? = nil) {
    self.rule = rule
    switch rule {
    case .sgd, .momentum, .nesterov, .adagrad: self.rate = rate ?? 0.01
    case .rmsprop, .adam, .adamw: self.rate = rate ?? 0.001
    case .adadelta: self.rate = rate ?? 1
    }
    decay = rule == .adadelta ? 0.9 : 0.99
    epsilon =
      switch rule {
      case .adagrad: 1e-10
      case .adadelta: 1e-6
      default: 1e-8
      }
    weightDecay = rule == .adamw ? 0.01 : 0
  }

  /// The rate of an update, counted from 0.
  public func rate(at update: Int) -> Double { rate * (schedule?.share(update) ?? 1) }

  /// Numbers that the rule remembers for each weight.
  public var slotCount: Int {
    switch rule {
    case .sgd: 0
    case .momentum, .nesterov, .rmsprop, .adagrad: 1
    case .adadelta, .adam, .adamw: 2
    }
  }
}

/// What an optimizer remembers: a value that can be saved, undone and forked.
public struct OptimizerState: Sendable, Equatable {
  /// [slot][weight].
  public var slots: [[Double]]
  /// Steps made so far.
  public var steps: Int

  public init(_ optimizer: Optimizer, weights: Int) {
    slots = Array(repeating: Array(repeating: 0, count: weights), count: optimizer.slotCount)
    steps = 0
  }
}
