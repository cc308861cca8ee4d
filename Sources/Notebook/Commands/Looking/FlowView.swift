import SequenceEngine

/// A ledger as pictures, tables and words.
struct FlowView {
  let title: String
  let layer: RecordedLayer
  let ledger: GradientLedger
  /// Time steps that are shown.
  let window: ClosedRange<Int>
  let cursor: Int
  let unit: Int?

  private var target: String { ledger.route == .input ? "x" : "h" }

  private var caption: String {
    let part =
      switch ledger.route {
      case .whole: ""
      case .state(let name): layer.stateNames.count > 1 ? "   carried by \(name) alone" : ""
      case .gate(let name): "   through \(name)"
      case .input: "   to the input"
      case .attention: "   through attention"
      }
    return "\(title)   \(layer.name)\(part)"
  }

  func outputs(_ form: String?) -> [Output] {
    switch form {
    case nil, "heatmap":
      if unit != nil { return [unitMap, sentences] }
      return form == nil ? [map(ledger.norms, .magnitude, "‖dL(s)/d\(target)(t)‖", .log10), sentences] : maps
    case "text": return [sentences]
    case "csv": return [unit == nil ? map(ledger.credits, .signed, "credit", .linear) : unitMap]
    case "table": return [.table(table), sentences]
    default:
      return [
        .line(
          LineChart(
            "\(caption)   mean steps between a gradient and the losses that it came from", xLabel: "t",
            series: [
              .init(
                layer.name, y: window.map { ledger.meanDistance(at: $0) ?? .nan }, firstX: Double(window.lowerBound))
            ],
            cursorX: Double(cursor))),
        .bars(
          BarChart(
            "\(caption)   what the loss of each step gave to all gradients",
            bars: zip(ledger.lossSteps, ledger.columnSums).map { .init("s=\($0)", $1) })),
      ]
    }
  }

  private var maps: [Output] {
    [
      map(ledger.norms, .magnitude, "‖dL(s)/d\(target)(t)‖", .log10),
      map(ledger.credits, .signed, "credit of the loss at s for dL/d\(target)(t)", .linear),
    ]
  }

  private var unitMap: Output {
    map(ledger.unitValues ?? [], .signed, "dL(s)/d\(target)(t)[\(unit ?? 0)]", .linear)
  }

  /// As in the ledger's pane: the loss of step s is a row, the time step t where it arrives a column.
  private func map(_ values: [Double], _ kind: HeatKind, _ what: String, _ scale: Scale) -> Output {
    let losses = ledger.lossSteps
    let isCounted = losses == Array(1...max(1, losses.count))
    return .heat(
      HeatMap(
        "\(caption)   \(what)",
        rows: losses.indices.map { loss in window.map { values[($0 - 1) * losses.count + loss] } },
        rowLabels: isCounted ? [] : losses.map(String.init), rowName: "s", columnName: "t",
        firstColumn: window.lowerBound, kind: kind, scale: scale,
        cursorColumn: window.contains(cursor) ? cursor : nil))
  }

  private var table: Table {
    var table = Table(
      "\(caption)   where the gradient of each step came from",
      columns: [
        .init("t", .number), .init("‖dL/d\(target)‖", .number), .init("own loss", .number),
        .init("other losses", .number),
        .init("mean distance", .number), .init("most from s", .number), .init("its credit", .number),
      ])
    for t in window {
      let row = Array(ledger.credits(at: t))
      let own = ledger.credit(t, t)
      let best = row.indices.max { row[$0] < row[$1] }
      table.rows.append([
        .count(t), .number(ledger.totals[t - 1]), .number(own), .number(row.reduce(0, +) - own),
        ledger.meanDistance(at: t).map { .number($0, .significant(3)) } ?? .missing,
        best.map { .count(ledger.lossSteps[$0]) } ?? .missing, best.map { .number(row[$0]) } ?? .missing,
      ])
    }
    return table
  }

