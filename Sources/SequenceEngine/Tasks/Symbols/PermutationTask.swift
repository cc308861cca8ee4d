/// Random permutation: the first of T symbols is one of two, the others are drawn from 98 more; behind the last comes
/// the first again (Hochreiter and Schmidhuber 1997, task 2b, as Martens and Sutskever 2011 and Pascanu, Mikolov,
/// Bengio, arXiv 1211.5063, ask it: for that symbol alone).
struct PermutationTask: SequenceTask {
  let length: Int
  let maximum: Int
  private static let alphabet = 100

  private static let length = TaskOption.length(100, from: 1, "symbols of the shortest sequence")
  private static let maximum = TaskOption.integer(
    "max_length", nil, 1...1_000_000_000, "symbols of the longest sequence; left out: length=")

  static let definition = TaskDefinition(
    "random_permutation", teaches: "the first symbol again behind a hundred random ones: one bit among distractors",
    source: "Martens, Sutskever 2011; Pascanu, Mikolov, Bengio 2013", options: [length, maximum]
  ) { values in
    PermutationTask(length: values(length), maximum: try values.longest(maximum, from: values(length)))
  }

  var longest: Int { maximum }
  var hasOneLength: Bool { maximum == length }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: Self.alphabet), target: .classes(count: Self.alphabet), placement: .perSequence)
  }
  var note: String {
    let steps = hasOneLength ? "" : "\(PlainNumber.grouped(length)) to "
    return
      "random_permutation: \(steps)\(PlainNumber.counted(maximum, "symbol")) out of \(Self.alphabet); the target is"
      + " the first one, symbol 0 or 1"
  }
  var baseline: Baseline? {
    ClassTargets(Self.alphabet).guessing([(2, 1)], sentence: "guessing one of the two first symbols")
  }

  func example(_ random: CounterRandom) -> Example {
    let steps = length + random.integer(0, below: maximum - length + 1)
    let first = Int32(random.integer(1, below: 2))
    let rest = (1..<max(steps, 1)).map { Int32(2 + random.integer(2 + $0, below: Self.alphabet - 2)) }
    return Example(input: .tokens([first] + rest), target: .classes([first]), steps: steps)
  }
}
