/// Where one number of the unrolled example comes from, and where its gradient comes from.
public struct Explanation: Sendable, Equatable {
  /// An expression with the number that each part of it has.
  public indirect enum Formula: Sendable, Equatable {
    case named(String, Double)
    case call(String, [Formula])
    case negation(Formula)
    case binary(String, Formula, Formula)
  }

  /// A factor pair of a weighted sum: input · weight, or gradient · weight on the way back.
  public struct Part: Sendable, Equatable {
    public var name: String
    public var factor: Double
    public var weight: Double
    public var value: Double { factor * weight }
  }

  /// Σ over all inputs of input · weight: the largest ones listed, the rest summed.
  public struct Sum: Sendable, Equatable {
    public var name: String
    public var value: Double
    public var largest: [Part]
    public var restCount: Int
    public var rest: Double

    init(_ name: String, _ parts: [Part], listed: Int = 5) {
      self.name = name
      let order = parts.indices.sorted { (abs(parts[$0].value), $1) > (abs(parts[$1].value), $0) }
      largest = order.prefix(listed).map { parts[$0] }
      let others = order.dropFirst(listed).map { parts[$0].value }
      restCount = others.count
      rest = others.reduce(0, +)
      value = largest.reduce(rest) { $0 + $1.value }
    }
  }

  /// What one reader of the value sends back: dL/d(reader) · d(reader)/d(value).
  public struct Route: Sendable, Equatable {
    /// "the loss", "layer dense2", "forget at t = 11".
    public var name: String
    public var value: Double
    /// dL/d(reader) and d(reader)/d(value), where the reader works element by element.
    public var factors: (upstream: Double, local: Double)?
    /// Where the reader is a matrix.
    public var sum: Sum?

    public static func == (a: Self, b: Self) -> Bool {
      a.name == b.name && a.value == b.value && a.factors?.upstream == b.factors?.upstream
        && a.factors?.local == b.factors?.local && a.sum == b.sum
    }
  }

  /// "forget[2] at t = 5".
  public var name: String
  public var value: Double
  /// The equation as it is written; nil where there is none, as for an input.
  public var equation: String?
  public var formula: Formula?
  /// The weighted sums in the formula.
  public var sums: [Sum] = []
  /// Why the value is not what its equation says.
  public var note: String?
  /// dL/d(value); nil where there is none, as for symbols.
  public var gradient: Double?
  public var routes: [Route] = []
  /// The gradient by central differences of the loss; nil where the value cannot be held.
  public var numericGradient: Double?

  /// What the formula gives.
  public var computed: Double? { formula.map(\.value) }
  /// What the routes add up to.
  public var routed: Double { routes.reduce(0) { $0 + $1.value } }
}

extension Explanation.Formula {
  /// The number that the expression has.
  public var value: Double {
    switch self {
    case .named(_, let value): return value
    case .negation(let inner): return -inner.value
    case .binary(let sign, let left, let right):
      switch sign {
      case "+": return left.value + right.value
      case "-": return left.value - right.value
      case "*": return left.value * right.value
      default: return left.value / right.value
      }
    case .call(let name, let arguments):
      // norm needs the whole row, so its own value stands inside it.
      if name == "norm" || name == "block" || name == "stop" { return arguments.first?.value ?? .nan }
      let verb = CellVerb.named(name)
      return verb?.row(arguments.map { [$0.value] }, width: 1).first ?? .nan
    }
  }
}

extension CellVerb {
  static func named(_ name: String) -> CellVerb? {
    [.sigmoid, .tanh, .relu, .softplus, .exp, .log, .sqrt, .abs, .minimum, .maximum].first { $0.functionName == name }
  }
}
