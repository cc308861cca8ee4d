/// The sequences of tasks 4 and 5 of Hochreiter and Schmidhuber 1997: T to T + T/10 pairs of a number and a mark.
///
/// One of the first ten pairs is marked by 1, then one of the first T/2 − 1 that are still unmarked; the first and the last
/// pair have the mark −1. If the first pair is chosen, its number becomes one that changes nothing and its mark stays −1.
struct MarkedPairs {
  static let shortest = 20
  static func longest(_ length: Int) -> Int { length + length / 10 }

  private var values: [Double]  // [T, 2]
  private let length: Int

  init(_ random: CounterRandom, length: Int) {
    self.length = length
    let steps = length + random.integer(0, below: length / 10 + 1)
    values = [Double](repeating: 0, count: 2 * steps)
  }

  private var steps: Int { values.count / 2 }

  /// Draws the numbers and the marks, and returns the two marked numbers.
  mutating func place(_ random: CounterRandom, in range: Range<Double>, neutral: Double) -> [Double] {
    let width = range.upperBound - range.lowerBound
    for t in 0..<steps { values[2 * t] = range.lowerBound + width * random.uniform(3 + t) }
    let first = random.integer(1, below: 10)
    let candidates = (0..<length / 2).filter { $0 != first }
    let second = candidates[random.integer(2, below: candidates.count)]
    for chosen in [first, second] { values[2 * chosen + 1] = 1 }
    if first == 0 || second == 0 { values[0] = neutral }
    values[1] = -1
    values[2 * steps - 1] = -1
    return [values[2 * first], values[2 * second]]
  }

  func example(target: Double) -> Example {
    Example(input: .vectors(values, size: 2), target: .vectors([target], size: 1), steps: steps)
  }

  /// How often the first pair is the one that is marked first, and the one that is marked second.
  static func shareAtTheStart(_ length: Int) -> (first: Double, second: Double) {
    (0.1, 0.9 / Double(length / 2 - 1))
  }
}
