/// One or several curves over one x axis: a loss, gradient norms, an eigenvalue spectrum's decay.
public struct LineChart: Sendable, Equatable {
  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var yScale: Scale
  public var series: [Series]
  public var references: [ReferenceLine]
  /// The x where the reader stands, lit through the chart.
  public var cursorX: Double?

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
