/// Generated sequences, fresh for every update or a fixed number of them.
struct GeneratedMaterial: Material {
  let rule: any SequenceTask
  let count: Int?

  /// - Throws: `DataError` if a size is out of range.
  init(_ task: GeneratedTask, count: Int?) throws {
    rule = try task.rule()
    if let count, !(1...1_000_000_000).contains(count) {
      throw DataError(
        "data \(task.name) count=", expected: "from 1 to 1,000,000,000 sequences", found: PlainNumber.grouped(count),
        advice: "leave count= out for fresh sequences at every update")
    }
    self.count = count
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try batch.checkMemory(
      rows: count ?? batch.rowsPerUpdate, steps: rule.longest, shape: rule.shape, place: "data",
      advice: "make length= or batch smaller")
    if let count {
      try split.check(
        count, place: "data count=\(count)", least: 1, "sequence", advice: "raise count= or change the split")
    }
    return GeneratedArrangement(rule: rule, count: count, split: split, batch: batch, seed: seed)
  }
}

struct GeneratedArrangement: Arrangement {
  let rule: any SequenceTask
  let count: Int?
  let split: Split
  let batch: BatchSettings
  let seed: UInt64

  /// Sequences of the validation and of the test part when the training part never ends.
  private static let heldOut = 1000

  var shape: DataShape {
    var shape = rule.shape
    if rule.hasOneLength { shape.steps = rule.longest }
    return shape
  }
  var baseline: Baseline { rule.baseline }
  var notes: [String] { [rule.note] }
  var vocabulary: Vocabulary? { rule.vocabulary }
  var targetVocabulary: Vocabulary? { rule.targetVocabulary }
  var longestTarget: Int? { rule.longestTarget }

  func count(_ part: DataPart) -> Int? {
    guard let count else { return part == .train ? nil : Self.heldOut }
    return split.range(part, of: count).count
  }

  func example(_ part: DataPart, _ index: Int) -> Example {
    guard let count else {
      if part == .train { return fresh(update: index / batch.rowsPerUpdate, row: index % batch.rowsPerUpdate) }
      return rule.example(stream.keyed(part == .valid ? 1 : 2).keyed(index))
    }
    return rule.example(stream.keyed(3).keyed(split.range(part, of: count).lowerBound + index))
  }

  func trainingBatch(_ update: Int) -> Batch {
    if count != nil { return epochBatch(update) }
    let rows = batch.rowsPerUpdate
    let names = (0..<rows).map { UInt64(update) &* UInt64(rows) &+ UInt64($0) }
    return Batch(
      (0..<rows).map { fresh(update: update, row: $0) }, identities: names, placement: shape.placement)
  }

  private var stream: CounterRandom { CounterRandom(seed: seed, stream: .data) }

  private func fresh(update: Int, row: Int) -> Example { rule.example(stream.keyed(0).keyed(update).keyed(row)) }
}
