/// A permutation of 0 ..< count that is computed place by place, so that any update of any epoch is found without
/// shuffling the whole epoch.
///
/// A Feistel network over the next even number of bits is a bijection whatever its round function is; places that fall
/// outside are walked on until they fall inside (Black, Rogaway: Ciphers with Arbitrary Finite Domains, CT-RSA 2002).
struct SeededPermutation: Sendable {
  let count: Int
  private let halfBits: UInt64
  private let rounds: [CounterRandom]

  init(count: Int, random: CounterRandom) {
    self.count = count
    var half: UInt64 = 3
    while half < 31, 1 << (2 * half) < UInt64(count) { half += 1 }
    halfBits = half
    rounds = (0..<6).map { random.keyed($0) }
  }

  /// What stands at `place`; 0 ≤ place < count.
  subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "a place inside the permutation")
    let mask: UInt64 = (1 << halfBits) - 1
    var value = UInt64(place)
    repeat {
      var left = value >> halfBits
      var right = value & mask
      for round in rounds { (left, right) = (right, left ^ (round.bits(right) >> 7 & mask)) }
      value = left << halfBits | right
    } while value >= UInt64(count)
    return Int(value)
  }
}
