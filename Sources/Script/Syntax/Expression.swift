/// An expression with its place in the source.
public struct Expression: Sendable {
  public let kind: Kind
  public let range: SourceRange
  /// Levels of the tree below and with this node; never above `Limits.nesting`, so that recursion over it is safe.
  let depth: Int

  public indirect enum Kind: Sendable {
    case number(Double)
    case bool(Bool)
    case string([StringPart])
    case list([Expression])
    /// `lower..upper by step`, both ends included.
    case range(lower: Expression, upper: Expression, step: Expression?)
    /// A variable, a measure (`valid.loss`) or a layer.
    case name(String)
    case call(function: Name, arguments: [Expression])
    /// `list[index]`, counted from 1.
    case index(Expression, Expression)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
  }

  public enum StringPart: Sendable {
    case text(String)
    case value(Expression, format: NumberFormat)
  }

  public enum UnaryOperator: String, Sendable {
    case negate = "-"
    case not
  }

  public enum BinaryOperator: String, Sendable {
    case or, and
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "^"
  }
}

/// A name with its place in the source.
public struct Name: Sendable, Hashable {
  public let text: String
  public let range: SourceRange

  public init(text: String, range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// What a script may ask for before it is refused.
public enum Limits {
  /// Brackets, blocks and levels of one expression inside one another.
  public static let nesting = 256
  /// The stack that a thread needs to parse and evaluate at that depth; 2 MB are in use at most.
  public static let stackBytes = 4 << 20
  public static let lineBytes = 1 << 20
  public static let fileBytes = 16 << 20
  /// Messages about one source; the rest of it is not looked at.
  public static let diagnostics = 100
  public static let listCount = 1_000_000
  public static let textBytes = 16 << 20
}
