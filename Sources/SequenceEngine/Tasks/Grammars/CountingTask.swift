import Glibc

/// aⁿbⁿ and aⁿbⁿcⁿ: at each symbol of a string the set of symbols that may come next, one yes or no for each (Gers and
/// Schmidhuber, LSTM recurrent networks learn simple context free and context sensitive languages, 2001).
///
/// A string is S, n times each letter, and T, which is asked for and not read; n is uniform. Behind S comes a, behind a
/// another a or b, behind the last b (of aⁿbⁿcⁿ the last c) T, and before that the letters that are still missing. The
/// parts that score take n beyond that of training where `test_length=` asks for it.
struct CountingTask: SequenceTask {
  let name: String
  /// 2: aⁿbⁿ, 3: aⁿbⁿcⁿ
  let letters: Int
  /// The largest n of training.
  let most: Int
  /// Values of n that a model is scored on.
  let scored: ClosedRange<Int>

  private static let length = TaskOption.integer("length", 10, 1...1_000_000, "the largest n of training")
  private static let testLength = TaskOption.integer(
    "test_length", nil, 1...1_000_000, "score on n above length= and up to this one; left out: as in training")

  private static func definition(_ name: String, letters: Int, _ teaches: String) -> TaskDefinition {
    TaskDefinition(name, teaches: teaches, source: "Gers, Schmidhuber 2001", options: [length, testLength]) { values in
      let most = values(length)
      return CountingTask(
        name: name, letters: letters, most: most, scored: try values.scoredLengths(testLength, trained: 1...most))
    }
  }

  static let twoLetters = definition(
    "anbn", letters: 2, "as many b as a: a counter that goes up and down, tried beyond what was trained")
  static let threeLetters = definition(
    "anbncn", letters: 3, "as many b and c as a: two counters, no stack can do it")

  /// S a b (c) T
  private var symbols: Int { letters + 2 }
  var longest: Int { 1 + letters * max(most, scored.upperBound) }
  var hasOneLength: Bool { false }
  var scoresOtherwise: Bool { scored != 1...most }
  var vocabulary: Vocabulary? {
    Vocabulary(unit: .character, symbols: ["S"] + ["a", "b", "c"].prefix(letters) + ["T"], unknown: nil)
  }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: symbols), target: .bits(size: symbols), placement: .perStep, targetSource: .nextInput)
  }
  var note: String {
    let word = letters == 2 ? "a^n b^n" : "a^n b^n c^n"
    return "\(name): \(word) with n up to \(PlainNumber.grouped(most)), scored with"
      + " \(PlainNumber.grouped(scored.lowerBound)) to \(PlainNumber.grouped(scored.upperBound)); the target is the set of"
      + " symbols that may come next"
  }
  /// From the symbol alone: behind b or c one of two sets comes, the second of them once in a row of n.
  var baseline: Baseline? {
    let mean = Double(scored.lowerBound + scored.upperBound) / 2
    let p = 1 / mean
    let entropy = p < 1 ? -p * log(p) - (1 - p) * log(1 - p) : 0
    let open = Double(letters - 1) * mean
    let nats = open * 2 * entropy / ((1 + Double(letters) * mean) * Double(symbols))
    return Baseline(
      loss: nats, scores: [.init(.crossEntropy, nats, unit: "nats a bit")],
      sentence: "knowing the symbol alone, not how many there were")
  }

  func example(_ random: CounterRandom) -> Example { string(1 + random.integer(0, below: most)) }
  func scoredExample(_ random: CounterRandom) -> Example {
    string(scored.lowerBound + random.integer(0, below: scored.count))
  }

  private func string(_ n: Int) -> Example {
    let text: [Int32] = [0] + (1...letters).flatMap { [Int32](repeating: Int32($0), count: n) }
    var target = [Double](repeating: 0, count: text.count * symbols)  // [T, symbols]
    for (t, symbol) in text.enumerated() {
      let isLast = t == text.count - 1
      let next = isLast ? Int32(symbols - 1) : text[t + 1]
      target[t * symbols + Int(next)] = 1
      // Nobody knows yet how many a there will be.
      if symbol == 1 { for legal in [1, 2] { target[t * symbols + legal] = 1 } }
    }
    return Example(input: .tokens(text), target: .vectors(target, size: symbols), steps: text.count)
  }
}

extension TaskValues {
  /// Lengths that a model is scored on: those of training, or longer ones alone.
  func scoredLengths(_ option: TaskOption, trained: ClosedRange<Int>) throws -> ClosedRange<Int> {
    guard let asked = integer(option) else { return trained }
    guard asked > trained.upperBound else {
      throw DataError(
        "data \(task) \(option.name)=", expected: "above \(PlainNumber.grouped(trained.upperBound)), the length",
        found: PlainNumber.grouped(asked), advice: "leave it out to score on lengths of training")
    }
    return trained.upperBound + 1...asked
  }
}
