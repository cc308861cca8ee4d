/// Generated sequences, fresh for every update or a fixed number of them.
struct GeneratedMaterial: Material {
  let rule: any SequenceTask
  let count: Int?
  let heldOut: Int
  private let baseline: Baseline

  /// - Parameters:
  ///   - count: fixed sequences in all; nil: fresh ones for every update.
  ///   - heldOut: sequences of the validation and of the test part where those of the training part are fresh; nil: 1,000.
  ///   - progress: called while sequences are drawn to count the baseline in, where they are long.
  /// - Throws: `DataError` if a size is out of range, or what `progress` throws.
  init(_ task: GeneratedTask, count: Int?, heldOut: Int?, progress: DataProgress) throws {
    rule = try task.rule()
    if let heldOut {
      guard count == nil else {
        throw DataError(
          "data \(task.name) held_out=", expected: "no held_out= beside count=", found: "both",
          advice: "with count= the split tells how many are held out")
      }
      guard (1...1_000_000_000).contains(heldOut) else {
        throw DataError(
          "data \(task.name) held_out=", expected: "from 1 to 1,000,000,000 sequences",
          found: PlainNumber.grouped(heldOut), advice: "1,000 is usual")
      }
    }
    self.heldOut = heldOut ?? 1000
    if let count, !(1...1_000_000_000).contains(count) {
      throw DataError(
        "data \(task.name) count=", expected: "from 1 to 1,000,000,000 sequences", found: PlainNumber.grouped(count),
        advice: "leave count= out for fresh sequences at every update")
    }
    self.count = count
    if let known = rule.baseline {
      baseline = known
    } else {
      try BatchSettings.standard.checkMemory(
        rows: 1, steps: rule.longest, shape: rule.shape, place: "data", advice: "make length= smaller")
      baseline = try Baseline.sampled(rule, progress: progress)
    }
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try batch.checkMemory(
      rows: count ?? batch.rowsPerUpdate, steps: rule.longest, shape: rule.shape, place: "data",
      advice: "make length= or batch smaller")
    if let count {
      try split.check(
        count, place: "data count=\(count)", least: 1, "sequence", advice: "raise count= or change the split")
    }
    return GeneratedArrangement(
      rule: rule, count: count, heldOut: heldOut,
      baselines: PartBaselines(baseline, coversTraining: count != nil && !rule.scoresOtherwise), split: split,
      batch: batch, seed: seed)
  }
}

struct GeneratedArrangement: Arrangement {
  let rule: any SequenceTask
  let count: Int?
  let heldOut: Int
  let baselines: PartBaselines
  let split: Split
  let batch: BatchSettings
  let seed: UInt64

  var shape: DataShape {
    var shape = rule.shape
    if rule.hasOneLength { shape.steps = rule.longest }
    return shape
  }
  var floor: LossFloor? { rule.floor }
  var criterion: Criterion? { rule.criterion }
  var notes: [String] { [rule.note] }
  var vocabulary: Vocabulary? { rule.vocabulary }
  var targetVocabulary: Vocabulary? { rule.targetVocabulary }
  var longestTarget: Int? { rule.longestTarget }

  func count(_ part: DataPart) -> Int? {
    guard let count else { return part == .train ? nil : heldOut }
    return split.range(part, of: count).count
  }

  func example(_ part: DataPart, _ index: Int) -> Example {
    guard let count else {
      if part == .train { return fresh(update: index / batch.rowsPerUpdate, row: index % batch.rowsPerUpdate) }
      return rule.scoredExample(stream.keyed(part == .valid ? 1 : 2).keyed(index))
    }
    let random = stream.keyed(3).keyed(split.range(part, of: count).lowerBound + index)
    return part == .train ? rule.example(random) : rule.scoredExample(random)
  }

  func trainingBatch(_ update: Int) -> Batch {
    if count != nil { return epochBatch(update) }
    let rows = batch.rowsPerUpdate
    let names = (0..<rows).map { UInt64(update) &* UInt64(rows) &+ UInt64($0) }
    return Batch(
      (0..<rows).map { fresh(update: update, row: $0) }, identities: names, placement: shape.placement)
  }

  /// Where all are equally long, none is made to tell its length; what a decoder reads may still be longer or shorter.
  func trainingLength(_ index: Int) -> (source: Int, target: Int) {
    rule.hasOneLength && rule.shape.decoderInput == nil ? (rule.longest, 0) : example(.train, index).length
  }

  private var stream: CounterRandom { CounterRandom(seed: seed, stream: .data) }

  private func fresh(update: Int, row: Int) -> Example { rule.example(stream.keyed(0).keyed(update).keyed(row)) }
}
