/// How numbers are brought to a common scale before a model sees them. The statistics come from the training part
/// alone.
public struct Normalisation: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// (x − mean) / standard deviation.
    case standard
    /// (x − min) / (max − min).
    case minmax
    case none
  }

  /// One column: normalised = (x − offset) / scale.
  public struct Column: Sendable, Equatable {
    public let name: String
    public let offset: Double
    /// Never 0: a column that does not vary in the training part keeps scale 1.
    public let scale: Double

    public init(name: String, offset: Double, scale: Double) {
      self.name = name
      self.offset = offset
      self.scale = scale
    }

    /// The statistics of one column's training values.
    init(name: String, kind: Kind, training values: some Collection<Double>) {
      self.name = name
      let count = Double(values.count)
      switch kind {
      case .none:
        offset = 0
        scale = 1
      case .minmax:
        let low = values.min() ?? 0
        let range = (values.max() ?? 0) - low
        offset = low
        scale = range > 0 && range.isFinite ? range : 1
      case .standard:
        // Welford's update: neither sums nor squares of large values overflow or cancel.
        var mean = 0.0
        var squares = 0.0
        for (seen, value) in values.enumerated() {
          let delta = value - mean
          mean += delta / Double(seen + 1)
          squares += delta * (value - mean)
        }
        let deviation = count > 0 ? (squares / count).squareRoot() : 0
        offset = mean
        scale = deviation > 0 && deviation.isFinite ? deviation : 1
      }
    }

    public func normalise(_ value: Double) -> Double { (value - offset) / scale }
    public func denormalise(_ value: Double) -> Double { value * scale + offset }
  }

  public let kind: Kind
  /// In the order of a time step's numbers; [I].
  public let inputs: [Column]
  /// In the order of the target's numbers; [D].
  public let targets: [Column]

  public init(kind: Kind, inputs: [Column], targets: [Column]) {
    self.kind = kind
    self.inputs = inputs
    self.targets = targets
  }

  /// Predictions or targets in original units; [N, D] in and out.
  public func denormalise(targets values: [Double]) -> [Double] {
    guard !targets.isEmpty else { return values }
    return values.indices.map { targets[$0 % targets.count].denormalise(values[$0]) }
  }
}
