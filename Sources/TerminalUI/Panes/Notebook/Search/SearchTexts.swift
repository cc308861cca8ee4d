import Notebook

/// What a search reads of each entry, and how often the text that is looked for stands there: worked out once and kept
/// until the entry changes, so that a letter more costs one pass over bytes.
struct SearchTexts: Sendable, Equatable {
  private(set) var wanted = ""
  /// Whether commands and prose alone are read, letter for letter; else answers too, capitals or not.
  private(set) var isExact = false
  /// In the notebook's order.
  private(set) var ids: [Int] = []
  /// Matches of each entry.
  private(set) var counts: [Int] = []  // [entries]
  private(set) var total = 0
  private var entries: [Entry] = []
  private var texts: [[UInt8]] = []

  mutating func look(for text: String, isExact: Bool) {
    guard text != wanted || isExact != self.isExact else { return }
    wanted = text
    if isExact != self.isExact {
      self.isExact = isExact
      texts = entries.map(bytes)
    }
    count(of: texts.indices)
  }

  /// Takes the entries as they are now; false when nothing is new.
  @discardableResult
  mutating func take(_ new: [Entry]) -> Bool {
    guard new != entries else { return false }
    let isSameOrder = new.count == entries.count && zip(new, entries).allSatisfy { $0.id == $1.id }
    let places = isSameOrder ? [:] : Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
    let (old, oldTexts, oldCounts) = (entries, texts, counts)
    (texts, counts) = ([], [])
    var changed: [Int] = []
    for (index, entry) in new.enumerated() {
      if let place = isSameOrder ? index : places[entry.id], old.indices.contains(place), old[place] == entry {
        texts.append(oldTexts[place])
        counts.append(oldCounts[place])
      } else {
        texts.append(bytes(entry))
        counts.append(0)
        changed.append(index)
      }
    }
    (entries, ids) = (new, new.map(\.id))
    count(of: changed)
    return true
  }

  private mutating func count(of indices: some Sequence<Int>) {
    let needle = isExact ? Array(wanted.utf8) : Self.folded(wanted)
    for index in indices where texts.indices.contains(index) { counts[index] = texts[index].count(of: needle) }
    total = counts.reduce(0, +)
  }

  private func bytes(_ entry: Entry) -> [UInt8] {
    isExact ? Array(entry.text.utf8) : Self.folded(entry.searchedTexts.joined(separator: "\n"))
  }

  private static func folded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      guard byte < 0x80 else { return Array(text.lowercased().utf8) }
      bytes.append((0x41...0x5A).contains(byte) ? byte + 32 : byte)
    }
    return bytes
  }
}

extension [UInt8] {
  /// How often a text stands here, one behind the other.
  fileprivate func count(of needle: [UInt8]) -> Int {
    guard let first = needle.first, count >= needle.count else { return 0 }
    return withUnsafeBufferPointer { bytes in
      needle.withUnsafeBufferPointer { needle in
        var (found, place) = (0, 0)
        let last = bytes.count - needle.count
        while place <= last {
          guard bytes[place] == first else {
            place += 1
            continue
          }
          var length = 1
          while length < needle.count, bytes[place + length] == needle[length] { length += 1 }
          found += length == needle.count ? 1 : 0
          place += length == needle.count ? length : 1
        }
        return found
      }
    }
  }
}
