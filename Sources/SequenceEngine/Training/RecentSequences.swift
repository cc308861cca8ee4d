/// Which of the sequences that a model was trained on last it had right when it saw them.
///
/// A value of a few kilobytes, so that it goes along with the model through undo, rewind and replay.
public struct RecentSequences: Sendable, Equatable, Codable {
  /// Sequences that are remembered.
  public static let most = 10_000

  private var bits: [UInt64] = []  // [most / 64], one bit a sequence, a ring
  private var next = 0
  /// Sequences that are known, at most `most`.
  public private(set) var count = 0

  public init() {}

  /// Adds the sequences of one update in the order of its batch.
  package mutating func add(_ solved: [Bool]) {
    guard !solved.isEmpty else { return }
    if bits.isEmpty { bits = Array(repeating: 0, count: (Self.most + 63) / 64) }
    for isSolved in solved {
      let (word, bit) = (next / 64, UInt64(1) << UInt64(next % 64))
      if isSolved { bits[word] |= bit } else { bits[word] &= ~bit }
      next = (next + 1) % Self.most
      count = min(count + 1, Self.most)
    }
  }

  /// The share that was right among the latest `number`; nil before there were so many.
  public func share(ofLatest number: Int) -> Double? {
    guard number > 0, number <= count else { return nil }
    let start = next - number
    let solved = solved(in: max(start, 0)..<next) + (start < 0 ? self.solved(in: Self.most + start..<Self.most) : 0)
    return Double(solved) / Double(number)
  }

  /// How many bits are set, 64 at a time: a condition may ask after every update.
  private func solved(in places: Range<Int>) -> Int {
    var (count, place) = (0, places.lowerBound)
    while place < places.upperBound {
      let bit = place % 64
      let width = min(64 - bit, places.upperBound - place)
      let word = bits[place / 64] >> UInt64(bit)
      count += (width == 64 ? word : word & ((1 << UInt64(width)) - 1)).nonzeroBitCount
      place += width
    }
    return count
  }
}
