/// The multiplication problem: `MarkedPairs` with numbers in [0, 1); the target is the product of the two marked ones
/// (Hochreiter and Schmidhuber 1997, task 5).
struct MultiplicationTask: SequenceTask {
  let length: Int
  let tolerance: Double

  private static let length = TaskOption.length(
    100, from: MarkedPairs.shortest, "time steps of the shortest sequence; the longest has a tenth more")
  private static let tolerance = TaskOption.number("tolerance", 0.04, 1e-9...1e9, "how near an answer must come")

  static let definition = TaskDefinition(
    "multiplication", teaches: "the product of two marked numbers far apart: what is kept must not decay",
    source: "Hochreiter, Schmidhuber 1997, task 5", options: [length, tolerance]
  ) { values in MultiplicationTask(length: values(length), tolerance: values.number(tolerance) ?? 0.04) }

  var shape: DataShape {
    DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence)
  }
  var longest: Int { MarkedPairs.longest(length) }
  var hasOneLength: Bool { longest == length }
  var criterion: Criterion? { Criterion(.within(tolerance)) }
  var note: String {
    "multiplication: \(PlainNumber.grouped(length)) to \(PlainNumber.counted(longest, "step")) of a number and a mark; the"
      + " target is the product of the two marked numbers"
  }
  var baseline: Baseline? {
    // E[X] = 1/2, E[X²] = 1/3; one of the two is 1 where the first pair is marked.
    let (first, second) = MarkedPairs.shareAtTheStart(length)
    let single = first + second
    let mean = single / 2 + (1 - single) / 4
    let mse = single / 3 + (1 - single) / 9 - mean * mean
    return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "always answering the mean of the product")
  }

  func example(_ random: CounterRandom) -> Example {
    var pairs = MarkedPairs(random, length: length)
    let factors = pairs.place(random, in: 0..<1, neutral: 1)
    return pairs.example(target: factors[0] * factors[1])
  }
}