  private var sentences: Output {
    var lines: [String] = []
    let far = layer.isReversed ? window.upperBound : window.lowerBound
    let short = NumberFormat.significant(3)
    if ledger.hasOneLoss {
      lines.append("\(layer.name): the sequence has one loss, so the ledger has one row")
    } else if ledger.isAcross {
      lines.append("\(layer.name): t is a step of the source, s a step of the target")
    } else if let distance = ledger.meanDistance(at: far) {
      lines.append(
        "\(layer.name): what arrives at t=\(far) comes from losses \(short.text(distance)) steps away on the mean")
    } else {
      lines.append("\(layer.name): nothing arrives at t=\(far)")
    }
    let sums = ledger.columnSums
    let total = ledger.totals.reduce(0, +)
    if !ledger.hasOneLoss, let best = sums.indices.max(by: { sums[$0] < sums[$1] }), total > 0, sums[best].isFinite {
      lines.append(
        "the loss at s=\(ledger.lossSteps[best]) gave most: \(NumberFormat.percent(1).text(sums[best] / total)) of all "
          + "dL/d\(target)(t)")
    }
    if !ledger.totals.allSatisfy(\.isFinite) {
      lines.append("some of the gradient is not finite; doctor finds where that begins")
    } else if let worst = ledger.worstDifference {
      lines.append(
        worst <= 1e-9
          ? "the columns add up to dL/d\(target)(t): the largest difference is below a billionth of it"
          : "the columns do not add up to dL/d\(target)(t): they differ by up to \(short.text(worst)) of it")
    } else if ledger.route == .attention {
      lines.append(
        "only what comes through attention is counted; the rest comes through the state that the decoder starts from")
    } else if case .gate(let name) = ledger.route {
      lines.append("only what comes to dL/dh(t) through \(name) of the next step is counted")
    } else {
      lines.append("what changes from one state to another on the way is not counted")
    }
    return .text(lines.joined(separator: "\n"))
  }

  /// One loss at the end: the gradient of each step by the path that it came on.
  func outputs(paths: [GradientPath], _ form: String?) -> [Output] {
    let what = "\(caption)   parts of ‖dL/dh(t)‖ by the path they came on"
    let rows = paths.map { path in window.map { path.credits[$0 - 1] } }
    let words = Output.text(
      ([
        "\(layer.name): the sequence has one loss, so the ledger has one row; here is dL/dh(t) by its paths instead"
      ]
        + zip(paths, rows).map { path, row in
          let total = ledger.totals[window.lowerBound - 1..<window.upperBound].reduce(0, +)
          let share = total > 0 ? row.reduce(0, +) / total : .nan
          return "\(path.name): \(NumberFormat.percent(1).text(share)) of all dL/dh(t)"
        } + [
          ledger.totals.allSatisfy(\.isFinite)
            ? "at every step the parts add up to ‖dL/dh(t)‖" : "some of the gradient is not finite"
        ]).joined(separator: "\n"))
    switch form {
    case "table", "csv":
      var table = Table(
        what, columns: [.init("t", .number), .init("‖dL/dh‖", .number)] + paths.map { .init($0.name, .number) })
      for (place, t) in window.enumerated() {
        table.rows.append([.count(t), .number(ledger.totals[t - 1])] + rows.map { .number($0[place]) })
      }
      return form == "csv" ? [.table(table)] : [.table(table), words]
    case "plot":
      return [
        .line(
          LineChart(
            what, xLabel: "t",
            series: zip(paths, rows).map { .init($0.name, y: $1, firstX: Double(window.lowerBound)) },
            cursorX: Double(cursor)))
      ]
    case "bars":
      return [.bars(BarChart(what, bars: zip(paths, rows).map { .init($0.name, $1.reduce(0, +)) }))]
    case "text": return [words]
    default:
      return [
        .heat(
          HeatMap(
            what, rows: rows, rowLabels: paths.map(\.name), rowName: "path", firstColumn: window.lowerBound,
            cursorColumn: window.contains(cursor) ? cursor : nil)), words,
      ]
    }
  }

  var trace: [(name: String, value: EventRecord.Field)] {
    let count = ledger.lossSteps.count
    func rows(_ values: [Double]) -> EventRecord.Field {
      .list(window.map { t in .list(values[(t - 1) * count..<t * count].map { .number($0) }) })
    }
    return [
      ("model", .text(title)), ("layer", .text(layer.name)), ("t", .number(Double(cursor))), ("subject", .text("flow")),
      ("first_row", .number(Double(window.lowerBound))),
      ("loss_steps", .list(ledger.lossSteps.map { .number(Double($0)) })),
      ("norms", rows(ledger.norms)), ("credits", rows(ledger.credits)),
      ("totals", .list(window.map { .number(ledger.totals[$0 - 1]) })),
    ]
  }
}
