import Glibc
import Notebook

/// The numbers under the cross, and the sums of its column and its row against the real gradient.
struct LedgerReadings {
  let picture: LedgerPicture
  /// From 1.
  let t: Int
  /// From 0.
  let row: Int

  private var ledger: LedgerSnapshot { picture.ledger }
  private var isOfPaths: Bool { ledger.lossSteps.isEmpty }

  private func credit(_ t: Int, _ row: Int) -> Double {
    let place = (t - 1) * ledger.rows.count + row
    return ledger.credits.indices.contains(place) ? ledger.credits[place] : .nan
  }

  var credit: Double { credit(t, row) }
  /// Sum over the rows: all of the gradient at t that this part of it holds.
  var columnSum: Double { ledger.rows.indices.reduce(0) { $0 + credit(t, $1) } }
  var rowSum: Double { (1...max(1, ledger.steps)).reduce(0) { $0 + credit($1, row) } }
  private var total: Double { ledger.totals.indices.contains(t - 1) ? ledger.totals[t - 1] : .nan }

  /// The most important first.
  func lines(room: Int) -> [StyledLine] {
    guard ledger.rows.indices.contains(row), (1...max(1, ledger.steps)).contains(t) else { return [] }
    let name = ledger.rows[row]
    let target = "dL/d\(ledger.target)"
    var lines = [StyledLine(isOfPaths ? "t \(t), \(LedgerWords.path(name))" : "t \(t), from s \(name)", .title)]
    lines.append(told("credit", credit, share: share(credit, of: total)))
    if !isOfPaths, ledger.norms.indices.contains((t - 1) * ledger.rows.count + row) {
      lines.append(told("size", ledger.norms[(t - 1) * ledger.rows.count + row]))
    }
    lines += squareLines
    lines.append(StyledLine(isOfPaths ? "t \(t), all paths" : "t \(t), all losses", .title))
    lines.append(told("sum", columnSum))
    lines.append(told("‖\(target)‖", total, note: verdict))
    if !isOfPaths, !ledger.addsUp, total.isFinite, columnSum.isFinite {
      lines.append(told("other paths", total - columnSum))
    }
    if let factor = LedgerWords(ledger, (t, row)).stepFactor {
      lines.append(told("a step back ×", factor))
    }
    lines.append(StyledLine(isOfPaths ? "\(name), all t" : "s \(name), all t", .title))
    lines.append(told("sum", rowSum, share: share(rowSum, of: ledger.totals.reduce(0, +))))
    for carry in ledger.carries where carry.means.indices.contains(t - 1) {
      lines.append(StyledLine("\(carry.state) of the step before", .title))
      lines.append(told("× \(carry.factor)", carry.means[t - 1]))
      if let steps = halving(carry.means[t - 1]) { lines.append(StyledLine("  halves in \(steps) steps", .soft)) }
    }
    return lines.count > room ? lines.filter { $0.glyphs.first?.style.role != .title || $0 == lines[0] } : lines
  }

  /// "=" where the column's credits are all of the gradient; of a part of it the rest has a line of its own.
  private var verdict: String {
    guard total.isFinite, columnSum.isFinite else { return "" }
    if abs(columnSum - total) <= 1e-9 * max(total, 1e-300) { return "=" }
    return ledger.addsUp ? "differs" : ""
  }

  /// In how many steps a state that is multiplied by this halves; nil where it does not.
  private func halving(_ mean: Double) -> String? {
    mean > 0 && mean < 1 ? NumberFormat.significant(2).text(log(0.5) / log(mean)) : nil
  }

  /// What a square that stands for several entries holds.
  private var squareLines: [StyledLine] {
    guard let range = picture.range(t: t, row: row) else { return [] }
    func ends(_ numbers: Range<Int>, _ name: (Int) -> String) -> String {
      numbers.count > 1
        ? "\(name(numbers.lowerBound))–\(name(numbers.upperBound - 1))" : name(numbers.lowerBound)
    }
    let steps = ends(range.steps) { "\($0 + 1)" }
    let rows = ends(range.rows) { ledger.rows.indices.contains($0) ? ledger.rows[$0] : "" }
    let format = NumberFormat.significant(2)
    let values = range.credits.map { "\(format.text($0.lowerBound)) … \(format.text($0.upperBound))" }
    return [
      StyledLine(isOfPaths ? "square t \(steps)" : "square t \(steps) s \(rows)", .soft),
      StyledLine("  \(values ?? "no finite value")", .soft),
    ]
  }

  private func share(_ part: Double, of whole: Double) -> Double? {
    whole > 0 && whole.isFinite && part.isFinite ? part / whole : nil
  }

  private func told(_ name: String, _ value: Double, share: Double? = nil, note: String = "") -> StyledLine {
    var line = StyledLine("  \(name) ", .soft)
    line.append(NumberFormat.significant(3).text(value), value.isFinite ? .strong : .error)
    if let share { line.append("  \(NumberFormat.percent(0).text(share))", .soft) }
    if !note.isEmpty { line.append("  \(note)", .soft) }
    return line
  }
}
