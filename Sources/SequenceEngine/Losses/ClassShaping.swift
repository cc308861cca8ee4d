/// What is learned from classes other than their plain cross-entropy, as in PyTorch's `CrossEntropyLoss`.
///
/// L = Σₙ [(1 − ε) w(yₙ) (−ln p(yₙ)) + ε/C Σ_c w(c) (−ln pₙ(c))] / Σₙ w(yₙ), with ε the smoothing (Szegedy et al.:
/// Rethinking the Inception architecture, 2016), w the weights of the C classes, and n all targets that exist.
package struct ClassShaping: Sendable, Equatable {
  package var smoothing: Double
  /// [class]; nil: 1 for each.
  package var weights: [Double]?
  /// Σₙ w(yₙ) over the whole batch, of which a pass may see a stretch of time.
  package var total: Double

  package init(smoothing: Double, weights: [Double]?, _ target: SequenceTarget) {
    self.smoothing = smoothing
    self.weights = weights
    total = 0
    guard case .classes(let classes) = target else { return }
    for own in classes where own >= 0 { total += weights?[Int(own)] ?? 1 }
  }

  /// Loss of one target over `total`.
  func loss<Scalar: KernelScalar>(_ logs: UnsafePointer<Scalar>, _ count: Int, target: Int) -> Double {
    guard total > 0 else { return 0 }
    var loss = -(1 - smoothing) * weight(target) * Double(logs[target])
    if smoothing > 0 {
      for c in 0..<count { loss -= smoothing / Double(count) * weight(c) * Double(logs[c]) }
    }
    return loss / total
  }

  /// Its slope by each logit.
  func writeSlope<Scalar: KernelScalar>(
    _ logs: UnsafePointer<Scalar>, _ count: Int, target: Int, to slope: UnsafeMutablePointer<Scalar>
  ) {
    let (own, spread) = ((1 - smoothing) * weight(target), smoothing / Double(count))
    var all = own
    for c in 0..<count { all += spread * weight(c) }
    for c in 0..<count {
      let wanted = (c == target ? own : 0) + spread * weight(c)
      slope[c] = total > 0 ? Scalar((all * Double.exponential(Double(logs[c])) - wanted) / total) : 0
    }
  }

  private func weight(_ c: Int) -> Double { weights?[c] ?? 1 }
}

extension Dataset {
  /// Weights that give every class the same part in training: n / (C n_c), n_c how often class c stands in the training
  /// part (at most 10,000 of its sequences), C the classes that it has; 0 for others. Nil for targets that are no
  /// classes.
  package var balancedClassWeights: [Double]? {
    guard case .classes(let size) = shape.target else { return nil }
    let all = count(.train) ?? 1000
    let used = min(all, 10_000)
    var counts = [Double](repeating: 0, count: size)
    for number in 0..<used {
      guard let example = try? example(.train, all / used * number), case .classes(let own) = example.target else {
        continue
      }
      for c in own where c >= 0 { counts[Int(c)] += 1 }
    }
    let (sum, present) = (counts.reduce(0, +), Double(counts.count { $0 > 0 }))
    return counts.map { $0 > 0 ? sum / (present * $0) : 0 }
  }
}
