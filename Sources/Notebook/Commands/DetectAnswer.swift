import Script
import SequenceEngine

/// What `detect` found: a sentence, the highest scores, and a picture over time with marks.
struct DetectAnswer {
  let data: Dataset
  /// nil: an input that was given.
  let part: DataPart?
  let given: [Example]?
  let readings: [SurpriseReading]
  let scores: [Double]
  let threshold: Double

  private var isSeries: Bool { if case .csv = data.request { true } else { false } }
  private var isNumbers: Bool { readings.first?.bits.isNaN ?? false }
  private var unit: String { isNumbers ? "deviations" : "bits" }

  /// Whether all targets lie on one axis of time: rows of a series, symbols of a text, steps of what was given.
  private var isOneAxis: Bool { isSeries || data.isOneText || given != nil }

  func tell(_ count: Int, _ context: CommandContext) {
    let marked = scores.indices.filter { scores[$0] > threshold }
    let (places, all) = (
      NumberFormat.integer.text(Double(marked.count)), NumberFormat.integer.text(Double(scores.count))
    )
    let stretches = marked.filter { $0 == 0 || scores[$0 - 1] <= threshold || !follows($0) }.count
    var told = "\(places) of \(all) \(noun) above \(NumberFormat.general.text(threshold)) \(unit)"
    if stretches > 0, stretches < marked.count { told += ", in \(stretches) stretch\(stretches == 1 ? "" : "es")" }
    context.answer(told)
    let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(count)
    context.answer(.table(table(Array(order))))
    if let chart { context.answer(.strips(chart)) }
    context.record(
      "detect",
      [
        ("part", part.map { .text($0.rawValue) } ?? .nothing), ("unit", .text(unit)), ("threshold", .number(threshold)),
        ("count", .number(Double(scores.count))),
        ("positions", .list(marked.map { index in .list(place(index).map { .number(Double($0)) }) })),
        ("scores", .list(marked.map { .number(scores[$0]) })),
      ])
  }

  private var noun: String {
    if isSeries { return "rows lie" }
    if data.isNextSymbol { return "symbols lie" }
    return data.shape.placement == .perStep ? "time steps lie" : "sequences lie"
  }

  /// Whether a target is of the time step after the target before it.
  private func follows(_ index: Int) -> Bool {
    isOneAxis || (readings[index].step != nil && readings[index].example == readings[index - 1].example)
  }

  // MARK: Places

  private var placeNames: [String] {
    if isSeries { return ["row"] }
    if data.isOneText { return ["symbol"] }
    if given != nil { return ["t"] }
    return data.shape.placement == .perStep ? ["example", "t"] : ["example"]
  }

  /// Where a target lies, counted from 1: a row of the file, the header included, a symbol of the part's text, an
  /// example and its time step.
  private func place(_ index: Int) -> [Int] {
    let reading = readings[index]
    switch data.request {
    case .csv(_, let options):
      let row = part.flatMap { data.targetRow($0, reading.example) }
      return [row ?? reading.example + options.window + options.horizon]
    case .text(_, let options):
      return [(given == nil ? reading.example * options.window : 0) + (reading.step ?? 0) + 2]
    default:
      if let given {
        // Each line that was given is scored from its first symbol on; elsewhere it is the step after one that was given.
        guard case .lines = data.request else { return [(reading.step ?? 0) + 2] }
        return [given[..<reading.example].reduce(0) { $0 + $1.steps } + (reading.step ?? 0) + 1]
      }
      return [reading.example + 1] + (reading.step.map { [$0 + 1] } ?? [])
    }
  }

  // MARK: The table

