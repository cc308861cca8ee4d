/// A long list of small numbers in as few bytes each as they need: one up to 256 different ones, two up to 65,536, else
/// four.
struct SymbolArray: Sendable {
  // One of the three is in use: the widest that is not empty.
  private var bytes: [UInt8] = []
  private var halves: [UInt16] = []
  private var words: [UInt32] = []

  var count: Int { bytes.count + halves.count + words.count }

  subscript(place: Int) -> Int {
    if !bytes.isEmpty { return Int(bytes[place]) }
    if !halves.isEmpty { return Int(halves[place]) }
    return Int(words[place])
  }

  /// - Parameter symbol: from 0 to 2³² − 1.
  mutating func append(_ symbol: Int) {
    if words.isEmpty, halves.isEmpty, let small = UInt8(exactly: symbol) {
      bytes.append(small)
    } else if words.isEmpty, let small = UInt16(exactly: symbol) {
      if !bytes.isEmpty {
        halves = bytes.map(UInt16.init)
        bytes = []
      }
      halves.append(small)
    } else {
      if words.isEmpty {
        words = bytes.map(UInt32.init) + halves.map(UInt32.init)
        (bytes, halves) = ([], [])
      }
      words.append(UInt32(symbol))
    }
  }

  /// Forgets everything after the first `count` symbols.
  mutating func cut(to count: Int) {
    bytes.removeLast(max(0, bytes.count - count))
    halves.removeLast(max(0, halves.count - count))
    words.removeLast(max(0, words.count - count))
  }

  /// How often each of `kinds` symbols stands in a range.
  func counts(in range: Range<Int>, kinds: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: kinds)
    if !bytes.isEmpty {
      for symbol in bytes[range] { counts[Int(symbol)] += 1 }
    } else if !halves.isEmpty {
      for symbol in halves[range] { counts[Int(symbol)] += 1 }
    } else {
      for symbol in words[range] { counts[Int(symbol)] += 1 }
    }
    return counts
  }
}
