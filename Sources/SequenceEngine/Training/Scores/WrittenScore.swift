/// How good the targets are that a model wrote by itself.
struct WrittenScore {
  private var (rows, right, symbols, placed) = (0, 0, 0, 0)
  private var corpus = CorpusBLEU()

  var exact: Double? { rows > 0 ? Double(right) / Double(rows) : nil }
  /// The end symbol counts as one.
  var accuracy: Double? { symbols > 0 ? Double(placed) / Double(symbols) : nil }
  var bleu: Double? { corpus.score }

  mutating func add(_ written: [[Int32]], _ batch: Batch) {
    guard let decoder = batch.decoder, case .classes(let classes) = batch.target else { return }
    for (row, source) in decoder.sourceRows.enumerated() {
      let target = (0..<decoder.lengths[row] - 1).map { classes[$0 * batch.rows + row] }
      let own = written[source]
      rows += 1
      if own == target { right += 1 }
      symbols += target.count + 1
      placed += zip(own, target).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) } + (own.count == target.count ? 1 : 0)
      corpus.add(own, reference: target)
    }
  }
}
