import Script
import SequenceEngine

/// Units as tables, bars and words.
struct NeuronsView {
  let title: String
  let study: UnitStudy
  /// The sequences, both sides of them.
  let batch: Batch
  /// The side that the layer stands on.
  let side: LayerSide
  let data: Dataset
  let part: DataPart
  let count: Int

  private func inputName(_ place: Int) -> String {
    if case .token = data.shape.input(of: side) { return "'\(symbol(place))'" }
    if case .vector(size: 1) = data.shape.input(of: side) { return "x" }
    return "x\(place + 1)"
  }

  private func symbol(_ token: Int) -> String {
    let known = side == .decoder ? data.decoderSymbols : data.vocabulary?.symbols
    guard let known, known.indices.contains(token) else { return String(token) }
    return legible(known[token])
  }

  func outputs(_ form: String?) -> [Output] {
    let ranked = study.units.sorted { ($0.effect, $1.number) > ($1.effect, $0.number) }
    if form == "plot" || form == "heatmap" {
      return [
        .line(
          LineChart(
            "\(title)   loss gained by leaving each unit out", xLabel: "unit",
            series: [.init("effect", y: study.units.map(\.effect))], references: [ReferenceLine("0", at: 0)]))
      ]
    }
    var table = Table(
      "\(title)   units by what is lost without them, on \(batch.rows) sequences of the \(part.rawValue) part",
      columns: [
        .init("unit"), .init("loss without it", .number), .init("effect", .number), .init("follows"),
        .init("correlation", .number),
      ])
    for unit in form == "csv" ? ranked : Array(ranked.prefix(count)) {
      table.rows.append([
        .text(String(unit.number)), .number(study.loss + unit.effect), .number(unit.effect, .significant(3)),
        .text(inputName(unit.input)), .number(unit.correlation, .fixed(3)),
      ])
    }
    let idle = study.units.count { abs($0.effect) <= 1e-9 * abs(study.loss) }
    let words = Output.text(
      !study.loss.isFinite
        ? "the loss is \(NumberFormat.general.text(study.loss)) with all units, so nothing can be told of one"
        : "the loss is \(NumberFormat.general.text(study.loss)) with all \(study.units.count) units; "
          + (ranked.first.map { "unit \($0.number) is missed most" } ?? "there are none")
          + (idle > 0 ? "; \(idle) make no difference" : ""))
    return form == "text" ? [words] : form == nil ? [.table(table), words] : [.table(table)]
  }

  /// Where one unit is on, and its mean at each symbol.
  func outputs(unit: Int, _ form: String?) -> [Output] {
    let places = study.strongest(unit, count: count)
    var table = Table(
      "\(title)   where unit \(unit) is strongest, on \(batch.rows) sequences of the \(part.rawValue) part",
      columns: [
        .init("sequence"), .init("t", .number), .init("h", .number), .init("what it has read, the last in brackets"),
      ])
    for place in places {
      table.rows.append([
        .text(String(place.row + 1)), .count(place.step + 1), .number(place.value, .fixed(4)),
        .text(context(place)),
      ])
    }
    var outputs = [Output.table(table)]
    if let responses = study.responses(of: unit) {
      let met = responses.indices.compactMap { token in responses[token].map { (token, $0) } }
        .sorted { (abs($0.1), $1.0) > (abs($1.1), $0.0) }
      outputs.append(
        .bars(
          BarChart(
            "\(title)   mean of unit \(unit) at each symbol, the strongest first",
            bars: met.prefix(max(count, 20)).map { .init(inputName($0.0), $0.1) })))
    }
    let column = study.units.indices.contains(unit - 1) ? study.units[unit - 1].input : 0
    if let responses = study.responses(of: unit, to: column, parts: 10) {
      outputs.append(
        .bars(
          BarChart(
            "\(title)   mean of unit \(unit) by \(inputName(column)), the input that it follows most closely",
            bars: responses.compactMap { own in
              own.mean.map { .init("\(short(own.lower)) to \(short(own.upper))", $0) }
            })))
    }
    return form == "text" ? [outputs[0].shown(as: "table"), outputs.last ?? outputs[0]] : outputs
  }

  private func short(_ number: Double) -> String { NumberFormat.significant(3).text(number) }

  func context(_ place: UnitStudy.Place) -> String {
    let batch = study.batch
    let first = max(0, place.step - 12)
    let last = min(place.step + 4, batch.lengths[place.row] - 1)
    func read(_ t: Int) -> String {
      let start = t * batch.rows + place.row
      switch batch.input {
      case .tokens(let tokens): return symbol(Int(tokens[start]))
      case .vectors(let values, let size):
        return values[start * size..<(start + 1) * size].map { NumberFormat.significant(3).text($0) }
          .joined(separator: ",")
      }
    }
    var joint = " "
    if case .tokens = batch.input, (side == .decoder ? data.targetVocabulary : data.vocabulary)?.unit == .character {
      joint = ""
    }
    return (first...last).map { $0 == place.step ? "[\(read($0))]" : read($0) }.joined(separator: joint)
  }
}
