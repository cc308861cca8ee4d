/// One horizontal bar for each name: losses of compared models, parameters of layers, probabilities of tokens.
public struct BarChart: Sendable, Equatable {
  public var title: String
  public var bars: [Bar]
  public var scale: Scale
  public var format: NumberFormat
  public var references: [ReferenceLine]

  public init(
    _ title: String = "", bars: [Bar], scale: Scale = .linear, format: NumberFormat = .general,
    references: [ReferenceLine] = []
  ) {
    self.title = title
    self.bars = bars
    self.scale = scale
    self.format = format
    self.references = references
  }

  public struct Bar: Sendable, Equatable {
    public var name: String
    public var value: Double
    /// Written behind the number.
    public var note: String

    public init(_ name: String, _ value: Double, note: String = "") {
      self.name = name
      self.value = value
      self.note = note
    }
  }
}
