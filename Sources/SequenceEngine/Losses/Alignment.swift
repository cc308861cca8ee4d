import Glibc

/// All the ways in which labels can lie on the time steps of one sequence, weighed by their probability.
package struct Alignment {
  /// −ln p(labels); infinite where they cannot lie on so few time steps.
  package let loss: Double
  /// What of p goes through each class at each time step; [T, C + 1], empty where p is 0.
  package let shares: [Double]

  /// - Parameter logs: logarithms of the probabilities, [T, C + 1], the blank last.
  package init(_ logs: [Double], steps: Int, width: Int, labels: [Int32]) {
    let blank = width - 1
    // l': the labels with a blank before, between and behind them.
    let places = 2 * labels.count + 1
    let symbols = (0..<places).map { $0.isMultiple(of: 2) ? blank : Int(labels[$0 / 2]) }
    let skips = (0..<places).map { $0 >= 2 && symbols[$0] != blank && symbols[$0] != symbols[$0 - 2] }
    var forward = [Double](repeating: -.infinity, count: steps * places)  // ln α, [T, 2U + 1]
    for t in 0..<steps {
      for s in 0..<places {
        var sum = -Double.infinity
        if t == 0 {
          if s < 2 { sum = 0 }
        } else {
          let before = (t - 1) * places + s
          sum = forward[before]
          if s >= 1 { sum = Self.add(sum, forward[before - 1]) }
          if skips[s] { sum = Self.add(sum, forward[before - 2]) }
        }
        forward[t * places + s] = sum + logs[t * width + symbols[s]]
      }
    }
    var behind = [Double](repeating: -.infinity, count: steps * places)  // ln β, without time t itself; [T, 2U + 1]
    for t in (0..<steps).reversed() {
      for s in 0..<places {
        if t == steps - 1 {
          if s >= places - 2 { behind[t * places + s] = 0 }
          continue
        }
        func next(_ other: Int) -> Double {
          behind[(t + 1) * places + other] + logs[(t + 1) * width + symbols[other]]
        }
        var sum = next(s)
        if s + 1 < places { sum = Self.add(sum, next(s + 1)) }
        if s + 2 < places, skips[s + 2] { sum = Self.add(sum, next(s + 2)) }
        behind[t * places + s] = sum
      }
    }
    let end = steps * places
    let total = places > 1 ? Self.add(forward[end - 1], forward[end - 2]) : forward[end - 1]
    loss = -total
    guard total > -.infinity else {
      shares = []
      return
    }
    var shares = [Double](repeating: 0, count: steps * width)
    for t in 0..<steps {
      for s in 0..<places {
        shares[t * width + symbols[s]] += exp(forward[t * places + s] + behind[t * places + s] - total)
      }
    }
    self.shares = shares
  }

  /// ln(eᵃ + eᵇ)
  private static func add(_ a: Double, _ b: Double) -> Double {
    let (large, small) = a > b ? (a, b) : (b, a)
    guard small > -.infinity else { return large }
    return large + log1p(exp(small - large))
  }

  /// Logarithms of the probabilities of each time step; [T, C + 1]
  package static func logSoftmax(steps: Int, width: Int, logit: (_ t: Int, _ k: Int) -> Double) -> [Double] {
    var logs = [Double](repeating: 0, count: steps * width)
    for t in 0..<steps {
      let own = (0..<width).map { logit(t, $0) }
      let largest = own.max() ?? 0
      let sum = own.reduce(0) { $0 + exp($1 - largest) }
      let norm = largest + log(sum)
      for k in 0..<width { logs[t * width + k] = own[k] - norm }
    }
    return logs
  }

  /// The labels of the likeliest path: the best class of each time step, equal neighbours joined, blanks left out.
  package static func bestPath(_ scores: [Double], steps: Int, width: Int) -> [Int32] {
    var (labels, last) = ([Int32](), width - 1)
    for t in 0..<steps {
      let own = scores[t * width..<(t + 1) * width]
      let best = (own.indices.max { own[$0] < own[$1] } ?? own.startIndex) - own.startIndex
      if best != last, best != width - 1 { labels.append(Int32(best)) }
      last = best
    }
    return labels
  }

  /// Labels to insert, leave out or replace to make one sequence the other (Levenshtein 1966).
  package static func distance(_ a: [Int32], _ b: [Int32]) -> Int {
    var row = Array(0...b.count)
    for (i, own) in a.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = corner + (own == other ? 0 : 1)
        corner = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
