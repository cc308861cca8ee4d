/// Changed copies of kept inputs, the same ones for the same seed: bits flipped, bytes put in, taken out and repeated,
/// numbers at the edges of their types, the reader's own words, and the head of one input with the tail of another.
struct Mutation {
  private static let longest = 8192
  /// What lengths, counts and offsets break on.
  private static let edges: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, .max,
  ]

  private let inputs: [[UInt8]]
  private let words: [[UInt8]]
  private var random: SplitMix

  init(of inputs: [[UInt8]], words: [String], seed: UInt64) {
    self.inputs = inputs
    self.words = words.map { Array($0.utf8) }
    random = SplitMix(state: seed)
  }

  mutating func next() -> [UInt8] {
    var bytes = inputs.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&bytes) }
    return Array(bytes.prefix(Self.longest))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(.random(in: 0...255, using: &random)) }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 1...32, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = .random(in: 0...255, using: &random)
    case 2: bytes.insert(.random(in: 0...255, using: &random), at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6:
      let edge = Self.edges.randomElement(using: &random) ?? 0
      for offset in 0..<min([1, 2, 4, 8].randomElement(using: &random) ?? 1, bytes.count - place) {
        bytes[place + offset] = UInt8(truncatingIfNeeded: edge >> (8 * offset))
      }
    case 7: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
    default:
      let other = inputs.randomElement(using: &random) ?? []
      bytes = bytes[..<place] + other.suffix(Int.random(in: 0...other.count, using: &random))
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
