/// One or several curves over one x axis, perhaps in a band that says how sure they are: a loss, gradient norms, a
/// forecast.
public struct LineChart: Sendable, Equatable {
  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var yScale: Scale
  public var series: [Series]
  public var references: [ReferenceLine]
  /// Shaded behind the curves.
  public var bands: [Band] = []
  /// The x where the reader stands, lit through the chart.
  public var cursorX: Double?
  /// Values that the y axis reaches also where no curve does, so that compared charts have one scale.
  public var yReach: ClosedRange<Double>?

  public init(
    _ title: String = "", xLabel: String = "", yLabel: String = "", yScale: Scale = .linear, series: [Series],
    references: [ReferenceLine] = [], cursorX: Double? = nil
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.yScale = yScale
    self.series = series
    self.references = references
    self.cursorX = cursorX
  }

  public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What lies between two curves.
  public struct Band: Sendable, Equatable {
    public var name: String
    public var x: [Double]
    /// As many as `x`, as `upper` is.
    public var lower: [Double]
    public var upper: [Double]

    public init(_ name: String, x: [Double], lower: [Double], upper: [Double]) {
      (self.name, self.x, self.lower, self.upper) = (name, x, lower, upper)
    }
  }

  public struct Series: Sendable, Equatable {
    public var name: String
    /// In the order in which they are joined; a point that is not finite breaks the curve.
    public var points: [Point]

    public init(_ name: String, points: [Point]) {
      self.name = name
      self.points = points
    }

    /// `y[i]` stands at x = `firstX` + i · `step`.
    public init(_ name: String, y: [Double], firstX: Double = 1, step: Double = 1) {
      self.init(name, points: y.enumerated().map { Point(x: firstX + Double($0.offset) * step, y: $0.element) })
    }
  }
}
