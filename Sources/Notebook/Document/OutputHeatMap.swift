/// A matrix of numbers as a picture: units × time, gates × time, a weight matrix, the T×T ledger, attention.
public struct HeatMap: Sendable, Equatable {
  public var title: String
  /// A row may be shorter than the others, as in causal attention: what lies beyond its end is drawn as nothing,
  /// while a NaN is shown as a fault.
  public let rows: [[Double]]  // [rows, columns]
  public let columnCount: Int
  /// Empty, or one for each row; a row without a label is told by its number, from 1.
  public var rowLabels: [String]
  /// Empty, or one for each column, such as the tokens that attention looks at.
  public var columnLabels: [String]
  /// What a row is, such as "unit".
  public var rowName: String
  /// What a column is, such as "t".
  public var columnName: String
  /// The number of the first column, such as the first time step shown.
  public var firstColumn: Int
  public var kind: HeatKind
  public var scale: Scale
  /// The values of the lightest and the strongest colour, such as 0…1 for gates; `nil` takes them from the values.
  public var range: ClosedRange<Double>?
  /// The lit column, counted as `firstColumn` is.
  public var cursorColumn: Int?
  /// The lit row, counted from 1.
  public var cursorRow: Int?

  public init(
    _ title: String = "", rows: [[Double]], rowLabels: [String] = [], columnLabels: [String] = [],
    rowName: String = "unit", columnName: String = "t", firstColumn: Int = 1, kind: HeatKind = .signed,
    scale: Scale = .linear, range: ClosedRange<Double>? = nil, cursorColumn: Int? = nil, cursorRow: Int? = nil
  ) {
    self.title = title
    self.rows = rows
    self.columnCount = rows.map(\.count).max() ?? 0
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.rowName = rowName
    self.columnName = columnName
    self.firstColumn = firstColumn
    self.kind = kind
    self.scale = scale
    self.range = range
    self.cursorColumn = cursorColumn
    self.cursorRow = cursorRow
  }
}
