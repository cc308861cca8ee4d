import Glibc

/// Running parity: random bits, and at every step whether the number of ones so far is odd (Bengio, Simard, Frasconi
/// 1994).
struct ParityTask: SequenceTask {
  let length: Int

  var longest: Int { length }
  var shape: DataShape { DataShape(input: .vector(size: 1), target: .bits(size: 1), placement: .perStep) }
  var note: String {
    "parity: \(PlainNumber.counted(length, "random bit")); the target is the exclusive or of all bits so far"
  }
  var baseline: Baseline { .coin }

  func example(_ random: CounterRandom) -> Example {
    let bits = (0..<length).map { Double(random.bits(UInt64($0)) >> 63) }
    var odd = 0.0
    let parity = bits.map { bit in
      odd = abs(odd - bit)
      return odd
    }
    return Example(input: .vectors(bits, size: 1), target: .vectors(parity, size: 1), steps: length)
  }
}

/// Delayed echo: random bits, and at step t the bit of step t − lag; nothing is asked before step lag.
struct EchoTask: SequenceTask {
  let length: Int
  let lag: Int

  var longest: Int { length }
  var shape: DataShape { DataShape(input: .vector(size: 1), target: .bits(size: 1), placement: .perStep) }
  var note: String {
    "echo: \(PlainNumber.counted(length, "random bit")); the target is the bit"
      + " \(PlainNumber.counted(lag, "step")) before"
  }
  var baseline: Baseline { .coin }

  func example(_ random: CounterRandom) -> Example {
    let bits = (0..<length).map { Double(random.bits(UInt64($0)) >> 63) }
    let echo = (0..<length).map { $0 < lag ? .nan : bits[$0 - lag] }
    return Example(input: .vectors(bits, size: 1), target: .vectors(echo, size: 1), steps: length)
  }
}

extension Baseline {
  /// Guessing a fair bit.
  fileprivate static var coin: Baseline {
    Baseline(
      loss: log(2), scores: [.init(.accuracy, 0.5), .init(.crossEntropy, log(2), unit: "nats a bit")],
      sentence: "guessing every bit")
  }
}
