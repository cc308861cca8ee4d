import Script

/// What a value is, as one number: equal values have equal fingerprints, in every run of the program. It tells what has
/// changed, and guards against nobody.
struct Fingerprint {
  private(set) var number: UInt64 = 0xcbf2_9ce4_8422_2325

  init() {}

  init(of value: Any) { add(value) }

  init(bytes: some Sequence<UInt8>) { add(bytes: bytes) }

  mutating func add(word: UInt64) {
    number = (number ^ word) &* 0x9e37_79b9_7f4a_7c15
    number ^= number >> 29
  }

  mutating func add(_ text: String) { add(bytes: text.utf8) }

  mutating func add(bytes: some Sequence<UInt8>) {
    var (word, count) = (UInt64(0), UInt64(0))
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      count += 1
      if count.isMultiple(of: 8) { add(word: word) }
    }
    add(word: word)
    add(word: count)
  }

  /// Adds any value by what it holds: members by name, dictionaries and sets whatever their order.
  mutating func add(_ value: Any) {
    switch value {
    case let values as [Double]: add(words: values, \.bitPattern)
    case let values as [Float]: add(words: values) { UInt64($0.bitPattern) }
    case let values as [Int]: add(words: values) { UInt64(bitPattern: Int64($0)) }
    case let value as Value: add(script: value)
    case let values as [Value]: add(script: .list(values))
    case let value as String: add(value)
    case let value as Bool: add(word: value ? 1 : 0)
    case let value as Double: add(word: value.bitPattern)
    case let value as Float: add(word: UInt64(value.bitPattern))
    case let value as any FixedWidthInteger: add(word: UInt64(truncatingIfNeeded: value))
    default: add(Mirror(reflecting: value), of: value)
    }
  }

  /// A script's value without looking into it by reflection: a list may hold a million numbers.
  private mutating func add(script value: Value) {
    switch value {
    case .number(let number): add(word: number.bitPattern)
    case .list(let items):
      add(word: UInt64(items.count))
      for item in items { add(script: item) }
    default: add("\(value)")
    }
  }

  private mutating func add<Number>(words: [Number], _ bits: (Number) -> UInt64) {
    add(word: UInt64(words.count))
    for number in words { add(word: bits(number)) }
  }

  private mutating func add(_ mirror: Mirror, of value: Any) {
    switch mirror.displayStyle {
    case .dictionary, .set:
      add(word: mirror.children.reduce(0) { $0 &+ Fingerprint(of: $1.value).number })
    case .enum where mirror.children.isEmpty: add("\(value)")
    default:
      add(word: UInt64(mirror.children.count))
      for child in mirror.children {
        if let label = child.label { add(label) }
        add(child.value)
      }
    }
  }
}
