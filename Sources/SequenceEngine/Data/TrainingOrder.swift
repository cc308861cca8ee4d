/// Which sequences each update of training takes: an epoch takes every one exactly once. A pure function of the seed.
///
/// With buckets the sequences of an epoch, in its order, are cut into pools of 50 batches; a pool is sorted by length
/// and cut into batches, and the batches of all pools come in an order of their own. So sequences of like lengths meet,
/// which saves padding, and every epoch brings others together.
struct TrainingOrder {
  private static let pool = 50

  private let count: Int
  private let rows: Int
  private let batch: BatchSettings
  private let seed: UInt64
  private let length: (Int) -> (source: Int, target: Int)

  init(_ arrangement: some Arrangement, _ batch: BatchSettings? = nil) {
    count = arrangement.count(.train) ?? 0
    self.batch = batch ?? arrangement.batch
    rows = self.batch.rowsPerUpdate
    seed = arrangement.seed
    length = arrangement.trainingLength
  }

  private var batches: Int { (count - 1) / rows + 1 }

  /// The training sequences of an update, counted from 0.
  func sequences(_ update: Int) -> [Int] {
    let (epoch, number) = update.quotientAndRemainder(dividingBy: batches)
    let random = CounterRandom(seed: seed, stream: .shuffle).keyed(epoch)
    let order = batch.shuffle ? SeededPermutation(count: count, random: random) : nil
    guard batch.buckets else { return place(number, in: 0..<count).map { order?[$0] ?? $0 } }
    let own = batch.shuffle ? SeededPermutation(count: batches, random: random.keyed(Self.pool))[number] : number
    let (pool, within) = own.quotientAndRemainder(dividingBy: Self.pool)
    let first = pool * Self.pool * rows
    let pooled = (first..<min(count, first + Self.pool * rows)).map { order?[$0] ?? $0 }
    let sorted = pooled.enumerated().map { (length($1), $0, $1) }.sorted {
      ($0.0.source, $0.0.target, $0.1) < ($1.0.source, $1.0.target, $1.1)
    }
    return place(within, in: sorted.indices).map { sorted[$0].2 }
  }

  private func place(_ batch: Int, in range: Range<Int>) -> Range<Int> {
    batch * rows..<min(range.upperBound, (batch + 1) * rows)
  }

  /// The share of time steps that is padding, over the first updates of the first epoch: a hundred, or fewer where they
  /// are long.
  var padding: Double {
    var (all, real) = (0, 0)
    // With buckets each update looks at its whole pool.
    let most = batch.buckets ? 4_000_000 : 50_000_000
    for update in 0..<min(batches, 100) where all < most {
      // An update's rows are sorted by length before they are cut into batches.
      let own = sequences(update).map(length).sorted { $0.source > $1.source }
      for start in stride(from: 0, to: own.count, by: batch.size) {
        let part = own[start..<min(own.count, start + batch.size)]
        for side in [part.map(\.source), part.map(\.target)] {
          all += (side.max() ?? 0) * side.count
          real += side.reduce(0, +)
        }
      }
    }
    return all > 0 ? 1 - Double(real) / Double(all) : 0
  }
}

extension Arrangement {
  func trainingLength(_ index: Int) -> (source: Int, target: Int) { example(.train, index).length }
}

extension Dataset {
  /// How much of the batches is padding; nil where all sequences are equally long, or made afresh for every update.
  public var paddingNote: String? {
    guard let (now, without) = padding, without > 0 else { return nil }
    func percent(_ share: Double) -> String { "\(PlainNumber.text((share * 1000).rounded() / 10)) %" }
    return "padding: \(percent(now)) of the time steps of a batch"
      + (batch.buckets ? " (\(percent(without)) without bucket=yes)" : "")
  }
}
