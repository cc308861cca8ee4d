import Glibc

/// What the elementwise operations of a cell compute, one row in double: the plain reading of the kernels' verbs, for
/// explanations.
extension CellVerb {
  /// The result at every place of the row; operands of width 1 are read at every place.
  func row(_ operands: [[Double]], width: Int) -> [Double] {
    func at(_ number: Int, _ i: Int) -> Double {
      operands[number].count == 1 ? operands[number][0] : operands[number][i]
    }
    switch self {
    case .expand:
      let times = width / max(operands[0].count, 1)
      return (0..<width).map { operands[0][$0 / max(times, 1)] }
    case .normalise: return Self.normalised(operands[0]).values
    default:
      return (0..<width).map { i in
        scalar(at(0, i), operands.count > 1 ? at(1, i) : 0)
      }
    }
  }

  private func scalar(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .negate: -a
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .sigmoid: a >= 0 ? 1 / (1 + Glibc.exp(-a)) : Glibc.exp(a) / (1 + Glibc.exp(a))
    case .tanh: Glibc.tanh(a)
    case .relu: a > 0 ? a : a.isNaN ? a : 0
    case .softplus: max(a, 0) + log1p(Glibc.exp(-Swift.abs(a)))
    case .exp: Glibc.exp(a)
    case .log: Glibc.log(a)
    case .sqrt: a.squareRoot()
    case .abs: Swift.abs(a)
    case .minimum: a.isNaN || b.isNaN ? .nan : min(a, b)
    case .maximum: a.isNaN || b.isNaN ? .nan : max(a, b)
    default: a
    }
  }

  /// The function as a reader writes it; nil for an operator.
  var functionName: String? {
    switch self {
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .softplus: "softplus"
    case .exp: "exp"
    case .log: "log"
    case .sqrt: "sqrt"
    case .abs: "abs"
    case .minimum: "min"
    case .maximum: "max"
    case .normalise: "norm"
    case .expand: "block"
    case .copy: "stop"
    default: nil
    }
  }

  private static func normalised(_ row: [Double]) -> (values: [Double], deviation: Double) {
    let n = Double(max(row.count, 1))
    let mean = row.reduce(0, +) / n
    let deviation = (row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n + 1e-5).squareRoot()
    return (row.map { ($0 - mean) / deviation }, deviation)
  }

  /// The gradient that each operand gets from the result's, full rows; nil where none goes back.
  func gradients(_ g: [Double], operands: [[Double]], result: [Double]) -> [[Double]?] {
    func at(_ number: Int, _ i: Int) -> Double {
      operands[number].count == 1 ? operands[number][0] : operands[number][i]
    }
    func each(_ slope: (Int) -> Double) -> [Double] { g.indices.map { slope($0) * g[$0] } }
    switch self {
    case .add: return [g, g]
    case .subtract: return [g, g.map { -$0 }]
    case .multiply: return [each { at(1, $0) }, each { at(0, $0) }]
    case .divide: return [each { 1 / at(1, $0) }, each { -result[$0] / at(1, $0) }]
    case .negate: return [g.map { -$0 }]
    case .sigmoid: return [each { result[$0] * (1 - result[$0]) }]
    case .tanh: return [each { 1 - result[$0] * result[$0] }]
    case .relu: return [each { result[$0] > 0 ? 1 : 0 }]
    case .softplus: return [each { CellVerb.sigmoid.scalar(at(0, $0), 0) }]
    case .exp: return [each { result[$0] }]
    case .log: return [each { 1 / at(0, $0) }]
    case .sqrt: return [each { 0.5 / result[$0] }]
    case .abs: return [each { at(0, $0) > 0 ? 1 : at(0, $0) < 0 ? -1 : 0 }]
    case .minimum: return [each { at(0, $0) <= at(1, $0) ? 1 : 0 }, each { at(0, $0) > at(1, $0) ? 1 : 0 }]
    case .maximum: return [each { at(0, $0) >= at(1, $0) ? 1 : 0 }, each { at(0, $0) < at(1, $0) ? 1 : 0 }]
    case .expand:
      let width = operands[0].count
      let times = g.count / max(width, 1)
      return [(0..<width).map { unit in g[unit * times..<(unit + 1) * times].reduce(0, +) }]
    case .normalise:
      let deviation = Self.normalised(operands[0]).deviation
      let n = Double(max(g.count, 1))
      let mean = g.reduce(0, +) / n
      let along = zip(g, result).reduce(0) { $0 + $1.0 * $1.1 } / n
      return [g.indices.map { (g[$0] - mean - result[$0] * along) / deviation }]
    default: return operands.map { _ in nil }
    }
  }
}
