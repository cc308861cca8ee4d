import SequenceEngine
import Testing

/// What every generated task keeps to, and how one is asked for.
@Suite struct TaskDefinitionTests: TaskData {
  private static let all = GeneratedTask.table.map { GeneratedTask.short($0.name) }

  @Test(arguments: all)
  func freshSequencesDependOnSeedUpdateAndRowAlone(task: GeneratedTask) throws {
    // So many rows that no two batches agree by chance, where a sequence is one of two.
    let (one, two) = (try data(task, batch: 64, seed: 3), try data(task, batch: 64, seed: 3))
    let batch = one.trainingBatch(41)
    _ = two.trainingBatch(0)
    let again = two.trainingBatch(41)
    #expect(again.input == batch.input && again.lengths == batch.lengths && again.identities == batch.identities)
    #expect(one.trainingBatch(42).input != batch.input)
    #expect(try data(task, batch: 64, seed: 4).trainingBatch(41).input != batch.input)
    #expect(Set(batch.identities) == Set(41 * 64..<42 * 64))
    #expect(one.count(.train) == nil && one.updatesPerEpoch == nil && one.evaluationBatches(.train) == 0)
    #expect(one.count(.valid) == 1000 && one.count(.test) == 1000 && one.scoredPart(.test) == .test)
    func inputs(_ part: DataPart) throws -> [SequenceInput] { try (0..<40).map { try one.example(part, $0).input } }
    #expect(try inputs(.valid) != inputs(.test))
    #expect(try one.example(.test, 0).input == one.with(batch: BatchSettings(size: 7)).example(.test, 0).input)
  }

  @Test(arguments: all)
  func shapesAreWhatTheExamplesHave(task: GeneratedTask) throws {
    let data = try data(task)
    let example = try data.example(.train, 0)
    switch data.shape.input {
    case .vector(let size): #expect(example.numbers.count == example.steps * size)
    case .token(let vocabulary): #expect(example.tokens.allSatisfy { (0..<Int32(vocabulary)).contains($0) })
    }
    let places = data.shape.placement == .perStep ? example.targetSteps : 1
    switch data.shape.target {
    case .classes(let count):
      #expect(example.classes.count == places && example.classes.allSatisfy { (0..<Int32(count)).contains($0) })
    case .vector(let size), .bits(let size): #expect(example.answers.count == places * size)
    case .labels: Issue.record("no generated task has labels without places in time")
    }
    #expect(data.name == task.name && data.request == .generated(task, count: nil))
  }

  @Test func aCountMakesFixedSequencesThatAreSplit() throws {
    let data = try data(.adding(length: 5), count: 50)
    #expect(DataPart.allCases.map { data.count($0) } == [40, 5, 5])
    #expect(data.updatesPerEpoch == 10)
    let inputs = try DataPart.allCases.flatMap { part in
      try (0..<data.count(part)!).map { try data.example(part, $0).numbers }
    }
    #expect(Set(inputs).count == 50)
    let names = (0..<10).flatMap { data.trainingBatch($0).identities }
    #expect(names.sorted() == (0..<40).map { UInt64($0) })
  }

