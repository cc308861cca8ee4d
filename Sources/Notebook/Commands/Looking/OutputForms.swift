/// Forms that every picture can take, whatever it is by nature.
extension Output {
  /// The same numbers as `table`, `csv`, `bars`, `plot`, `heatmap` or `text`; nil, and a form that the numbers do not have,
  /// leave it as it is.
  func shown(as form: String?) -> Output {
    switch form {
    case "text": .words(of: self)
    case "table": table.map { .table($0) } ?? self
    case "csv": table.map { .text($0.csv) } ?? self
    case "bars": bars.map { .bars($0) } ?? self
    case "plot": plot.map { .line($0) } ?? self
    case "heatmap": heat.map { .heat($0) } ?? self
    default: self
    }
  }

  private var table: Table? {
    switch self {
    case .table(let table): table
    case .bars(let chart):
      Table(
        chart.title, columns: [.init("name"), .init("value", .number)],
        rows: chart.bars.map { [.text($0.name), .number($0.value, chart.format)] })
    case .line(let chart):
      // Curves of one chart share their x; a curve that lacks one leaves its place empty.
      Table(
        chart.title,
        columns: [.init(chart.xLabel.isEmpty ? "x" : chart.xLabel, .number)]
          + chart.series.map { .init($0.name, .number) },
        rows: Set(chart.series.flatMap { $0.points.map(\.x) }).sorted().map { x in
          [.number(x)] + chart.series.map { $0.points.first { $0.x == x }.map { .number($0.y) } ?? .missing }
        })
    case .heat(let map):
      Table(
        map.title,
        columns: [.init(map.rowName, .number)]
          + (0..<map.columnCount).map { .init("\(map.columnName) \(map.firstColumn + $0)", .number) },
        rows: map.rows.enumerated().map { row in [.count(row.offset + 1)] + row.element.map { .number($0) } })
    case .text, .note, .strips, .words: nil
    }
  }

  /// The first column of numbers, named by the column of text beside it.
  private var bars: BarChart? {
    if case .bars(let chart) = self { return chart }
    guard let table, let (name, column) = table.namedNumbers else { return nil }
    return BarChart(
      [table.title, table.columns[column].name].filter { !$0.isEmpty }.joined(separator: ": "),
      bars: table.rows.compactMap { row in
        guard column < row.count, case .number(let value, _) = row[column] else { return nil }
        return switch row[name] {
        case .text(let text): .init(text, value)
        case .number(let number, let format): .init("\(table.columns[name].name) \(format.text(number))", value)
        case .missing: nil
        }
      })
  }

  private var plot: LineChart? {
    if case .line(let chart) = self { return chart }
    guard let bars else { return nil }
    return LineChart(
      bars.title, xLabel: "number", series: [.init("value", y: bars.bars.map(\.value))], references: bars.references)
  }

  private var heat: HeatMap? {
    if case .heat(let map) = self { return map }
    if case .line(let chart) = self {
      return HeatMap(
        chart.title, rows: chart.series.map { $0.points.map(\.y) }, rowLabels: chart.series.map(\.name),
        rowName: "curve",
        columnName: chart.xLabel.isEmpty ? "x" : chart.xLabel,
        firstColumn: chart.series.first?.points.first.flatMap { Int(exactly: $0.x) } ?? 1,
        kind: chart.yScale == .log10 ? .magnitude : .signed, scale: chart.yScale)
    }
    guard let bars else { return nil }
    return HeatMap(
      bars.title, rows: bars.bars.map { [$0.value] }, rowLabels: bars.bars.map(\.name), rowName: "name",
      columnName: "value")
  }
}

extension Table {
  /// Places of the names and of the first numbers that they name; row numbers name nothing.
  fileprivate var namedNumbers: (name: Int, column: Int)? {
    let name = columns.firstIndex { $0.kind == .text } ?? 0
    guard let column = columns.indices.first(where: { columns[$0].kind == .number && $0 > name }) else { return nil }
    return (name, column)
  }
}
