/// An expression in the notation in which cells are written, with the place where it stands.
public struct CellExpression: Sendable, Equatable {
  public indirect enum Kind: Sendable, Equatable {
    case number(Double)
    /// The input, a state before the step, a gate, a vector of weights, or an option.
    case name(String)
    /// A state after the step: `c'`.
    case primed(String)
    /// A function (`tanh`) or a matrix of weights (`W`) applied to vectors.
    case call(String, [CellExpression])
    case negation(CellExpression)
    case binary(CellOperator, CellExpression, CellExpression)
  }

  public var kind: Kind
  /// UTF-8 offset of its first character in the definition's source.
  public var offset: Int
}

/// The operators of the notation; all work element by element.
public enum CellOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
}

/// One equation of a cell: a gate (`update = …`) or the next value of a state (`h' = …`).
public struct CellEquation: Sendable, Equatable {
  /// The gate's or the state's name, without the prime.
  public var name: String
  public var isState: Bool
  /// How many numbers a gate has where it says so, `code[8] = …`: a number or an option's name.
  public var width: CellExpression?
  public var value: CellExpression
  /// The equation as it was written.
  public var text: String
  public var offset: Int

  /// The equation as it would be written: `code[8] = tanh(R(h))`.
  var written: String {
    "\(name)\(isState ? "'" : "")\(width.map { "[\($0.text)]" } ?? "") = \(value.text)"
  }
}

/// What may stand after the `;` in a cell's head: `activation=tanh`, `size=2`.
public enum CellOptionValue: Sendable, Equatable, Codable {
  case function(String)
  case number(Double)
}

/// What is wrong in a cell's definition, and where.
public struct CellError: Error, Equatable, CustomStringConvertible {
  public var message: String
  /// UTF-8 offset in the definition's source.
  public var offset: Int
  public var description: String { message }

  public init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}

extension CellExpression {
  /// Whether the name occurs anywhere in the expression.
  func mentions(_ name: String) -> Bool {
    switch kind {
    case .number, .primed: false
    case .name(let own): own == name
    case .negation(let value): value.mentions(name)
    case .binary(_, let left, let right): left.mentions(name) || right.mentions(name)
    case .call(_, let arguments): arguments.contains { $0.mentions(name) }
    }
  }
}
