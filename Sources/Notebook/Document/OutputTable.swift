/// Named columns and typed values in rows.
public struct Table: Sendable, Equatable {
  public var title: String
  public var columns: [Column]
  /// A row may be shorter than `columns`: what is left out is missing. Values beyond the last column are not shown.
  public var rows: [[Value]]

  public init(_ title: String = "", columns: [Column], rows: [[Value]] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  public struct Column: Sendable, Equatable {
    public var name: String
    public var kind: Kind
    public var alignment: Alignment

    /// Numbers stand at the right and text at the left unless `alignment` says otherwise.
    public init(_ name: String, _ kind: Kind = .text, alignment: Alignment? = nil) {
      self.name = name
      self.kind = kind
      self.alignment = alignment ?? (kind == .number ? .trailing : .leading)
    }
  }

  public enum Kind: Sendable, Equatable { case text, number }

  public enum Alignment: Sendable, Equatable { case leading, trailing, center }

  public enum Value: Sendable, Equatable, ExpressibleByStringLiteral {
    case text(String)
    case number(Double, NumberFormat = .general)
    case missing

    public init(stringLiteral text: String) { self = .text(text) }

    /// A whole number, digits grouped by three.
    public static func count(_ number: Int) -> Value { .number(Double(number), .integer) }
  }
}
