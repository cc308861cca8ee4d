import SequenceEngine
import Testing

@Suite("Sequences of like lengths in a batch")
struct BucketTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func texts(_ batch: BatchSettings, seed: UInt64 = 1) throws -> Dataset {
    let lines = (0..<700).map { "a\t" + String(repeating: "x", count: ($0 * 37) % 50 + 1) }
    return try Dataset(
      .labelled(path: try folder.write("l.tsv", (lines + ["b\tx"]).joined(separator: "\n")), SymbolOptions()),
      split: .undivided, batch: batch, seed: seed)
  }

  @Test("an epoch sees every sequence exactly once", arguments: [1, 3], [true, false])
  func once(_ accumulate: Int, _ shuffles: Bool) throws {
    let data = try texts(BatchSettings(size: 4, shuffle: shuffles, accumulate: accumulate, buckets: true))
    let updates = try #require(data.updatesPerEpoch)
    for epoch in 0..<2 {
      let seen = (0..<updates).flatMap { data.trainingBatch(epoch * updates + $0).identities }
      #expect(seen.sorted() == (0..<701).map { UInt64($0) })
    }
  }

  @Test("the same seed gives the same batches, another seed and another epoch others")
  func seeds() throws {
    let batch = try BatchSettings(size: 8, buckets: true)
    let (one, again, other) = (try texts(batch), try texts(batch), try texts(batch, seed: 2))
    let updates = try #require(one.updatesPerEpoch)
    for update in [0, 5, updates - 1, updates + 3] {
      #expect(one.trainingBatch(update) == again.trainingBatch(update))
    }
    #expect(one.trainingBatch(0) != other.trainingBatch(0))
    let groups = (0..<2).map { epoch in
      Set((0..<updates).map { Set(one.trainingBatch(epoch * updates + $0).identities) })
    }
    #expect(groups[0].intersection(groups[1]).count < updates / 2)
  }

  @Test("there is much less padding, and it is told")
  func padding() throws {
    let plain = try #require(try texts(BatchSettings(size: 8)).padding)
    let data = try texts(BatchSettings(size: 8, buckets: true))
    let bucketed = try #require(data.padding)
    #expect(bucketed.without == plain.now && plain.now == plain.without)
    #expect(bucketed.now < 0.1 && plain.now > 0.3)
    var (places, steps) = (0, 0)
    for update in 0..<(data.updatesPerEpoch ?? 0) {
      let batch = data.trainingBatch(update)
      places += batch.steps * batch.rows
      steps += batch.lengths.reduce(0, +)
    }
    #expect(abs(bucketed.now - (1 - Double(steps) / Double(places))) < 1e-12)
    #expect(data.paddingNote?.hasSuffix("% without bucket=yes)") == true)
    #expect(try Dataset(.generated(.adding(length: 5), count: 20)).paddingNote == nil)
    // Sums of sines of one length: nobody needs them to tell that there is no padding.
    let long = try GeneratedTask("sine", ["length": .integer(30_000), "k": .integer(100)])
    #expect(try Dataset(.generated(long, count: 10_000)).paddingNote == nil)
  }

  @Test("sequences without an epoch, and tracks, are refused")
  func refusals() throws {
    let batch = try BatchSettings(size: 8, buckets: true)
    #expect(throws: DataError.self) { try Dataset(.generated(.dates, count: nil), batch: batch) }
    let path = try folder.write("t.txt", String(repeating: "abc", count: 400))
    #expect(throws: DataError.self) { try Dataset(.text(path: path, TextOptions()), batch: batch) }
  }
}
