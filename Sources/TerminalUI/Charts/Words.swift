import Notebook

extension Output {
  /// The output in sentences, for `as=text`, for a reader who hears the screen, and for a pipe.
  public var words: [String] {
    switch self {
    case .text(let text), .note(let text): text.linesOfText.map { StyledLine($0).plainText }
    case .table(let table): table.words.map { StyledLine($0).plainText }
    case .line(let chart): chart.words.map { StyledLine($0).plainText }
    case .bars(let chart): chart.words.map { StyledLine($0).plainText }
    case .heat(let map): map.words.map { StyledLine($0).plainText }
    case .strips(let chart): chart.words.map { StyledLine($0).plainText }
    case .words(let output): output.words
    }
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
    for band in bands { lines.append("\(band.name): \(band.sentence(axis))") }
    return lines
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
    let axis = ColumnAxis(first: firstColumn, count: columnCount, width: columnCount)
    if let cursorColumn, let index = axis.index(of: cursorColumn) {
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
    return [head] + strips.flatMap { words($0) } + footers
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
      let told = symbols.prefix(40).map { $0.linesOfText.joined(separator: "\\n") }.joined(separator: " ")
      let more = symbols.count > 40 ? " … and \(symbols.count - 40) more" : ""
      return ["\(strip.label): \(told)\(more)"] + caption
    }
  }
}
