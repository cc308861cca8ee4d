/// A rule that makes sequences out of random numbers.
protocol SequenceTask: Sendable {
  var shape: DataShape { get }
  /// Time steps of the longest sequence.
  var longest: Int { get }
  /// Whether all sequences are that long.
  var hasOneLength: Bool { get }
  /// The score of knowing nothing; nil: no closed form tells it, so that it is counted in a sample. There is no default,
  /// which would silently stand in for a closed form that is declared with another type.
  var baseline: Baseline? { get }
  /// Whether training has sequences of another kind than those that the baseline is of.
  var scoresOtherwise: Bool { get }
  /// The least that any model can reach, where chance leaves something.
  var floor: LossFloor? { get }
  /// What a sequence is, in one line.
  var note: String { get }
  /// When a sequence is solved; nil: the task has no such notion.
  var criterion: Criterion? { get }
  /// The symbols of the source and of the target where both are texts.
  var vocabulary: Vocabulary? { get }
  var targetVocabulary: Vocabulary? { get }
  /// Symbols of the longest target text.
  var longestTarget: Int? { get }
  /// The same numbers give the same sequence.
  func example(_ random: CounterRandom) -> Example
  /// The same for the parts that a model is scored on: without the noise that a task adds to its targets.
  func scoredExample(_ random: CounterRandom) -> Example
}

extension SequenceTask {
  var hasOneLength: Bool { true }
  var scoresOtherwise: Bool { false }
  var floor: LossFloor? { nil }
  var vocabulary: Vocabulary? { nil }
  var targetVocabulary: Vocabulary? { nil }
  var longestTarget: Int? { nil }
  func scoredExample(_ random: CounterRandom) -> Example { example(random) }

  /// Classes and bits are right or wrong; numbers need a tolerance, and what a decoder writes is scored otherwise.
  var criterion: Criterion? {
    switch shape.target {
    case .classes, .bits: shape.decoderInput == nil ? Criterion(.right) : nil
    case .vector, .labels: nil
    }
  }
}

/// The least loss that any model can reach.
public struct LossFloor: Sendable, Equatable {
  public let loss: Double
  /// What it is made of, in one sentence.
  public let sentence: String

  /// One line for the answer of `data`.
  public var summary: String { "floor: \(PlainNumber.text(loss)) (\(sentence))" }
}
