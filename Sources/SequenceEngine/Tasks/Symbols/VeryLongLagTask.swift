import Glibc

/// Very long time lag: b, then x or y, at least q distractors, and e; the target is whether x or y stood there (Hochreiter
/// and Schmidhuber 1997, task 2c).
///
/// Behind the q distractors comes with probability 9/10 another one each time, with 1/10 the trigger e, so that a
/// sequence has q + 12 symbols in the mean; at most 200 are added. Of p distractors, 0 … p − 1, e is p, b is p + 1, x p
/// + 2, y p + 3.
struct VeryLongLagTask: SequenceTask {
  /// q
  let length: Int
  /// p
  let distractors: Int
  let classes: ClassTargets
  private static let mostAdded = 200

  private static let length = TaskOption.length(100, "distractors of the shortest sequence, q")
  private static let distractors = TaskOption.integer("k", 50, 1...1_000_000, "symbols that distract, p")
  private static let tolerance = ClassTargets.toleranceOption(0.2)

  static let definition = TaskDefinition(
    "very_long_lag", teaches: "one bit among hundreds of distractors, asked for at a trigger",
    source: "Hochreiter, Schmidhuber 1997, task 2c", options: [length, distractors, ClassTargets.option, tolerance]
  ) { values in
    VeryLongLagTask(
      length: values(length), distractors: values(distractors),
      classes: try ClassTargets(2, values, tolerance: tolerance))
  }

  var longest: Int { length + Self.mostAdded + 3 }
  var hasOneLength: Bool { false }
  var shape: DataShape {
    DataShape(input: .token(vocabulary: distractors + 4), target: classes.kind, placement: .perSequence)
  }
  var criterion: Criterion? { classes.criterion }
  var note: String {
    "very_long_lag: x or y, then \(PlainNumber.grouped(length)) and more of"
      + " \(PlainNumber.counted(distractors, "distractor")) up to a trigger; the target is which of the two it was"
  }
  var baseline: Baseline? { classes.guessing([(2, 1)], sentence: "guessing x or y") }

  func example(_ random: CounterRandom) -> Example {
    let isSecond = Int32(random.integer(0, below: 2))
    // Geometric: the largest k with u < 0.9ᵏ.
    let added = min(Int(log(1 - random.uniform(1)) / log(0.9)), Self.mostAdded)
    let p = Int32(distractors)
    let between = (0..<length + added).map { Int32(random.integer(2 + $0, below: distractors)) }
    let symbols = [p + 1, p + 2 + isSecond] + between + [p]
    return Example(input: .tokens(symbols), target: classes.target([isSecond]), steps: symbols.count)
  }
}
