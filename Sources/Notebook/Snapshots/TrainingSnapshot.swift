/// A training as the screen shows it: curves over updates, and how far the running one is.
public struct TrainingSnapshot: Sendable, Equatable {
  public var model: String
  /// Number of each update shown; long histories are thinned.
  public var updates: [Double] = []  // [N]
  public var losses: [Double] = []  // [N]
  public var gradientNorms: [Double] = []  // [N]
  /// By layer, in the model's order.
  public var layers: [Layer] = []
  /// Validation losses with the update at which each was measured.
  public var validations: [LineChart.Point] = []
  /// Loss of knowing nothing, and what it is called.
  public var baseline: ReferenceLine?
  /// The update that the model was put back to; nil: it stands at the latest.
  public var standing: Int?
  /// Updates of the running `train`, and how many it was asked for; nil at rest.
  public var run: Run?
  /// Time steps of all sequences in a second.
  public var tokensPerSecond: Double?

  public init(model: String) { self.model = model }

  /// Where in the curves the model stands: the last update shown that it has made; nil: before the first.
  public var place: Int? {
    guard let standing else { return updates.indices.last }
    return updates.lastIndex { $0 <= Double(standing) }
  }

  public struct Layer: Sendable, Equatable {
    public var name: String
    public var gradientNorms: [Double]  // [N], as `updates`
    /// Norm of the latest change of the layer's weights over the norm of its weights; nil before it was measured.
    public var updateRatio: Double?

    public init(name: String, gradientNorms: [Double], updateRatio: Double? = nil) {
      self.name = name
      self.gradientNorms = gradientNorms
      self.updateRatio = updateRatio
    }
  }

  public struct Run: Sendable, Equatable {
    public var done: Int
    public var total: Int
    /// Estimated seconds to its end.
    public var secondsLeft: Double

    public init(done: Int, total: Int, secondsLeft: Double) {
      self.done = done
      self.total = total
      self.secondsLeft = secondsLeft
    }
  }
}
