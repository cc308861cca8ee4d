/// A progress report while data are read, bytes done of bytes in all, or while sequences are drawn, those done of all.
/// Throwing ends the work with that error.
public typealias DataProgress = (_ done: Int, _ total: Int) throws -> Void

/// Sequences to learn from, cut into training, validation and test part, with the score of knowing nothing.
///
/// A value: asking the same question twice gives the same answer, whatever was asked in between.
public struct Dataset: Sendable {
  public let request: DataRequest
  /// What the data are called: the task's name or the file's.
  public let name: String
  public let split: Split
  public let batch: BatchSettings
  public let seed: UInt64

  private let material: any Material
  private let arrangement: any Arrangement

  /// Reads or prepares the data.
  ///
  /// - Parameters:
  ///   - split: nil for the kind's own: 0.8/0.1/0.1, and none for inline data.
  ///   - byteBudget: the largest file that is read, in bytes.
  /// - Throws: `DataError`, or what `progress` throws.
  public init(
    _ request: DataRequest, split: Split? = nil, batch: BatchSettings = .standard, seed: UInt64 = 1,
    byteBudget: Int = 1_000_000_000, progress: DataProgress = { _, _ in }
  ) throws {
    name = request.name
    material = try request.material(byteBudget: byteBudget, progress: progress)
    self.request = request
    self.split = split ?? request.defaultSplit
    self.batch = batch
    self.seed = seed
    arrangement = try Self.arranged(material, request, split: self.split, batch: batch, seed: seed)
  }

  private init(_ other: Dataset, split: Split, batch: BatchSettings, seed: UInt64) throws {
    request = other.request
    name = other.name
    material = other.material
    self.split = split
    self.batch = batch
    self.seed = seed
    arrangement = try Self.arranged(material, request, split: split, batch: batch, seed: seed)
  }

  private static func arranged(
    _ material: any Material, _ request: DataRequest, split: Split, batch: BatchSettings, seed: UInt64
  ) throws -> any Arrangement {
    let arrangement = try material.arranged(split: split, batch: batch, seed: seed)
    guard batch.buckets else { return arrangement }
    var obstacle: String?
    if case .text = request { obstacle = "a text in tracks, which are read side by side" }
    if arrangement.count(.train) == nil { obstacle = "sequences that are made afresh for every update" }
    guard let obstacle else { return arrangement }
    throw DataError(
      "batch bucket=yes", expected: "sequences that an epoch takes one by one", found: obstacle,
      advice: "say batch \(batch.size) without bucket=")
  }

  /// The same data cut, batched or drawn differently, without reading the file again.
  public func with(split: Split? = nil, batch: BatchSettings? = nil, seed: UInt64? = nil) throws -> Dataset {
    try Dataset(self, split: split ?? self.split, batch: batch ?? self.batch, seed: seed ?? self.seed)
  }

  public var shape: DataShape { arrangement.shape }
  /// The symbols of a text, nil for numbers.
  public var vocabulary: Vocabulary? { arrangement.vocabulary }
  /// The symbols of targets that are texts of their own, without the border symbol; nil for other targets.
  public var targetVocabulary: Vocabulary? { arrangement.targetVocabulary }
  /// Symbols of the longest such target.
  public var longestTarget: Int? { arrangement.longestTarget }
  /// The names of the target's classes where they have names: labels, or the symbols of a text. Behind those of a target
  /// text stands its end.
  public var classNames: [String]? {
    if let symbols = targetVocabulary?.symbols { return symbols + [Vocabulary.end] }
    return arrangement.labels ?? (isNextSymbol ? vocabulary?.symbols : nil)
  }
  /// The names of the symbols that a decoder reads.
  public var decoderSymbols: [String]? { targetVocabulary.map { $0.symbols + [Vocabulary.start] } }
  /// How numbers were brought to a common scale, nil where they were not.
  public var normalisation: Normalisation? { arrangement.normalisation }
  /// The last rows of a series, from which what nobody has seen is forecast, normalised: the windows of the next `horizon`
  /// targets together; [window + horizon − 1, I]. Nil for other data.
  public var latestInput: SequenceInput? { arrangement.latestInput }
  /// The score of knowing nothing, on the test part, or on the last part that there is.
  public var baseline: Baseline { arrangement.baselines.told }
  /// The same on one part; nil where it has no sequences, or where they never end.
  public func baseline(of part: DataPart) -> Baseline? { arrangement.baselines[part] }
  /// The least loss that any model can reach, where chance leaves something and it is known.
  public var floor: LossFloor? { arrangement.floor }
  /// When a sequence counts as solved; nil where the data have no such notion.
  public var criterion: Criterion? { arrangement.criterion }
  /// Mean absolute error of the naive forecast, each value that of the row before, on the training part of a series, in the
  /// data's own units, by target; nil for other data.
  public var naiveErrors: [Double]? { arrangement.naiveErrors }

