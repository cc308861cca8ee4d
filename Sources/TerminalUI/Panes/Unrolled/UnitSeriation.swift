import Glibc
import Notebook

extension UnitOrder {
  /// The units, from 0, in the order in which their rows stand from the top.
  func arranged(_ values: UnrolledSnapshot.Values) -> [Int] {
    let natural = Array(0..<max(0, values.width))
    guard values.width > 1, values.numbers.count >= values.width else { return natural }
    switch self {
    case .natural: return natural
    case .sorted:
      let means = Self.sampled(values).map { unit in unit.reduce(0, +) / Double(max(1, unit.count)) }
      return natural.sorted { means[$0] != means[$1] ? means[$0] > means[$1] : $0 < $1 }
    case .clustered: return Self.byLikeness(Self.sampled(values))
    }
  }

  /// More time steps than these do not change who moves with whom.
  private static let sampleLimit = 64

  /// Each unit's values at evenly spaced time steps; what is not finite counts as zero.
  private static func sampled(_ values: UnrolledSnapshot.Values) -> [[Double]] {
    let steps = values.numbers.count / values.width
    let count = min(steps, sampleLimit)
    return (0..<values.width).map { unit in
      (0..<count).map { sample in
        let value = values.numbers[sample * steps / count * values.width + unit]
        return value.isFinite ? min(max(value, -1e100), 1e100) : 0
      }
    }
  }

  /// The angle in the plane of the first two principal components: neighbours correlate (Friendly, Corrgrams, The
  /// American Statistician 56, 2002). It takes O(H · samples), where comparing all pairs would take O(H²).
  private static func byLikeness(_ units: [[Double]]) -> [Int] {
    let moves = units.map(Self.standardized)
    let first = principal(moves, besides: nil)
    let second = principal(moves, besides: first)
    let angles = moves.map { unit in atan2(dot(unit, second), dot(unit, first)) }
    let sorted = units.indices.sorted { angles[$0] != angles[$1] ? angles[$0] < angles[$1] : $0 < $1 }
    // The circle is cut where the neighbours differ most.
    var cut = (place: 0, gap: -1.0)
    for place in sorted.indices {
      let before = angles[sorted[(place + sorted.count - 1) % sorted.count]]
      let gap = angles[sorted[place]] - before + (place == 0 ? 2 * Double.pi : 0)
      if gap > cut.gap { cut = (place, gap) }
    }
    return Array(sorted[cut.place...] + sorted[..<cut.place])
  }

  private static func standardized(_ unit: [Double]) -> [Double] {
    let mean = unit.reduce(0, +) / Double(max(1, unit.count))
    let centred = unit.map { $0 - mean }
    let norm = dot(centred, centred).squareRoot()
    return norm > 0 && norm.isFinite ? centred.map { $0 / norm } : centred.map { _ in 0 }
  }

  /// Power iteration from a fixed start, so that the same values always give the same order.
  private static func principal(_ moves: [[Double]], besides known: [Double]?) -> [Double] {
    let count = moves.first?.count ?? 0
    var direction = (0..<count).map { cos(Double($0 + 1) * (known == nil ? 0.7 : 1.3)) }
    for _ in 0..<24 {
      var next = [Double](repeating: 0, count: count)
      for unit in moves {
        let share = dot(unit, direction)
        for step in 0..<count { next[step] += share * unit[step] }
      }
      if let known {
        let share = dot(next, known)
        for step in 0..<count { next[step] -= share * known[step] }
      }
      let norm = dot(next, next).squareRoot()
      guard norm > 1e-300, norm.isFinite else { return [Double](repeating: 0, count: count) }
      direction = next.map { $0 / norm }
    }
    return direction
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
