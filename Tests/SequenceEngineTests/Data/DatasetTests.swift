import SequenceEngine
import Testing

@Suite struct DatasetTests {
  private func numbered(_ count: Int, split: Split? = nil, batch: Int = 4, seed: UInt64 = 1) throws -> Dataset {
    let rows = (0..<count).map { [[Double($0)]] }
    return try Dataset(
      .inline(InlineSequences(input: rows, target: .perSequence((0..<count).map { [Double($0)] }))),
      split: split, batch: BatchSettings(size: batch), seed: seed)
  }

  private func values(_ batch: Batch) -> [Double] {
    if case .vectors(let values, _) = batch.input { return values }
    return []
  }

  @Test(arguments: [1, 2, 3, 10, 63, 64, 65, 100, 257])
  func anEpochTakesEverySequenceOnceInAnOrderOfItsOwn(count: Int) throws {
    let data = try numbered(count)
    let perEpoch = try #require(data.updatesPerEpoch)
    #expect(perEpoch == (count + 3) / 4)
    let epochs = (0..<3).map { epoch in
      (0..<perEpoch).flatMap { values(data.trainingBatch(epoch * perEpoch + $0)) }
    }
    for epoch in epochs { #expect(epoch.sorted() == (0..<count).map(Double.init)) }
    if count > 10 { #expect(epochs[0] != epochs[1]) }
  }

  @Test func everyPlaceIsAboutEquallyLikelyToComeFirst() throws {
    var first = [Int](repeating: 0, count: 5)
    for seed in 0..<2000 {
      let data = try numbered(5, batch: 1, seed: UInt64(seed))
      first[Int(values(data.trainingBatch(0))[0])] += 1
    }
    // 3 standard errors of a binomial with p = 1/5 are 54.
    for count in first { #expect(abs(count - 400) < 70) }
  }

  @Test func withoutShufflingTheOrderIsKept() throws {
    let data = try numbered(6).with(batch: BatchSettings(size: 4, shuffle: false))
    #expect(values(data.trainingBatch(0)) == [0, 1, 2, 3])
    #expect(values(data.trainingBatch(3)) == [4, 5])
  }

  @Test func theSameSeedGivesTheSameBatchesWhateverWasAskedBefore() throws {
    let (one, two) = (try numbered(50, seed: 7), try numbered(50, seed: 7))
    let late = one.trainingBatch(29)
    for update in 0..<29 { _ = two.trainingBatch(update) }
    #expect(two.trainingBatch(29) == late)
    #expect(one.trainingBatch(28) != late)
    #expect(try one.with(seed: 8).trainingBatch(29) != late)
  }

  @Test func partsShareNothingAndLoseNothing() throws {
    let data = try numbered(50, split: .standard)
    #expect(DataPart.allCases.map { data.count($0) } == [40, 5, 5])
    let parts = try DataPart.allCases.map { part in
      try (0..<data.count(part)!).map { try data.example(part, $0).numbers[0] }
    }
    #expect(parts.joined().sorted() == (0..<50).map(Double.init))
    for (part, expected) in zip(DataPart.allCases, parts) {
      let scored = (0..<data.evaluationBatches(part)).flatMap { values(data.evaluationBatch(part, $0)) }
      #expect(scored == expected)
    }
  }

  @Test func anotherSplitChangesThePartsWithoutReadingAgain() throws {
    let data = try numbered(50).with(split: Split(train: 0.5, valid: 0, test: 0.5))
    #expect(DataPart.allCases.map { data.count($0) } == [25, 0, 25])
    #expect(data.scoredPart(.valid) == .train)
    #expect(data.scoredPart(.test) == .test)
  }

  @Test func splitsAndBatchesAreChecked() {
    #expect(
      message { try Split(train: 0.8, valid: 0.1, test: 0.2) }
        == "split: expected shares that add up to 1, found 1.1; write for example split train=0.8 valid=0.1 test=0.1")
    #expect(
      message { try Split(train: 1.2, valid: 0, test: -0.2) }
        == "split train=: expected a share from 0 to 1, found 1.2; write for example split train=0.8 valid=0.1 test=0.1"
    )
    #expect(
      message { try Split(train: 0, valid: 0.5, test: 0.5) }
        == "split train=: expected a share above 0, found 0; there must be something to learn from")
    #expect(message { try Split(train: .nan, valid: 0, test: 0) }?.contains("found nan") == true)
    #expect(
      message { try BatchSettings(size: 0) } == "batch: expected from 1 to 1,000,000 rows, found 0; 32 is usual")
    #expect(message { try BatchSettings(size: Int.max) }?.hasPrefix("batch: expected from 1") == true)
  }

  @Test func aPartThatWasAskedForIsNeverEmpty() {
    #expect(
      message { try numbered(3, split: .standard) }
        == "data inline, valid part: expected at least 1 sequence, found 0; give more sequences or another split"
        || message { try numbered(3, split: .standard) }
          == "data inline, test part: expected at least 1 sequence, found 0; give more sequences or another split"
    )
  }

  @Test func anExampleThatIsNotThereIsAnError() throws {
    let data = try numbered(3)
    #expect(
      message { try data.example(.train, 3) }
        == "example 4 of the train part: expected from 1 to 3, found 3 examples; give a number inside, or change"
        + " the split"
    )
    #expect(message { try data.example(.train, -1) } != nil)
    #expect(
      message { try data.example(.test, 0) }
        == "example 1 of the test part: expected a part with examples, found 0 examples; give a number inside, or"
        + " change"
        + " the split")
  }
}
