import Glibc

/// Running parity: random bits, and at every step whether the number of ones so far is odd (Bengio, Simard, Frasconi
/// 1994); or the answer for the whole sequence at its end.
struct ParityTask: SequenceTask {
  enum Answer: String, CaseIterable { case running, final }

  let length: Int
  let answer: Answer

  private static let length = TaskOption.length(20)
  private static let answer = TaskOption.word(
    "form", Answer.allCases.map(\.rawValue), "an answer at every step, or at the end alone")

  static let definition = TaskDefinition(
    "parity", teaches: "the exclusive or of all bits so far: one bit of state, never forgotten",
    source: "Bengio, Simard, Frasconi 1994; Graves 2016", options: [length, answer]
  ) { values in ParityTask(length: values(length), answer: values.word(answer, .running)) }

  var longest: Int { length }
  var shape: DataShape {
    DataShape(
      input: .vector(size: 1), target: .bits(size: 1), placement: answer == .running ? .perStep : .perSequence)
  }
  var note: String {
    "parity: \(PlainNumber.counted(length, "random bit")); the target is the exclusive or of all bits"
      + (answer == .running ? " so far" : "")
  }
  var baseline: Baseline? { .coin }

  func example(_ random: CounterRandom) -> Example {
    let bits = (0..<length).map { Double(random.bits(UInt64($0)) >> 63) }
    var odd = 0.0
    let parity = bits.map { bit in
      odd = abs(odd - bit)
      return odd
    }
    return Example(
      input: .vectors(bits, size: 1), target: .vectors(answer == .running ? parity : [odd], size: 1), steps: length)
  }
}

extension GeneratedTask {
  public static func parity(length: Int) -> GeneratedTask {
    GeneratedTask(ParityTask.definition, ["length": .integer(length)])
  }
}

extension Baseline {
  /// Guessing a fair bit.
  static var coin: Baseline {
    Baseline(
      loss: log(2), scores: [.init(.accuracy, 0.5), .init(.crossEntropy, log(2), unit: "nats a bit")],
      sentence: "guessing every bit")
  }
}