  /// What the tags of tagged text mean where they mark names.
  public var entityTags: EntityTags? {
    if case .tagged = request { return arrangement.labels.flatMap(EntityTags.init) }
    return nil
  }

  /// Whether targets are classes of sequences or of their steps, and not symbols of a text.
  var tellsClasses: Bool {
    switch request {
    case .text, .cloze, .lines: return false
    default: break
    }
    if case .classes = shape.target { return shape.decoderInput == nil }
    return false
  }

  /// Whether each step predicts the next symbol of a text, be it one or a text a line.
  public var isNextSymbol: Bool {
    if case .lines = request { return true }
    return isOneText
  }

  /// Whether its sequences are pieces of one text, each going on where another ends.
  public var isOneText: Bool {
    if case .text = request { return true }
    return false
  }

  /// The symbol at which texts of a line each end and begin; nil: there is none.
  public var lineEnd: Int32? {
    guard case .lines = request, case .tokens(let tokens)? = (try? example(.train, 0))?.input else { return nil }
    return tokens.first
  }

  /// What the `data` command answers: what it is, the sizes of the parts, the score of knowing nothing.
  public var summary: [String] {
    let sizes = DataPart.allCases.map { part in
      "\(part.rawValue) \(count(part).map(PlainNumber.grouped) ?? "fresh for every update")"
    }
    return arrangement.notes + ["sequences: " + sizes.joined(separator: ", ")] + (paddingNote.map { [$0] } ?? [])
      + [baseline.summary] + [floor?.summary, criterion?.sentence].compactMap { $0 }
  }

  /// The share of time steps that is padding in training, and what it would be without buckets; nil where sequences are no
  /// examples of an epoch.
  public var padding: (now: Double, without: Double)? {
    if case .text = request { return nil }
    guard count(.train) ?? 0 > 0,
      let plain = try? BatchSettings(size: batch.size, shuffle: batch.shuffle, accumulate: batch.accumulate)
    else { return nil }
    func share(_ own: some Arrangement) -> (now: Double, without: Double) {
      let now = TrainingOrder(own).padding
      return (now, batch.buckets ? TrainingOrder(own, plain).padding : now)
    }
    return share(arrangement)
  }

  /// Sequences of a part; nil for a training part that is generated afresh for every update.
  public func count(_ part: DataPart) -> Int? { arrangement.count(part) }

  /// The part that is scored when `part` is asked for: without a split everything is in the training part.
  public func scoredPart(_ part: DataPart) -> DataPart { count(part) == 0 ? .train : part }

  /// One sequence for looking at, numbered from 0.
  ///
  /// - Throws: `DataError` if the part has no such example.
  public func example(_ part: DataPart, _ index: Int) throws -> Example {
    guard index >= 0, index < count(part) ?? Int.max else {
      let count = count(part) ?? 0
      throw DataError(
        "example \(index == Int.max ? "?" : PlainNumber.grouped(index + 1)) of the \(part.rawValue) part",
        expected: count == 0 ? "a part with examples" : "from 1 to \(PlainNumber.grouped(count))",
        found: PlainNumber.counted(count, "example"), advice: "give a number inside, or change the split")
    }
    return arrangement.example(part, index)
  }

  /// The row of a series' file that an example of a part forecasts, 0 ≤ index < count, counted as messages about the file
  /// count: from 1, the header and rows that were left out included. Nil for other data.
  public func targetRow(_ part: DataPart, _ index: Int) -> Int? { arrangement.targetRow(part, index) }

  /// Why no layer can carry its state from one batch of these data to the next, and what would help; nil: it can.
  public var reasonNotToCarry: String? {
    if case .refused(let reason) = arrangement.carrying { reason } else { nil }
  }

  /// Updates that see every training sequence once; nil if the sequences never end.
  public var updatesPerEpoch: Int? { arrangement.updatesPerEpoch }

  /// The batch of a training update, counted from 0: a pure function of the seed and the update.
  public func trainingBatch(_ update: Int) -> Batch {
    precondition(update >= 0, "updates count from 0")
    return arrangement.trainingBatch(update)
  }

  /// Batches that hold every example of a part exactly once; 0 for the training part if it never ends.
  public func evaluationBatches(_ part: DataPart) -> Int { arrangement.evaluationBatches(part) }

  /// One of them; 0 ≤ index < evaluationBatches(part).
  public func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch {
    precondition(index >= 0 && index < evaluationBatches(part), "an evaluation batch that the part has")
    return arrangement.evaluationBatch(part, index)
  }

  /// Batches of sequences of a part to be looked at, of one text from all over it; 0 for the training part if it never
  /// ends.
  public func shownBatches(_ part: DataPart) -> Int { arrangement.shownBatches(part) }

  /// One of them; 0 ≤ index < shownBatches(part).
  public func shownBatch(_ part: DataPart, _ index: Int) -> Batch {
    precondition(index >= 0 && index < shownBatches(part), "a batch that the part has")
    return arrangement.shownBatch(part, index)
  }
}
