import Script

extension Output {
  /// The output in sentences, for `as=text`, for a reader who hears the screen, for a pipe and for the words that stand
  /// for a picture in an export. Nothing of an output goes without: a picture tells its ranges, trends and extremes,
  /// where it first lies under a line, and which of several is largest.
  public var words: [String] {
    let lines: [String]
    switch self {
    case .text(let text), .note(let text):
      lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    case .table(let table): lines = table.words
    case .line(let chart): lines = chart.words
    case .bars(let chart): lines = chart.words
    case .heat(let map): lines = map.words
    case .strips(let chart): lines = chart.words
    case .net(let net): lines = net.sentences
    case .words(let output): return output.words
    }
    return lines.map(Self.legibleLine)
  }

  /// The words as one text of limited length, for the place of a picture.
  var sentence: String {
    let limit = 40
    let lines = words
    let rest = lines.count > limit ? ["and \(lines.count - limit) lines more"] : []
    return (lines.prefix(limit) + rest).joined(separator: "; ")
  }

  /// Control characters become visible, tabs blanks up to the next multiple of 8.
  private static func legibleLine(_ text: String) -> String {
    var line = ""
    for (index, part) in text.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { line += String(repeating: " ", count: 8 - line.count % 8) }
      line += legible(String(part))
    }
    return line
  }
}

extension Table {
  /// One line for each row: every value after its column's name.
  fileprivate var words: [String] {
    let head = "\(title.isEmpty ? "table" : title): \(counted(rows.count, "row")), \(counted(columns.count, "column"))"
    return [head]
      + rows.map { row in
        zip(columns, row).map { column, value in
          switch value {
          case .text(let text): "\(column.name) \(text)"
          case .number(let number, let format): "\(column.name) \(format.text(number))"
          case .missing: "\(column.name) missing"
          }
        }.joined(separator: ", ")
      }
  }
}

extension LineChart {
  fileprivate var words: [String] {
    let head = [title, yLabel].filter { !$0.isEmpty }.joined(separator: ", ")
    let axis = xLabel.isEmpty ? "x" : xLabel
    var lines = head.isEmpty ? [] : [head + (yScale == .log10 ? ", log scale" : "")]
    if series.isEmpty { lines.append("no curves") }
    for curve in series {
      let told = Telling(places: curve.points.map(\.x), values: curve.points.map(\.y), axis: axis)
      lines.append("\(curve.name.isEmpty ? "curve" : curve.name): \(told.sentences(references, cursor: cursorX))")
    }
    if let largest = largest(axis) { lines.append(largest) }
    for band in bands { lines.append("\(band.name): \(band.sentence(axis))") }
    return lines
  }

  /// Which of several curves ends highest and which lowest.
  private func largest(_ axis: String) -> String? {
    let ends = series.compactMap { curve in curve.points.last { $0.y.isFinite }.map { (name: curve.name, at: $0) } }
    guard ends.count > 1, let low = ends.min(by: { $0.at.y < $1.at.y }), let high = ends.max(by: { $0.at.y < $1.at.y }),
      low.at.y < high.at.y
    else { return nil }
    let number = NumberFormat.general
    return "at its end \(high.name) is largest with \(number.text(high.at.y)), \(low.name) least with "
      + number.text(low.at.y)
  }
}

extension LineChart.Band {
  fileprivate func sentence(_ axis: String) -> String {
    guard let first = x.indices.first, let last = x.indices.last, let from = pair(first), let to = pair(last) else {
      return "no values"
    }
    let place = NumberFormat.significant(7)
    return "from \(from) at \(axis) \(place.text(x[first])) to \(to) at \(axis) \(place.text(x[last]))"
  }

  private func pair(_ index: Int) -> String? {
    guard index < lower.count, index < upper.count else { return nil }
    return "\(NumberFormat.general.text(lower[index]))…\(NumberFormat.general.text(upper[index]))"
  }
}

