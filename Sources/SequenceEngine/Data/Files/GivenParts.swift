/// Parts that the files themselves tell. What belongs to a part stands together: that for training first, then that for
/// validation, then that for testing.
struct GivenParts: Sendable, Equatable {
  private(set) var counts: [DataPart: Int] = [:]

  var all: Int { counts.values.reduce(0, +) }

  mutating func add(_ count: Int, to part: DataPart) { counts[part, default: 0] += count }

  /// The split that these parts make. Where no file is for validation, the share that `split` gives it is taken from the
  /// end of what is for training.
  func split(_ split: Split) -> Split {
    let (train, valid, test) = (counts[.train] ?? 0, counts[.valid] ?? 0, counts[.test] ?? 0)
    let rest = split.train + split.valid
    let taken = valid > 0 || rest == 0 ? 0 : min(max(0, train - 1), Int((Double(train) * split.valid / rest).rounded()))
    return Split(counts: train - taken, valid + taken, test)
  }

  /// What a person should know about them.
  var note: String {
    let told = DataPart.allCases.filter { counts[$0] != nil }.map(\.rawValue).joined(separator: ", ")
    return "the files tell the parts: \(told)"
      + (counts[.valid] == nil ? "; what split gives to valid is taken from train" : "")
  }
}

extension GivenParts? {
  /// These parts, or without any the split that was asked for.
  func split(_ split: Split) -> Split { self?.split(split) ?? split }

  var notes: [String] { self.map { [$0.note] } ?? [] }

  /// Where independent sequences go: those of each part in the seed's order.
  func places(_ count: Int, _ split: Split, seed: UInt64) -> SequencePlaces {
    let random = CounterRandom(seed: seed, stream: .split)
    guard let self else { return SequencePlaces(order: random.permutation(count), split: split) }
    var (order, first) = ([Int](), 0)
    for part in DataPart.allCases {
      let own = self.counts[part] ?? 0
      order += random.permutation(own).map { first + $0 }
      first += own
    }
    return SequencePlaces(order: order, split: self.split(split))
  }
  /// `count` independent texts in their parts.
  ///
  /// - Parameters:
  ///   - noun: what a text is called, such as "line".
  ///   - longest: time steps of the longest one.
  /// - Throws: `DataError` where a part would be empty, or a batch too large for memory.
  func arranged(
    _ count: Int, _ noun: String, at place: String, longest: Int, split: Split, batch: BatchSettings, seed: UInt64,
    as arrange: (SequencePlaces) -> some Arrangement
  ) throws -> any Arrangement {
    try self.split(split).check(
      count, place: place, least: 1, noun, advice: "give more \(noun)s or another split")
    let arrangement = arrange(places(count, split, seed: seed))
    try batch.checkMemory(
      rows: count, steps: longest, shape: arrangement.shape, place: place,
      advice: "give max_length= or a smaller batch")
    return arrangement
  }
}