  @Test func theAnswerTellsSizesAndBaseline() throws {
    #expect(
      try data(.adding(length: 50)).summary == [
        "adding: 50 steps of a number and a mark; the target is the sum of the two marked numbers",
        "sequences: train fresh for every update, valid 1,000, test 1,000",
        "baseline: MSE 0.1667 (always answering 1, the mean of the sum)",
        "a sequence is solved when every target is met within 0.2",
      ])
    #expect(
      try data(.copy(length: 100)).summary.dropLast().last
        == "baseline: cross-entropy 0.1733 nats a step (blanks until the delimiter, then guessing among 8 symbols:"
        + " 10 ln 8 / (T + 20))")
  }

  @Test func sizesOutOfRangeAreErrors() throws {
    #expect(
      message { try data(.adding(length: 1)) }
        == "data adding length=: expected from 2 to 1,000,000,000, found 1; 100 is usual")
    for definition in GeneratedTask.table {
      for option in definition.options {
        let wrong: [TaskValue] =
          switch option.kind {
          case .integer(_, let limits):
            [
              .integer(limits.lowerBound - 1), .integer(limits.upperBound + 1), .integer(.min), .integer(.max),
              .word("no"),
            ]
          case .number(_, let limits):
            [.number(limits.lowerBound - 1), .number(limits.upperBound * 2 + 1), .number(.nan), .integer(1)]
          case .word: [.word("nonsense"), .integer(1)]
          }
        for value in wrong {
          let told = message { try GeneratedTask(definition.name, [option.name: value]) }
          #expect(told?.hasPrefix("data \(definition.name) \(option.name)=: expected ") == true, "\(told ?? "taken")")
        }
      }
      #expect(
        message { try GeneratedTask(definition.name, ["nonsense": .integer(3)]) }?.contains("no nonsense") == true)
    }
    #expect(
      message { try data(.adding(length: 1_000_000_000)) }
        == "data: expected batches of at most 1 GB, found 4 rows of 1,000,000,000 steps, which need 256 GB; make"
        + " length= or"
        + " batch smaller")
    #expect(
      message {
        try data(GeneratedTask("long_lag", ["length": .integer(100_000), "targets": .word("numbers")]))
      }?.contains("expected batches of at most 1 GB") == true)
    #expect(
      message { try data(.echo(length: 5, lag: 5)) }
        == "data echo lag=: expected from 0 to 4, less than the length, found 5; make length= longer or lag= shorter")
    #expect(message { try data(.echo(length: 5, lag: -1)) }?.contains("found -1") == true)
    #expect(
      message { try data(.sine(length: 5), count: 0) }
        == "data sine count=: expected from 1 to 1,000,000,000 sequences, found 0; leave count= out for fresh"
        + " sequences at"
        + " every update")
    #expect(message { try data(.sine(length: 5), count: Int.max) } != nil)
    #expect(
      message { try data(.sine(length: 5), count: 2) }?
        .hasSuffix("part: expected at least 1 sequence, found 0; raise count= or change the split") == true)
  }

  @Test func asManySequencesAreHeldOutAsAskedFor() throws {
    func request(_ heldOut: Int?, count: Int? = nil) throws -> Dataset {
      try Dataset(.generated(.sine(length: 5), count: count, heldOut: heldOut))
    }
    let data = try request(2560)
    #expect(data.count(.valid) == 2560 && data.count(.test) == 2560 && data.count(.train) == nil)
    #expect(try data.example(.test, 7) == request(nil).example(.test, 7))
    #expect(message { try request(0) }?.contains("held_out=: expected from 1 to") == true)
    #expect(message { try request(5, count: 50) }?.contains("expected no held_out= beside count=") == true)
  }

  @Test func namesAreReadAndNearMissesOffered() throws {
    #expect(
      try GeneratedTask("echo", ["length": .integer(20), "lag": .integer(3)]) == .echo(length: 20, lag: 3))
    #expect(try GeneratedTask("echo") != .echo(length: 21, lag: 3))
    #expect(message { try GeneratedTask("ading") }?.hasSuffix("found another name; did you mean 'adding'?") == true)
    #expect(
      message { try GeneratedTask("sine", ["lag": .integer(2)]) }
        == "data sine lag=: expected no lag, found one; it has length=, k=")
  }

  private struct Stopped: Error {}

  /// Ten million steps in all are enough, and whoever does not want to wait for them is heard.
  @Test func baselinesOfLongSequencesAreCountedInFewerAndCanBeStopped() throws {
    var reports: [(done: Int, total: Int)] = []
    #expect(throws: Stopped.self) {
      try Dataset(.generated(.reverse(length: 100_000), count: nil)) { done, total in
        reports.append((done, total))
        throw Stopped()
      }
    }
    let report = try #require(reports.first)
    #expect(reports.count == 1 && report.total == 100 && (1...5).contains(report.done))
    #expect(
      message { try Dataset(.generated(.reverse(length: 1_000_000_000), count: nil)) }
        == "data: expected batches of at most 1 GB, found 1 row of 1,000,000,000 steps, which need 16 GB; make length="
        + " smaller")
  }

  @Test func everyTaskTellsWhatItTeachesAndWhoDefinedIt() {
    #expect(Set(GeneratedTask.table.map(\.name)).count == GeneratedTask.table.count)
    for definition in GeneratedTask.table {
      #expect(definition.teaches.count > 20 && !definition.source.isEmpty)
      #expect(Set(definition.options.map(\.name)).count == definition.options.count)
      for option in definition.options { #expect(!option.meaning.isEmpty) }
    }
  }
}