extension BarChart {
  fileprivate var words: [String] {
    var lines = [(title.isEmpty ? "bars" : title) + ": " + counted(bars.count, "value")]
    lines += bars.map { "\($0.name) \(format.text($0.value))" + ($0.note.isEmpty ? "" : ", \($0.note)") }
    let finite = bars.filter { $0.value.isFinite }
    if finite.count > 1, let least = finite.min(by: { $0.value < $1.value }),
      let largest = finite.max(by: { $0.value < $1.value })
    {
      lines.append("least \(least.name), largest \(largest.name)")
    }
    for reference in references {
      let below = finite.count { $0.value < reference.value }
      lines.append("\(reference.name) \(format.text(reference.value)): \(below) of \(finite.count) lie below it")
    }
    return lines
  }
}

extension HeatMap {
  fileprivate var words: [String] {
    let columns = counted(columnCount, "column") + " (\(columnName))"
    var lines = ["\(title.isEmpty ? "heat map" : title): \(counted(rows.count, "row")) (\(rowName)), \(columns)"]
    lines += Telling.extremes(rows) { row, column in
      let name = row < rowLabels.count ? rowLabels[row] : "\(rowName) \(row + 1)"
      return "\(name), \(columnName) \(firstColumn &+ column)"
    }
    if let cursorColumn, case (let index, let isTooFar) = cursorColumn.subtractingReportingOverflow(firstColumn),
      !isTooFar,
      (0..<columnCount).contains(index)
    {
      let values = rows.compactMap { index < $0.count ? $0[index] : nil }
      let numbers = values.prefix(16).map { NumberFormat.significant(3).text($0) }.joined(separator: ", ")
      let more = values.count > 16 ? ", and \(values.count - 16) more" : ""
      lines.append("at \(columnName) \(cursorColumn): \(numbers)\(more)")
    }
    return lines
  }
}

extension StripChart {
  fileprivate var words: [String] {
    let last = firstTime &+ max(0, count - 1)
    var head = (title.isEmpty ? "unrolled" : title) + ": t from \(firstTime) to \(last)"
    if count == 0 { head = (title.isEmpty ? "unrolled" : title) + ": no time steps" }
    if let cursor { head += ", at t \(cursor)" }
    if let pass { head += pass == .forward ? ", forward pass" : ", backward pass" }
    return [head] + strips.flatMap { words($0) + readings($0) } + footers
  }

  /// Numbers that stand at the side of a strip, over all time steps.
  private func readings(_ strip: Strip) -> [String] {
    strip.readings.compactMap { reading in
      guard case .series(let name, let values, _) = reading, !values.isEmpty else { return nil }
      let places = values.indices.map { Double(firstTime &+ $0) }
      let told = Telling(places: places, values: values, axis: "t")
      return "\(strip.label), \(name): \(told.sentences([], cursor: cursor.map(Double.init)))"
    }
  }

  private func words(_ strip: Strip) -> [String] {
    let caption = strip.caption.isEmpty ? [] : [strip.caption]
    func telling(_ values: [Double]) -> Telling {
      Telling(places: values.indices.map { Double(firstTime &+ $0) }, values: values, axis: "t")
    }
    let at = cursor.map(Double.init)
    switch strip.content {
    case .bars(let values): return ["\(strip.label): \(telling(values).sentences([], cursor: at))"] + caption
    case .logBars(let values, let references):
      return ["\(strip.label): \(telling(values).sentences(references, cursor: at))"] + caption
    case .heat(let rows, _, _):
      let extremes = Telling.extremes(rows) { "unit \($0 + 1), t \(firstTime &+ $1)" }
      return ["\(strip.label): \(counted(rows.count, "unit"))"] + extremes + caption
    case .marks(let marks):
      let times = marks.indices.filter { marks[$0] }
      let told = times.prefix(12).map { "\(firstTime &+ $0)" }.joined(separator: ", ")
      let more = times.count > 12 ? " and \(times.count - 12) more" : ""
      return ["\(strip.label): " + (times.isEmpty ? "no marks" : "marked at t \(told)\(more)")] + caption
    case .symbols(let symbols):
      let told = symbols.prefix(40).map { $0.replacing("\r\n", with: "\\n").replacing("\n", with: "\\n") }.joined(
        separator: " ")
      let more = symbols.count > 40 ? " … and \(symbols.count - 40) more" : ""
      return ["\(strip.label): \(told)\(more)"] + caption
    }
  }
}
