/// What a row of numbers says, in words: ends, trend, extremes, the first step across a reference line, what is not a
/// number.
struct Telling {
  private let places: [Double]
  private let values: [Double]
  private let axis: String
  private let finite: [Int]

  init(places: [Double], values: [Double], axis: String) {
    self.places = places
    self.values = values
    self.axis = axis
    finite = values.indices.filter { values[$0].isFinite }
  }

  func sentences(_ references: [ReferenceLine], cursor: Double?) -> String {
    guard let first = finite.first, let last = finite.last else {
      return values.isEmpty ? "no values" : "\(counted(values.count, "value")), none of them finite"
    }
    var parts: [String] = []
    if finite.count == 1 {
      parts.append("\(number(first)) at \(place(first)), the only finite value")
    } else {
      parts.append(
        "\(trend(first, last)) from \(number(first)) at \(place(first)) to \(number(last)) at \(place(last))")
      if let least = finite.min(by: { values[$0] < values[$1] }),
        let largest = finite.max(by: { values[$0] < values[$1] }),
        values[least] < values[largest]
      {
        parts.append("least \(number(least)) at \(place(least)), largest \(number(largest)) at \(place(largest))")
      }
    }
    if let cursor, let index = places.firstIndex(of: cursor) {
      parts.append("\(NumberFormat.general.text(values[index])) at \(place(index))")
    }
    parts += references.map(crossing)
    let faults = values.count { $0.isNaN }
    let infinite = values.count { $0.isInfinite }
    if faults > 0, let index = values.firstIndex(where: \.isNaN) {
      parts.append("\(counted(faults, "value")) nan, first at \(place(index))")
    }
    if infinite > 0, let index = values.firstIndex(where: \.isInfinite) {
      parts.append("\(counted(infinite, "value")) infinite, first at \(place(index))")
    }
    return parts.joined(separator: "; ")
  }

  /// Range of a matrix, with the place of its least and its largest value, and the counts of what is not finite.
  static func extremes(_ rows: [[Double]], place: (_ row: Int, _ column: Int) -> String) -> [String] {
    var least: (value: Double, row: Int, column: Int)?
    var largest: (value: Double, row: Int, column: Int)?
    var faults = (count: 0, row: 0, column: 0)
    var infinite = 0
    for (row, values) in rows.enumerated() {
      for (column, value) in values.enumerated() {
        if value.isNaN {
          if faults.count == 0 { faults = (0, row, column) }
          faults.count += 1
        } else if value.isInfinite {
          infinite += 1
        } else {
          if value < least?.value ?? .infinity { least = (value, row, column) }
          if value > largest?.value ?? -.infinity { largest = (value, row, column) }
        }
      }
    }
    var lines: [String] = []
    let format = NumberFormat.general
    if let least, let largest {
      lines.append("least \(format.text(least.value)) at \(place(least.row, least.column))")
      lines.append("largest \(format.text(largest.value)) at \(place(largest.row, largest.column))")
    } else {
      lines.append("no finite value")
    }
    if faults.count > 0 {
      lines.append("\(counted(faults.count, "value")) nan, first at \(place(faults.row, faults.column))")
    }
    if infinite > 0 { lines.append("\(counted(infinite, "value")) infinite") }
    return lines
  }

  private func trend(_ first: Int, _ last: Int) -> String {
    let (start, end) = (values[first], values[last])
    let steps = zip(finite, finite.dropFirst())
    let rises = steps.contains { values[$0] < values[$1] }
    let falls = steps.contains { values[$0] > values[$1] }
    if !rises, !falls { return "stays level" }
    if !falls { return "rises all the way" }
    if !rises { return "falls all the way" }
    return start < end ? "rises" : start > end ? "falls" : "moves"
  }

  private func crossing(_ reference: ReferenceLine) -> String {
    let name = "\(reference.name) \(NumberFormat.general.text(reference.value))"
    let below = finite.filter { values[$0] < reference.value }
    if below.isEmpty { return "never under \(name)" }
    if below.count == finite.count { return "always under \(name)" }
    // The news is where the curve first stands on the other side.
    if let first = finite.first, values[first] < reference.value,
      let over = finite.first(where: { values[$0] >= reference.value })
    {
      return "under \(name) before \(place(over))"
    }
    return "first under \(name) at \(place(below[0]))"
  }

  private func number(_ index: Int) -> String { NumberFormat.general.text(values[index]) }

  private func place(_ index: Int) -> String { "\(axis) \(NumberFormat.significant(7).text(places[index]))" }
}
