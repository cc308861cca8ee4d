/// What `doctor` found, and what came of each remedy, as far as they have been tried.
public struct DiagnosisSnapshot: Sendable, Equatable {
  public struct Finding: Sendable, Equatable {
    /// "vanishing".
    public var kind: String
    /// The whole sentence.
    public var sentence: String
    public var layer: String?
    public var gate: String?
    /// From 1.
    public var unit: Int?
    /// From 1.
    public var timeStep: Int?
    public var update: Int?

    public init(
      kind: String, sentence: String, layer: String? = nil, gate: String? = nil, unit: Int? = nil,
      timeStep: Int? = nil, update: Int? = nil
    ) {
      self.kind = kind
      self.sentence = sentence
      self.layer = layer
      self.gate = gate
      self.unit = unit
      self.timeStep = timeStep
      self.update = update
    }
  }

  public struct Trial: Sendable, Equatable {
    /// The lines that apply it; none: the model as it is.
    public var lines: [String]
    /// Mean loss of its last updates; NaN where it failed.
    public var loss: Double
    /// ‖dL/dh‖ at the far end of time over that at the near end.
    public var ratio: Double
    /// Steps in which the gradient halves.
    public var halfLife: Double?
    public var failure: String?

    public init(
      lines: [String], loss: Double = .nan, ratio: Double = .nan, halfLife: Double? = nil, failure: String? = nil
    ) {
      self.lines = lines
      self.loss = loss
      self.ratio = ratio
      self.halfLife = halfLife
      self.failure = failure
    }
  }

  public var model: String
  /// Updates that the model had made.
  public var updates: Int
  /// Worst first.
  public var findings: [Finding]
  /// Updates that each remedy is tried for.
  public var triedFor: Int
  /// The model as it is, then each remedy, as far as they have been tried.
  public var trials: [Trial]
  /// How many there will be.
  public var trialCount: Int

  public init(
    model: String, updates: Int, findings: [Finding], triedFor: Int = 0, trials: [Trial] = [], trialCount: Int = 0
  ) {
    self.model = model
    self.updates = updates
    self.findings = findings
    self.triedFor = triedFor
    self.trials = trials
    self.trialCount = trialCount
  }

  /// A gradient that is smaller than this part of what it started as has vanished.
  public static let vanishing = 1e-6

  /// The remedy with the lowest loss, by its number from 1; nil where none is below the loss of the model as it is.
  public var lowestLoss: Int? {
    let tried = trials.indices.dropFirst().filter { trials[$0].failure == nil && trials[$0].loss.isFinite }
    guard let best = tried.min(by: { trials[$0].loss < trials[$1].loss }) else { return nil }
    return trials[best].loss < trials[0].loss || !trials[0].loss.isFinite ? best : nil
  }

  /// The remedy whose gradient keeps its size best over time; nil where none does better than the model as it is.
  public var evenest: Int? {
    func unevenness(_ index: Int) -> Double {
      let ratio = trials[index].ratio
      return ratio > 0 && ratio.isFinite ? max(ratio, 1 / ratio) : .infinity
    }
    let tried = trials.indices.dropFirst().filter { trials[$0].failure == nil && unevenness($0).isFinite }
    guard let best = tried.min(by: { unevenness($0) < unevenness($1) }) else { return nil }
    return unevenness(best) < unevenness(0) ? best : nil
  }
}
