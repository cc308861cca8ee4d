/// Float for work, double for proof.
public enum Precision: String, Sendable, CaseIterable, Codable { case float, double }

/// How a model is trained.
public struct TrainingSettings: Sendable, Equatable {
  /// nil: the loss that fits the target.
  public var loss: Loss?
  /// ε of label smoothing, in training alone; 0: none. Of cross-entropy.
  public var smoothing = 0.0
  /// Whether rare classes count as much as frequent ones, in training alone.
  public var balancesClasses = false
  public var optimizer = Optimizer(.adam)
  public var clipping = Clipping.off
  public var regularisation = Regularisation.off
  public var constraints: [WeightConstraint] = []
  public var backpropagation = Backpropagation.full
  public var precision = Precision.float
  /// Of models with a decoder.
  public var teacherForcing = TeacherForcing.full
  public var seed: UInt64 = 1

  public init() {}

  public func loss(for shape: DataShape) -> Loss { loss ?? .fitting(shape.target) }
}

/// What one update did.
public struct UpdateReport: Sendable, Equatable, Codable {
  /// Number of this update, from 1.
  public var update: Int
  /// Loss of its batch, before the weights changed, with what regularisation adds.
  public var loss: Double
  /// What regularisation added.
  public var penalty: Double
  /// Norm of the whole gradient before clipping.
  public var gradientNorm: Double
  /// Norm of the gradient of each layer, in the plan's order, before clipping.
  public var layerGradientNorms: [Double]
  /// Share of right answers; nil for regression.
  public var accuracy: Double?
  /// Share of sequences that meet the criterion of the data; nil where there is none.
  public var solved: Double?
  /// Which sequences up to these were solved.
  public var recent = RecentSequences()
  /// Time steps of all rows: for a rate.
  public var tokens: Int
  /// ‖dL/dh(t)‖ of each recurrent layer at each time step, h its first state in all sequences of the batch and L its loss;
  /// empty unless it was asked for, and where the batch is computed in
  /// parts. [recurrent layer][T].
  public var stateGradientNorms: [[Double]] = []
  /// Loss of the validation part after it, where the schedule of the rate asked for it.
  public var validation: Double?
}

/// Numbers stopped being numbers: the update was not applied, and the weights are those before it.
public struct TrainingFault: Error, Sendable, Equatable, CustomStringConvertible {
  public var update: Int
  /// The first layer, in the order of computation, where a number is not finite.
  public var layer: String
  /// Its first time step there, from 1; nil when only a gradient was not finite.
  public var timeStep: Int?
  public var advice: String

  public var description: String {
    let place = timeStep.map { "the output of \(layer) at t=\($0)" } ?? "the gradient of \(layer)"
    return "update \(update): \(place) is not finite; the weights of update \(update - 1) are kept. \(advice)"
  }
}
