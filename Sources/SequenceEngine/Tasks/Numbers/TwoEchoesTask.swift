import Glibc

/// Echo of two lags with chance in it: bits xₜ, and yₜ is 1 with probability 0.5 + 0.5 xₜ₋₃ − 0.25 xₜ₋₈; nothing is asked
/// before both are there (the toy data of R2RT, Recurrent neural networks in TensorFlow I, 2016).
///
/// y is 1 in 5 of 8 cases, so knowing nothing scores H(0.625) = 0.6616 nats, the first lag alone
/// (H(0.875) + H(0.375)) / 2 = 0.5192, and both (0 + H(0.75) + H(0.5) + H(0.25)) / 4 = 0.4545.
struct TwoEchoesTask: SequenceTask {
  let length: Int
  private static let lags = (3, 8)

  private static let length = TaskOption.length(40, from: 9)

  static let definition = TaskDefinition(
    "two_echoes", teaches: "a bit that hangs on two earlier ones by chance: the loss tells which lag was found",
    source: "R2RT 2016", options: [length]
  ) { values in TwoEchoesTask(length: values(length)) }

  var longest: Int { length }
  var shape: DataShape { DataShape(input: .vector(size: 1), target: .bits(size: 1), placement: .perStep) }
  var criterion: Criterion? { nil }
  var note: String {
    "two_echoes: \(PlainNumber.counted(length, "random bit")); the target is 1 with probability 0.5, 0.5 more where the bit 3"
      + " steps before is 1, 0.25 less where that 8 steps before is"
  }
  var baseline: Baseline? {
    let nats = Self.entropy(0.625)
    return Baseline(
      loss: nats, scores: [.init(.accuracy, 0.625), .init(.crossEntropy, nats, unit: "nats a bit")],
      sentence: "always answering 0.625; with the first lag alone it is 0.5192")
  }
  var floor: LossFloor? {
    LossFloor(
      loss: (2 * Self.entropy(0.25) + Self.entropy(0.5)) / 4, sentence: "knowing both lags; the rest is chance")
  }

  /// Of a bit, in nats.
  private static func entropy(_ p: Double) -> Double { -p * log(p) - (1 - p) * log(1 - p) }

  func example(_ random: CounterRandom) -> Example {
    let bits = (0..<length).map { Double(random.bits(UInt64($0)) >> 63) }
    let own = random.keyed(1)
    let echo = (0..<length).map { t -> Double in
      guard t >= Self.lags.1 else { return .nan }
      return own.uniform(t) < 0.5 + 0.5 * bits[t - Self.lags.0] - 0.25 * bits[t - Self.lags.1] ? 1 : 0
    }
    return Example(input: .vectors(bits, size: 1), target: .vectors(echo, size: 1), steps: length)
  }
}
