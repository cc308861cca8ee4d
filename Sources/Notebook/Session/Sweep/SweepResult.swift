import Script

/// The rows that a sweep has come to, as `show sweep` and `export sweep` read them.
public struct SweepResult: Sendable {
  let plan: SweepPlan
  /// Finished combinations by number.
  var rows: [Int: SweepRow] = [:]
  /// What was swept and all that led there, as one number.
  let key: String

  var isComplete: Bool { rows.count == plan.count }
  var failures: [Int] { rows.keys.filter { rows[$0]?.error != nil }.sorted() }

  /// A row for each finished combination, in the order of the combinations: variables, what was reported, the error.
  var table: Table {
    let finished = rows.sorted { $0.key < $1.key }
    var names: [String] = []
    for (_, row) in finished { for (name, _) in row.reported where !names.contains(name) { names.append(name) } }
    var columns: [[Value?]] = plan.variables.indices.map { place in finished.map { plan.combination($0.key)[place] } }
    columns += names.map { name in finished.map { $0.value.reported.first { $0.name == name }?.value } }
    var titles = plan.variables + names
    if !failures.isEmpty {
      titles.append("error")
      columns.append(finished.map { $0.value.error.map(Value.text) })
    }
    return Table(
      Array(zip(titles, columns)), title: isComplete ? "sweep" : "sweep, \(rows.count) of \(plan.count) combinations")
  }

  /// One chart for each reported number over the first variable that is a number, a curve for each combination of the
  /// others; none when no variable is a number.
  var charts: [LineChart] {
    let table = table
    let count = plan.variables.count
    guard let x = table.columns.prefix(count).firstIndex(where: { $0.kind == .number }) else { return [] }
    return table.columns.indices.dropFirst(count).filter { table.columns[$0].kind == .number }.map { y in
      var series: [LineChart.Series] = []
      for row in table.rows {
        guard case .number(let across, _) = row[x], case .number(let up, _) = row[y] else { continue }
        let others = (0..<count).filter { $0 != x }.map { "\(table.columns[$0].name) \(row[$0].text)" }
        let name = others.isEmpty ? table.columns[y].name : others.joined(separator: ", ")
        let point = LineChart.Point(x: across, y: up)
        if let index = series.firstIndex(where: { $0.name == name }) {
          series[index].points.append(point)
        } else {
          series.append(.init(name, points: [point]))
        }
      }
      return LineChart(table.columns[y].name, xLabel: table.columns[x].name, series: series)
    }
  }
}

extension Table.Value {
  /// A value of the language as a table shows it.
  init(_ value: Value?) {
    switch value {
    case .number(let number)?: self = .number(number)
    case nil: self = .missing
    case let value?: self = .text(value.description)
    }
  }

  fileprivate var text: String {
    switch self {
    case .text(let text): text
    case .number(let number, let format): format.text(number)
    case .missing: ""
    }
  }
}
