/// The unrolled view: strips that share one time axis, with one lit column t through all of them.
public struct StripChart: Sendable, Equatable {
  public var title: String
  /// The time step of each strip's first value.
  public var firstTime: Int
  /// The time step where the reader stands; `nil` or one outside the strips lights nothing.
  public var cursor: Int?
  public var pass: Pass?
  public var strips: [Strip]
  /// Sentences under the strips, such as "horizon: halves every 3.1 steps".
  public var footers: [String]

  public init(
    _ title: String = "", firstTime: Int = 1, cursor: Int? = nil, pass: Pass? = nil, strips: [Strip],
    footers: [String] = []
  ) {
    self.title = title
    self.firstTime = firstTime
    self.cursor = cursor
    self.pass = pass
    self.strips = strips
    self.footers = footers
  }

  /// The time steps that the longest strip has.
  public var count: Int { strips.map(\.count).max() ?? 0 }

  public enum Pass: Sendable, Equatable { case forward, backward }

  public struct Strip: Sendable, Equatable {
    public var label: String
    public var content: Content
    /// Told at the side. Empty: the strip's own value at the cursor, which a heat strip does not have.
    public var readings: [Reading]
    /// A sentence under the strip; empty draws none.
    public var caption: String

    public init(_ label: String, _ content: Content, readings: [Reading] = [], caption: String = "") {
      self.label = label
      self.content = content
      self.readings = readings
      self.caption = caption
    }

    public var count: Int {
      switch content {
      case .bars(let values), .logBars(let values, _): values.count
      case .heat(let rows, _, _): rows.map(\.count).max() ?? 0
      case .marks(let marks): marks.count
      case .symbols(let symbols): symbols.count
      }
    }
  }

  /// One value for each time step, first to last.
  public enum Content: Sendable, Equatable {
    /// Heights between the smallest and the largest value (zero included where the values lie on both sides of it).
    case bars([Double])
    /// Heights by log10, such as the norm of dL/dh_t, with lines such as vanishing at 1e-6.
    case logBars([Double], references: [ReferenceLine])
    /// Some rows of units × time; `range` as in `HeatMap`.
    case heat(rows: [[Double]], HeatKind, range: ClosedRange<Double>?)
    /// A mark at some time steps.
    case marks([Bool])
    /// Tokens; one that is wider than its column is cut.
    case symbols([String])
  }

  /// What stands at the side of a strip for the lit column.
  public enum Reading: Sendable, Equatable {
    /// The value of another series at t, such as ‖h‖; it follows the cursor.
    case series(String, [Double], NumberFormat = .general)
    case text(String)
  }
}
