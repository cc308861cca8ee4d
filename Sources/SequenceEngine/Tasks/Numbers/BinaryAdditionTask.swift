import Glibc

/// Two binary numbers of n bits, the lowest bit first: at each of n + 1 steps the bit of their sum (the classic task of a
/// carry; both inputs are 0 at the last step, whose bit is the last carry).
///
/// The first n bits of the sum are fair. The carry into bit t is 1 with probability (1 − 2⁻ᵗ) / 2.
struct BinaryAdditionTask: SequenceTask {
  /// n
  let length: Int

  private static let length = TaskOption.length(8, "bits of each number; a sequence has a step more")

  static let definition = TaskDefinition(
    "binary_addition", teaches: "two binary numbers, lowest bit first: a carry is one bit of state",
    source: "of common use", options: [length]
  ) { values in BinaryAdditionTask(length: values(length)) }

  var longest: Int { length + 1 }
  var shape: DataShape { DataShape(input: .vector(size: 2), target: .bits(size: 1), placement: .perStep) }
  var note: String {
    "binary_addition: two numbers of \(PlainNumber.counted(length, "bit")), the lowest first; the target is the bit of"
      + " their sum"
  }
  var baseline: Baseline? {
    let p = (Double(length) / 2 + (1 - exp2(-Double(length))) / 2) / Double(length + 1)
    let nats = -p * log(p) - (1 - p) * log(1 - p)
    return Baseline(
      loss: nats, scores: [.init(.accuracy, 1 - p), .init(.crossEntropy, nats, unit: "nats a bit")],
      sentence: "always answering how often a bit is 1")
  }

  func example(_ random: CounterRandom) -> Example {
    var input = [Double](repeating: 0, count: 2 * (length + 1))  // [T, 2]
    var target = [Double](repeating: 0, count: length + 1)
    var carry = 0
    for t in 0..<length {
      let (a, b) = (Int(random.bits(UInt64(2 * t)) >> 63), Int(random.bits(UInt64(2 * t + 1)) >> 63))
      (input[2 * t], input[2 * t + 1]) = (Double(a), Double(b))
      let sum = a + b + carry
      target[t] = Double(sum % 2)
      carry = sum / 2
    }
    target[length] = Double(carry)
    return Example(
      input: .vectors(input, size: 2), target: .vectors(target, size: 1), steps: length + 1)
  }
}
