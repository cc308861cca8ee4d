/// How several vectors become one, at each time step.
public enum Merge: String, Sendable, CaseIterable, Codable {
  /// One behind the other: y = [x₁; x₂; …].
  case concat
  /// y = x₁ + x₂ + …, all of one size.
  case sum
  /// y = (x₁ + … + x_k) / k, all of one size.
  case mean
  /// y = x₁ ⊙ x₂ ⊙ …, all of one size.
  case product

  func outputSize(of sizes: [Int]) -> Int { self == .concat ? sizes.reduce(0, +) : sizes.first ?? 0 }

  /// The merged vector.
  func merged(_ inputs: [[Double]]) -> [Double] {
    guard let first = inputs.first else { return [] }
    switch self {
    case .concat: return inputs.flatMap { $0 }
    case .sum: return inputs.dropFirst().reduce(first) { zip($0, $1).map(+) }
    case .mean: return inputs.dropFirst().reduce(first) { zip($0, $1).map(+) }.map { $0 / Double(inputs.count) }
    case .product: return inputs.dropFirst().reduce(first) { zip($0, $1).map(*) }
    }
  }

  /// What of a gradient of the merged vector is one input's.
  func share(of number: Int, _ gradient: [Double], _ inputs: [[Double]]) -> [Double] {
    switch self {
    case .concat:
      let first = inputs[..<number].reduce(0) { $0 + $1.count }
      return Array(gradient[first..<first + inputs[number].count])
    case .sum: return gradient
    case .mean: return gradient.map { $0 / Double(inputs.count) }
    case .product:
      return gradient.indices.map { i in
        inputs.indices.reduce(gradient[i]) { $1 == number ? $0 : $0 * inputs[$1][i] }
      }
    }
  }
}