  private func table(_ order: [Int]) -> Table {
    var table = Table("the most surprising", columns: placeNames.map { .init($0, .number) } + [.init(unit, .number)])
    let names = data.classNames
    let columns = data.normalisation?.targets.map(\.name) ?? []
    let width = readings.first?.target.count ?? 0
    if isNumbers {
      for d in 0..<width {
        let name = d < columns.count ? columns[d] : width > 1 ? "x\(d + 1)" : "value"
        table.columns += [.init(name, .number), .init("forecast", .number)]
      }
    } else {
      table.columns += [.init("found"), .init("expected")]
      if data.vocabulary != nil { table.columns.append(.init("where")) }
    }
    for index in order {
      let reading = readings[index]
      var row: [Table.Value] = place(index).map { .count($0) } + [.number(scores[index])]
      if isNumbers {
        for d in 0..<width { row += [.number(reading.target[d]), .number(reading.answer[d])] }
      } else {
        row += [reading.target, reading.answer].map { own in
          .text(own.map { value in legible(name(Int(value), names)) }.joined(separator: " "))
        }
        if data.vocabulary != nil { row.append(.text(surroundings(reading))) }
      }
      table.rows.append(row)
    }
    return table
  }

  private func name(_ number: Int, _ names: [String]?) -> String {
    guard case .classes = data.shape.target else { return "\(number)" }
    guard let names, names.indices.contains(number) else { return "class \(number)" }
    return names[number]
  }

  /// The text around a target: what came before a next symbol, or the token that is tagged, or the text that is labelled.
  private func surroundings(_ reading: SurpriseReading) -> String {
    guard let vocabulary = data.vocabulary else { return "" }
    let example = given.map { $0[reading.example] } ?? part.flatMap { try? data.example($0, reading.example) }
    guard let example, case .tokens(let tokens) = example.input else { return "" }
    guard let step = reading.step else {
      let text = vocabulary.decode(tokens)
      return legible(text.count > 48 ? text.prefix(47) + "…" : text)
    }
    guard data.isNextSymbol else {
      let before = vocabulary.decode(Array(tokens[max(0, step - 3)..<step]))
      let behind = vocabulary.decode(Array(tokens[min(step + 1, tokens.count)..<min(step + 4, tokens.count)]))
      return legible("\(before) [\(vocabulary.decode([tokens[step]]))] \(behind)")
    }
    let reach = vocabulary.unit == .word ? 5 : 20
    let before = vocabulary.decode(Array(tokens[max(0, step + 1 - reach)...step]))
    guard case .classes(let targets) = example.target else { return legible(before) }
    let found = vocabulary.decode([targets[step]])
    let behind = vocabulary.decode(
      Array(targets[min(step + 1, targets.count)..<min(step + 1 + reach / 2, targets.count)]))
    return legible("\(before)[\(found)]\(behind)")
  }

  // MARK: The picture

  private var chart: StripChart? {
    guard let highest = scores.indices.max(by: { scores[$0] < scores[$1] }) else { return nil }
    // Of separate sequences the one with the highest score; of sequences with one target each all of them.
    let isSequence = !isOneAxis && readings[highest].step != nil
    let shown = scores.indices.filter { !isSequence || readings[$0].example == readings[highest].example }
    guard shown.count > 1, let first = shown.first, let last = shown.last else { return nil }
    var strips: [StripChart.Strip] = []
    if isNumbers {
      let columns = data.normalisation?.targets.map(\.name) ?? []
      for d in readings[highest].target.indices {
        let values = shown.map { readings[$0].target[d] }
        strips.append(
          .init(
            d < columns.count ? legible(columns[d]) : "x", .bars(values),
            readings: [.series("forecast", shown.map { readings[$0].answer[d] })]))
      }
    } else if data.isNextSymbol, let vocabulary = data.vocabulary {
      strips.append(
        .init("text", .symbols(shown.map { legible(vocabulary.decode([Int32(readings[$0].target[0])])) })))
    }
    strips.append(.init("score", .bars(shown.map { scores[$0] })))
    strips.append(
      .init(
        "marked", .marks(shown.map { scores[$0] > threshold }),
        caption: "above \(NumberFormat.general.text(threshold)) \(unit)"))
    let title = isSequence ? "surprise  example \(readings[highest].example + 1)" : "surprise"
    // The picture has a column for each target, so rows of the file that were left out move those behind them.
    let start = place(first).last ?? 1
    let isWhole = place(last).last == start + shown.count - 1
    return StripChart(
      title, firstTime: start, cursor: shown.firstIndex(of: highest).map { start + $0 }, strips: strips,
      footers: isSeries && !isWhole ? ["t counts from row \(start) on without the rows that were left out"] : [])
  }
}
