/// Words by number, as they are met: their bytes stand one behind the other, and an open-addressed table finds them.
///
/// The hash is seeded anew in every run, so that nobody can write a text whose words all collide; no number depends on it.
struct WordTable: Sendable {
  /// The bytes of all words.
  private var bytes: [UInt8] = []
  /// Where each word ends; [words].
  private var ends: [Int] = []
  /// Upper half of each word's hash; [words].
  private var hashes: [UInt32] = []
  /// Number of the word at each place of the table, −1 where there is none; a power of two.
  private var slots = [Int32](repeating: -1, count: 64)
  private static let seed = UInt64.random(in: 0 ... .max)

  var count: Int { ends.count }

  func name(_ number: Int) -> String {
    String(decoding: bytes[start(of: number)..<ends[number]], as: UTF8.self)
  }

  /// The number of a word, a new one when it is met for the first time.
  mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(word)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == UInt32(truncatingIfNeeded: hash >> 32), isWord(number, word) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(ends.count)
    bytes.append(contentsOf: word)
    ends.append(bytes.count)
    hashes.append(UInt32(truncatingIfNeeded: hash >> 32))
    if ends.count * 2 > slots.count { grow() }
    return ends.count - 1
  }

  mutating func number(of word: [UInt8]) -> Int { word.withUnsafeBufferPointer { number(of: $0) } }

  /// Takes over the words of a table from a number on; returns their numbers here.
  mutating func adopt(_ other: WordTable, from first: Int) -> [Int] {
    other.bytes.withUnsafeBufferPointer { bytes in
      (first..<max(first, other.count)).map {
        number(of: UnsafeBufferPointer(rebasing: bytes[other.start(of: $0)..<other.ends[$0]]))
      }
    }
  }

  private func start(of number: Int) -> Int { number > 0 ? ends[number - 1] : 0 }

  private func isWord(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = start(of: number)
    guard ends[number] - start == word.count else { return false }
    for place in 0..<word.count where bytes[start + place] != word[place] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    bytes.withUnsafeBufferPointer { bytes in
      for number in ends.indices {
        let hash = Self.hash(UnsafeBufferPointer(rebasing: bytes[start(of: number)..<ends[number]]))
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(number)
      }
    }
  }

  /// Multiply and fold, eight bytes at a time.
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(word)
    var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    func mix(_ block: UInt64) {
      let product = (hash ^ block).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
    }
    var place = 0
    while place + 8 <= bytes.count {
      mix(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    var rest: UInt64 = 0
    while place < bytes.count {
      rest = rest << 8 | UInt64(bytes[place])
      place += 1
    }
    mix(rest)
    mix(seed)
    return hash
  }
}
