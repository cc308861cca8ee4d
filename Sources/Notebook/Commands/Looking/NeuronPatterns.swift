import Script
import SequenceEngine

/// Units by what they do together: places of a pattern, and pairs of two models.
extension NeuronsView {
  /// Places in the data where every unit is as it shall be.
  func output(wishes: [UnitStudy.Wish]) -> Output {
    let words = wishes.map { wish -> String in
      switch wish.sign {
      case .high: "\(wish.unit) on"
      case .low: "\(wish.unit) strongly below 0"
      case .off: "\(wish.unit) off"
      }
    }.joined(separator: ", ")
    let places = study.places(wishes, count: count)
    guard !places.isEmpty else {
      return .text(
        "\(title): nowhere on \(batch.rows) sequences of the \(part.rawValue) part are the units so: \(words)\n"
          + "on: at least half of the unit's own largest |h| in these data")
    }
    var table = Table(
      "\(title)   where the units are so: \(words)   (on: at least half of its own largest |h|)",
      columns: [
        .init("sequence"), .init("t", .number), .init("clearance", .number),
        .init("what it has read, the last in brackets"),
      ])
    for place in places {
      table.rows.append([
        .text(String(place.row + 1)), .count(place.step + 1), .number(place.value, .fixed(3)), .text(context(place)),
      ])
    }
    return .table(table)
  }

  /// The units of another model that do the same as those of this one.
  func outputs(matches: [UnitStudy.Match], _ other: String, _ form: String?) -> [Output] {
    let ranked = matches.sorted { (abs($0.correlation), $1.unit) > (abs($1.correlation), $0.unit) }
    var table = Table(
      "\(title)   the units of \(other) that do the same, on \(batch.rows) sequences of the \(part.rawValue) part",
      columns: [.init("unit", .number), .init(legible(other), .number), .init("correlation of h", .number)])
    for match in form == "csv" ? ranked : Array(ranked.prefix(count)) {
      table.rows.append([.count(match.unit), .count(match.other), .number(match.correlation, .fixed(3))])
    }
    let stayed = matches.count { $0.unit == $0.other && $0.correlation > 0.5 }
    let close = matches.count { abs($0.correlation) > 0.9 }
    let words = Output.text(
      "\(close) of \(matches.count) units have one that does nearly the same (|correlation| above 0.9); "
        + "\(stayed) do what the unit of their own number does")
    return form == "text" ? [words] : form == nil ? [.table(table), words] : [.table(table)]
  }
}

/// Units of the shown example that are on in a stretch of time and off elsewhere.
struct ContrastView {
  let title: String
  let layer: RecordedLayer
  let stretch: ClosedRange<Int>
  let count: Int

  var output: Output {
    let contrasts = layer.contrast(stretch)
    let ranked = contrasts.indices.filter { !contrasts[$0].isNaN }
      .sorted { (abs(contrasts[$0]), $1) > (abs(contrasts[$1]), $0) }
    guard !ranked.isEmpty else {
      return .text("\(title): no unit is different at t = \(stretch.lowerBound)…\(stretch.upperBound)")
    }
    var table = Table(
      "\(title)   units that are on at t = \(stretch.lowerBound)…\(stretch.upperBound) and off elsewhere",
      columns: [
        .init("unit", .number), .init("contrast", .number), .init("mean there", .number),
        .init("mean elsewhere", .number),
      ])
    for unit in ranked.prefix(count) {
      table.rows.append([
        .count(unit + 1), .number(contrasts[unit], .fixed(3)), .number(mean(unit) { stretch.contains($0) }, .fixed(4)),
        .number(mean(unit) { !stretch.contains($0) }, .fixed(4)),
      ])
    }
    return .table(table)
  }

  private func mean(_ unit: Int, _ isMeant: (Int) -> Bool) -> Double {
    let times = (1...max(layer.steps, 1)).filter(isMeant)
    return times.reduce(0) { $0 + layer.states[0].values[($1 - 1) * layer.units + unit] } / Double(max(times.count, 1))
  }
}
