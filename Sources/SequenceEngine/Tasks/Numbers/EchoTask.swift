/// Delayed echo: random bits, and at step t the bit of step t − lag; nothing is asked before step lag.
struct EchoTask: SequenceTask {
  let length: Int
  let lag: Int

  private static let length = TaskOption.length(20, from: 2)
  private static let lag = TaskOption.integer("lag", 3, 0...1_000_000_000, "how many steps before")

  static let definition = TaskDefinition(
    "echo", teaches: "the bit of some steps before: a delay line", source: "of common use", options: [length, lag]
  ) { values in
    let (length, lag) = (values(length), values(lag))
    guard lag < length else {
      throw DataError(
        "data echo lag=", expected: "from 0 to \(PlainNumber.grouped(length - 1)), less than the length",
        found: PlainNumber.grouped(lag), advice: "make length= longer or lag= shorter")
    }
    return EchoTask(length: length, lag: lag)
  }

  var longest: Int { length }
  var shape: DataShape { DataShape(input: .vector(size: 1), target: .bits(size: 1), placement: .perStep) }
  var note: String {
    "echo: \(PlainNumber.counted(length, "random bit")); the target is the bit"
      + " \(PlainNumber.counted(lag, "step")) before"
  }
  var baseline: Baseline? { .coin }

  func example(_ random: CounterRandom) -> Example {
    let bits = (0..<length).map { Double(random.bits(UInt64($0)) >> 63) }
    let echo = (0..<length).map { $0 < lag ? .nan : bits[$0 - lag] }
    return Example(input: .vectors(bits, size: 1), target: .vectors(echo, size: 1), steps: length)
  }
}

extension GeneratedTask {
  public static func echo(length: Int, lag: Int) -> GeneratedTask {
    GeneratedTask(EchoTask.definition, ["length": .integer(length), "lag": .integer(lag)])
  }
}
