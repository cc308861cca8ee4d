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

  /// Whether it is a table or a picture, and no plain words.
  var holdsNumbers: Bool {
    switch self {
    case .table, .line, .bars, .heat, .strips, .net: true
    case .words(let output): output.holdsNumbers
    case .text, .note: false
    }
  }

  /// The numbers in rows and columns; nil where there are none.
  var table: Table? {
    switch self {
    case .table(let table): table
    case .bars(let chart):
      Table(
        chart.title, columns: [.init("name"), .init("value", .number)],
        rows: chart.bars.map { [.text($0.name), .number($0.value, chart.format)] })
    case .line(let chart): chart.table
    case .heat(let map):
      Table(
        map.title,
        columns: [.init(map.rowName, map.rowLabels.isEmpty ? .number : .text)]
          + (0..<map.columnCount).map { column in
            .init(
              column < map.columnLabels.count
                ? "\(map.columnName) \(map.firstColumn + column) \(map.columnLabels[column])"
                : "\(map.columnName) \(map.firstColumn + column)", .number)
          },
        rows: map.rows.enumerated().map { row in
          [row.offset < map.rowLabels.count ? .text(map.rowLabels[row.offset]) : .count(row.offset + 1)]
            + row.element.map { .number($0) }
        })
    case .strips(let chart): chart.table
    case .net(let net): net.table
    case .words(let output): output.table
    case .text, .note: nil
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

extension LineChart {
  /// Curves of one chart share their x; a curve that lacks one leaves its place empty.
  fileprivate var table: Table {
    let curves = series.map { (name: $0.name, points: $0.points.map { ($0.x, $0.y) }) }
    let edges = bands.flatMap { band in
      [
        ("\(band.name) lower", zip(band.x, band.lower).map { ($0, $1) }),
        ("\(band.name) upper", zip(band.x, band.upper).map { ($0, $1) }),
      ]
    }
    let columns = (curves + edges).map { column in
      (name: column.0, values: Dictionary(column.1, uniquingKeysWith: { first, _ in first }))
    }
    return Table(
      title, columns: [.init(xLabel.isEmpty ? "x" : xLabel, .number)] + columns.map { .init($0.name, .number) },
      rows: Set(columns.flatMap { $0.values.keys }).filter { !$0.isNaN }.sorted().map { x in
        [.number(x)] + columns.map { $0.values[x].map { .number($0) } ?? .missing }
      })
  }
}

extension StripChart {
  /// A row for each time step, a column for each strip, or for each unit of one.
  fileprivate var table: Table {
    var columns: [Table.Column] = [.init("t", .number)]
    var values: [[Table.Value]] = []
    for strip in strips {
      switch strip.content {
      case .bars(let numbers), .logBars(let numbers, _):
        columns.append(.init(strip.label, .number))
        values.append(numbers.map { .number($0) })
      case .heat(let rows, _, _):
        columns += rows.indices.map { .init("\(strip.label) \($0 + 1)", .number) }
        values += rows.map { $0.map { .number($0) } }
      case .marks(let marks):
        columns.append(.init(strip.label, .number))
        values.append(marks.map { .count($0 ? 1 : 0) })
      case .symbols(let symbols):
        columns.append(.init(strip.label))
        values.append(symbols.map { .text($0) })
      }
    }
    return Table(
      title, columns: columns,
      rows: (0..<count).map { t in
        [.count(firstTime &+ t)] + values.map { t < $0.count ? $0[t] : .missing }
      })
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
