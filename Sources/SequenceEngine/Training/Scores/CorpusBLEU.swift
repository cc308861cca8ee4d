/// How much of what was written stands in the references, by n-grams of one to four symbols, one reference for each text.
///
///     BLEU = BP · exp(Σₙ ln pₙ / N),    BP = 1 where c > r, exp(1 − r/c) otherwise
///
/// pₙ is the share of all written n-grams that stand in their reference, each counted at most as often as there; c and
/// r are the symbols of all that was written and of all references. Orders that are longer than every reference are
/// left out, so that N is 4 or the length of the longest. Papineni, Roukos, Ward, Zhu: BLEU, ACL 2002.
public struct CorpusBLEU: Sendable, Equatable {
  public static let longest = 4

  private var matched = [Int](repeating: 0, count: longest)
  private var counted = [Int](repeating: 0, count: longest)
  private var (written, wanted, longestReference) = (0, 0, 0)

  public init() {}

  public mutating func add(_ text: [Int32], reference: [Int32]) {
    written += text.count
    wanted += reference.count
    longestReference = max(longestReference, reference.count)
    for n in 1...Self.longest {
      let known = Self.grams(reference, n)
      for (gram, count) in Self.grams(text, n) { matched[n - 1] += min(count, known[gram] ?? 0) }
      counted[n - 1] += max(0, text.count - n + 1)
    }
  }

  /// From 0 to 1; nil before there is a reference with symbols.
  public var score: Double? {
    let orders = min(Self.longest, longestReference)
    guard orders > 0 else { return nil }
    var mean = 0.0
    for n in 0..<orders {
      guard matched[n] > 0 else { return 0 }
      mean += Double.logarithm1p(Double(matched[n]) / Double(counted[n]) - 1) / Double(orders)
    }
    return Double.exponential(mean + (written > wanted ? 0 : 1 - Double(wanted) / Double(written)))
  }

  private static func grams(_ text: [Int32], _ n: Int) -> [ArraySlice<Int32>: Int] {
    guard text.count >= n else { return [:] }
    var counts: [ArraySlice<Int32>: Int] = [:]
    for start in 0...text.count - n { counts[text[start..<start + n], default: 0] += 1 }
    return counts
  }
}
