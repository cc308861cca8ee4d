/// A long list of small numbers in as few bytes each as they need: one up to 256 different ones, two up to 65,536, else
/// four.
package struct SymbolArray: Sendable {
  // One of the three is in use: the widest that is not empty.
  private var bytes: [UInt8] = []
  private var halves: [UInt16] = []
  private var words: [UInt32] = []

  package var count: Int { bytes.count + halves.count + words.count }

  package subscript(place: Int) -> Int {
    if !bytes.isEmpty { return Int(bytes[place]) }
    if !halves.isEmpty { return Int(halves[place]) }
    return Int(words[place])
  }

  /// Takes memory for so many symbols, as long as they are small ones.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// - Parameter symbol: from 0 to 2³² − 1.
  mutating func append(_ symbol: Int) {
    if words.isEmpty, halves.isEmpty, let small = UInt8(exactly: symbol) {
      bytes.append(small)
    } else if words.isEmpty, let small = UInt16(exactly: symbol) {
      widenToHalves()
      halves.append(small)
    } else {
      widenToWords()
      words.append(UInt32(symbol))
    }
  }

  mutating func append(bytes run: UnsafeBufferPointer<UInt8>) {
    guard halves.isEmpty, words.isEmpty else {
      for byte in run { append(Int(byte)) }
      return
    }
    bytes.append(contentsOf: run)
  }

  /// Appends what a table of `kinds` symbols says of each byte.
  mutating func append(_ run: UnsafeBufferPointer<UInt8>, as numbers: [Int32], kinds: Int) {
    guard kinds <= 256, halves.isEmpty, words.isEmpty else {
      for byte in run { append(Int(numbers[Int(byte)])) }
      return
    }
    numbers.withUnsafeBufferPointer { numbers in
      bytes.append(contentsOf: run.lazy.map { UInt8(truncatingIfNeeded: numbers[Int($0)]) })
    }
  }

  /// Appends other symbols, those from `first` on under the numbers that `renumbered` gives them.
  mutating func append(_ other: SymbolArray, from first: Int, renumbered: [Int]) {
    let isSame = renumbered.enumerated().allSatisfy { first + $0 == $1 }
    if isSame, other.words.isEmpty, other.halves.isEmpty, halves.isEmpty, words.isEmpty {
      bytes += other.bytes
    } else if isSame, other.words.isEmpty, other.bytes.isEmpty, words.isEmpty {
      widenToHalves()
      halves += other.halves
    } else {
      for place in 0..<other.count {
        let symbol = other[place]
        append(symbol < first ? symbol : renumbered[symbol - first])
      }
    }
  }

  /// Forgets everything after the first `count` symbols.
  mutating func cut(to count: Int) {
    bytes.removeLast(max(0, bytes.count - count))
    halves.removeLast(max(0, halves.count - count))
    words.removeLast(max(0, words.count - count))
  }

  /// Leaves out a symbol at a place and wherever it follows itself behind it.
  mutating func dropRepeats(of symbol: Int, from first: Int) {
    var before = symbol
    func isKept(_ own: Int) -> Bool {
      defer { before = own }
      return own != symbol || before != symbol
    }
    if !bytes.isEmpty {
      bytes = Array(bytes[..<first]) + bytes[first...].filter { isKept(Int($0)) }
    } else if !halves.isEmpty {
      halves = Array(halves[..<first]) + halves[first...].filter { isKept(Int($0)) }
    } else {
      words = Array(words[..<first]) + words[first...].filter { isKept(Int($0)) }
    }
  }

  /// How often each of `kinds` symbols stands in a range.
  package func counts(in range: Range<Int>, kinds: Int) -> [Int] {
    let parts = Parallel.ranges(range.count, grain: 1 << 18).map {
      range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
    }
    var counts = [Int](repeating: 0, count: parts.count * kinds)
    counts.withUnsafeMutableBufferPointer { counts in
      let counts = counts
      Parallel.run(parts.count) { part in
        let own = UnsafeMutableBufferPointer(rebasing: counts[part * kinds..<(part + 1) * kinds])
        if !bytes.isEmpty {
          for symbol in bytes[parts[part]] { own[Int(symbol)] += 1 }
        } else if !halves.isEmpty {
          for symbol in halves[parts[part]] { own[Int(symbol)] += 1 }
        } else {
          for symbol in words[parts[part]] { own[Int(symbol)] += 1 }
        }
      }
    }
    return (0..<kinds).map { kind in parts.indices.reduce(0) { $0 + counts[$1 * kinds + kind] } }
  }

  private mutating func widenToHalves() {
    guard halves.isEmpty, !bytes.isEmpty else { return }
    halves = bytes.map(UInt16.init)
    bytes = []
  }

  private mutating func widenToWords() {
    guard words.isEmpty else { return }
    words = bytes.map(UInt32.init) + halves.map(UInt32.init)
    (bytes, halves) = ([], [])
  }
}
