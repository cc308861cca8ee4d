/// Random numbers that are a pure function of (seed, stream, counters): nothing is remembered between draws, so a replay
/// or a resumed run sees the same numbers wherever it starts.
///
/// The mixing is SplitMix64's finaliser applied key by key (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, OOPSLA 2014).
public struct CounterRandom: Sendable, Equatable {
  /// What a draw is for; two streams never share numbers.
  public enum Stream: UInt64, Sendable {
    case initialisation = 1
    case data, shuffle, split, dropout, sampling, gradientCheck, script, teacherForcing, recurrentDropout
  }

  private let key: UInt64

  public init(seed: UInt64, stream: Stream) {
    key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ stream.rawValue)
  }

  private init(key: UInt64) { self.key = key }

  /// The generator of one more counter: (seed, stream) keyed by update, layer, example, time step, …
  public func keyed(_ counter: UInt64) -> CounterRandom {
    CounterRandom(key: Self.mix(key ^ (counter &* 0xD1B5_4A32_D192_ED03 &+ 0x9E37_79B9_7F4A_7C15)))
  }

  public func keyed(_ counter: Int) -> CounterRandom { keyed(UInt64(bitPattern: Int64(counter))) }

  /// 64 random bits for place `index`.
  public func bits(_ index: UInt64) -> UInt64 { Self.mix(key &+ index &* 0x9E37_79B9_7F4A_7C15) }

  /// Uniform in [0, 1) for place `index`, all 53 bits random.
  public func uniform(_ index: Int) -> Double { Double(bits(UInt64(index)) >> 11) * 0x1p-53 }

  /// Uniform among 0 ..< bound for place `index`; bound ≥ 1. The bias of the multiply-shift is below bound / 2⁶⁴.
  public func integer(_ index: Int, below bound: Int) -> Int {
    Int(bits(UInt64(index)).multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A shuffled copy of 0 ..< count (Fisher and Yates).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(i, below: i + 1)) }
    return order
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
