/// Data as read, before anything is decided about parts, batches and seed.
protocol Material: Sendable {
  /// The same data under a split, batch settings and a seed; statistics and vocabulary are taken from its training
  /// part.
  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement
}

/// Data cut into parts and batches. Every answer is a pure function of the arguments.
protocol Arrangement: Sendable {
  var shape: DataShape { get }
  var vocabulary: Vocabulary? { get }
  /// The symbols of the target where it is a text of its own, without the border symbol.
  var targetVocabulary: Vocabulary? { get }
  /// Symbols of the longest target text.
  var longestTarget: Int? { get }
  var labels: [String]? { get }
  var normalisation: Normalisation? { get }
  /// The score of knowing nothing, by part.
  var baselines: PartBaselines { get }
  var floor: LossFloor? { get }
  var criterion: Criterion? { get }
  /// Of a series, the mean of |y(t) − y(t−1)| over the training rows, in the data's own units, by target.
  var naiveErrors: [Double]? { get }
  /// The last rows of a series, behind which the future begins; [T, I].
  var latestInput: SequenceInput? { get }
  /// What the data are, a line each, without split sizes and baseline.
  var notes: [String] { get }
  var batch: BatchSettings { get }
  var seed: UInt64 { get }
  /// Whether rows of a batch go on where those of the batch before ended.
  var carrying: StateCarrying { get }

  /// Examples of a part, nil where they never end.
  func count(_ part: DataPart) -> Int?
  /// Time steps of a training sequence, and of its target where that is a sequence of its own; 0 otherwise.
  func trainingLength(_ index: Int) -> (source: Int, target: Int)
  /// 0 ≤ index < count.
  func example(_ part: DataPart, _ index: Int) -> Example
  /// The row of a series' file that an example forecasts.
  func targetRow(_ part: DataPart, _ index: Int) -> Int?

  var updatesPerEpoch: Int? { get }
  func trainingBatch(_ update: Int) -> Batch
  func evaluationBatches(_ part: DataPart) -> Int
  func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch
  /// Batches of sequences of a part to be looked at, however it is scored.
  func shownBatches(_ part: DataPart) -> Int
  func shownBatch(_ part: DataPart, _ index: Int) -> Batch
}

/// Whether a layer can carry its state from batch to batch.
enum StateCarrying: Equatable {
  case possible
  /// Why not, and what would help.
  case refused(String)

  static let independent = refused(
    "its sequences are independent of each other, and none goes on where another ended; leave stateful out")
  static let shuffled = refused(
    "batches take the sequences in a new order every epoch, so that none goes on where another ended; say for example: "
      + "batch 16 shuffle=no")
}

/// Independent examples: an epoch takes each of them once, in an order of its own.
extension Arrangement {
  var vocabulary: Vocabulary? { nil }
  var targetVocabulary: Vocabulary? { nil }
  var longestTarget: Int? { nil }
  var labels: [String]? { nil }
  var normalisation: Normalisation? { nil }
  var carrying: StateCarrying { .independent }
  var latestInput: SequenceInput? { nil }
  var naiveErrors: [Double]? { nil }
  var floor: LossFloor? { nil }
  var criterion: Criterion? { nil }
  func targetRow(_ part: DataPart, _ index: Int) -> Int? { nil }

  var updatesPerEpoch: Int? { count(.train).map { ($0 - 1) / batch.rowsPerUpdate + 1 } }

  func trainingBatch(_ update: Int) -> Batch { epochBatch(update) }

  /// The batch of an update that takes its share of an epoch.
  func epochBatch(_ update: Int) -> Batch { collect(.train, TrainingOrder(self).sequences(update)) }

  func evaluationBatches(_ part: DataPart) -> Int { ((count(part) ?? 0) + batch.size - 1) / batch.size }

  func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch {
    collect(part, Array(index * batch.size..<min(count(part) ?? 0, (index + 1) * batch.size)))
  }

  func shownBatches(_ part: DataPart) -> Int { evaluationBatches(part) }

  func shownBatch(_ part: DataPart, _ index: Int) -> Batch { evaluationBatch(part, index) }

  func collect(_ part: DataPart, _ indices: [Int], goesOn: [Bool] = []) -> Batch {
    Batch(
      indices.map { example(part, $0) }, identities: indices.map { UInt64(bitPattern: Int64($0)) },
      placement: shape.placement, goesOn: goesOn)
  }
}
