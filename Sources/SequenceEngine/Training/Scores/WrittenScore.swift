/// How good the targets are that a model wrote by itself.
///
/// A written `<unk>` matches nothing, not even one in the target, which stands for another word each time: otherwise a
/// smaller vocabulary would raise every score.
struct WrittenScore {
  /// The number of `<unk>` among the symbols of the targets; nil: they have none.
  let unknown: Int32?
  private var (rows, right, symbols, placed) = (0, 0, 0, 0)
  private var corpus = CorpusBLEU()

  init(unknown: Int32?) { self.unknown = unknown }

  var exact: Double? { rows > 0 ? Double(right) / Double(rows) : nil }
  /// The end symbol counts as one.
  var accuracy: Double? { symbols > 0 ? Double(placed) / Double(symbols) : nil }
  var bleu: Double? { corpus.score }

  mutating func add(_ written: [[Int32]], _ batch: Batch) {
    guard let decoder = batch.decoder, case .classes(let classes) = batch.target else { return }
    for (row, source) in decoder.sourceRows.enumerated() {
      let target = (0..<decoder.lengths[row] - 1).map { classes[$0 * batch.rows + row] }
      // No target has a symbol of this number.
      let own = written[source].map { $0 == unknown ? -1 : $0 }
      rows += 1
      if own == target { right += 1 }
      symbols += target.count + 1
      placed += zip(own, target).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) } + (own.count == target.count ? 1 : 0)
      corpus.add(own, reference: target)
    }
  }
}
