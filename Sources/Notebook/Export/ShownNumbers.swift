import Script

/// The numbers of what was shown, for a spreadsheet or a program.
package enum ShownNumbers {
  /// Tables behind one another, those after the first behind an empty line and the title.
  ///
  /// - Returns: nil where nothing is a table or can be one.
  package static func csv(_ outputs: [Output]) -> String? {
    let tables = outputs.compactMap(\.table)
    guard !tables.isEmpty else { return nil }
    guard tables.count > 1 else { return tables[0].csv + "\n" }
    return tables.map { table in (table.title.isEmpty ? "" : "# \(legible(table.title))\n") + table.csv + "\n" }
      .joined(separator: "\n")
  }

  /// `{"schema":1,"shown":[…]}`, each picture with its numbers in full.
  package static func json(_ outputs: [Output]) -> String {
    JSONText.object([("schema", .number(1)), ("shown", .list(outputs.map(\.json)))]).written(isIndented: true) + "\n"
  }
}

extension Output {
  fileprivate var json: JSONText {
    switch self {
    case .text(let text): .object([("kind", .text("text")), ("text", .text(text))])
    case .note(let text): .object([("kind", .text("note")), ("text", .text(text))])
    case .table(let table): table.json
    case .line(let chart): chart.json
    case .bars(let chart): chart.json
    case .heat(let map): map.json
    case .strips(let chart): chart.json
    case .net(let net): Output.table(net.table).json
    case .words(let output): output.json
    }
  }
}

extension Table {
  fileprivate var json: JSONText {
    .object([
      ("kind", .text("table")), ("title", .text(title)), ("columns", .texts(columns.map(\.name))),
      (
        "rows",
        .list(
          rows.map { row in
            .list(
              row.map { value in
                switch value {
                case .text(let text): .text(text)
                case .number(let number, _): .number(number)
                case .missing: .null
                }
              })
          })
      ),
    ])
  }
}

extension [ReferenceLine] {
  fileprivate var json: JSONText {
    .list(map { .object([("name", .text($0.name)), ("value", .number($0.value))]) })
  }
}

extension Scale {
  fileprivate var json: JSONText { .text(self == .log10 ? "log10" : "linear") }
}

extension LineChart {
  fileprivate var json: JSONText {
    .object([
      ("kind", .text("line")), ("title", .text(title)), ("x_label", .text(xLabel)), ("y_label", .text(yLabel)),
      ("y_scale", yScale.json),
      (
        "series",
        .list(
          series.map {
            .object([
              ("name", .text($0.name)), ("x", .numbers($0.points.map(\.x))), ("y", .numbers($0.points.map(\.y))),
            ])
          })
      ),
      (
        "bands",
        .list(
          bands.map {
            .object([
              ("name", .text($0.name)), ("x", .numbers($0.x)), ("lower", .numbers($0.lower)),
              ("upper", .numbers($0.upper)),
            ])
          })
      ), ("references", references.json),
    ])
  }
}

extension BarChart {
  fileprivate var json: JSONText {
    .object([
      ("kind", .text("bars")), ("title", .text(title)), ("scale", scale.json),
      (
        "bars",
        .list(
          bars.map {
            .object([("name", .text($0.name)), ("value", .number($0.value)), ("note", .text($0.note))])
          })
      ), ("references", references.json),
    ])
  }
}

extension HeatMap {
  fileprivate var json: JSONText {
    .object([
      ("kind", .text("heat")), ("title", .text(title)), ("row_name", .text(rowName)),
      ("column_name", .text(columnName)), ("first_column", .number(Double(firstColumn))),
      ("row_labels", .texts(rowLabels)), ("column_labels", .texts(columnLabels)), ("scale", scale.json),
      ("rows", .list(rows.map { .numbers($0) })),
    ])
  }
}

extension StripChart {
  fileprivate var json: JSONText {
    .object([
      ("kind", .text("strips")), ("title", .text(title)), ("first_t", .number(Double(firstTime))),
      ("strips", .list(strips.map { .object([("label", .text($0.label)), ("values", $0.content.json)]) })),
      ("words", .texts(footers)),
    ])
  }
}

extension StripChart.Content {
  fileprivate var json: JSONText {
    switch self {
    case .bars(let values), .logBars(let values, _): .numbers(values)
    case .heat(let rows, _, _): .list(rows.map { .numbers($0) })
    case .marks(let marks): .list(marks.map { .flag($0) })
    case .symbols(let symbols): .texts(symbols)
    }
  }
}
