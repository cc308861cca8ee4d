import SequenceEngine

/// What goes into the unrolled example and what comes out, as strips over time: the one source for answers and snapshots.
struct UnrolledStrips {
  let pass: RecordedPass
  let data: Dataset

  private func symbol(_ token: Int32) -> String {
    guard token >= 0 else { return "" }
    if let names = data.classNames, names.indices.contains(Int(token)) { return names[Int(token)] }
    return String(token)
  }

  var input: [StripChart.Strip] {
    switch pass.example.input {
    case .tokens(let tokens):
      let names = tokens.map { token -> String in
        if let symbols = data.vocabulary?.symbols, symbols.indices.contains(Int(token)) { return symbols[Int(token)] }
        return String(token)
      }
      return [StripChart.Strip("x", .symbols(names))] + decoderInput
    case .vectors(let values, let size):
      let columns = (0..<size).map { i in stride(from: i, to: values.count, by: size).map { values[$0] } }
      guard size <= 3 else { return [StripChart.Strip("x", .heat(rows: columns, .signed, range: nil))] }
      return columns.enumerated().map { number, column in
        let label = size == 1 ? "x" : "x\(number + 1)"
        guard column.allSatisfy({ $0 == 0 || $0 == 1 }) else { return StripChart.Strip(label, .bars(column)) }
        return StripChart.Strip(label, .marks(column.map { $0 == 1 }))
      }
    }
  }

  /// Target, output, and the loss of each time step.
  var output: [StripChart.Strip] {
    let outputs = pass.output
    let isPerStep = data.shape.placement == .perStep
    var strips: [StripChart.Strip] = []
    switch pass.example.target {
    case .classes(let classes):
      let guesses = (1...max(outputs.steps, 1)).map { t -> Int32 in
        let row = outputs.at(t)
        return Int32(row.indices.max { row[$0] < row[$1] } ?? 0)
      }
      if isPerStep {
        strips.append(StripChart.Strip("target", .symbols(classes.map(symbol))))
        strips.append(StripChart.Strip("y", .symbols(guesses.map(symbol))))
      } else {
        strips.append(atTheEnd("y", symbol(guesses[0]), target: symbol(classes.first ?? -1)))
      }
    case .labels(let rows):
      let answer = Alignment.bestPath(outputs.values, steps: outputs.steps, width: outputs.width)
      let wanted = (rows.first ?? []).map(symbol).joined(separator: " ")
      let blank = Int32(outputs.width - 1)
      let guesses = (1...max(outputs.steps, 1)).map { t -> String in
        let row = outputs.at(t)
        let best = Int32(row.indices.max { row[$0] < row[$1] } ?? 0)
        return best == blank ? "" : symbol(best)
      }
      strips.append(
        StripChart.Strip(
          "y", .symbols(guesses),
          caption: "\(answer.map(symbol).joined(separator: " ")), the target is \(wanted)"))
      return strips
    case .vectors(let values, let size):
      if isPerStep, size == 1 {
        strips.append(StripChart.Strip("target", .bars(values)))
        strips.append(StripChart.Strip("y", .bars(outputs.values)))
      } else if !isPerStep {
        let format = NumberFormat.general
        strips.append(
          atTheEnd(
            "y", outputs.values.prefix(4).map(format.text).joined(separator: " "),
            target: values.prefix(4).map(format.text).joined(separator: " ")))
      }
    }
    if isPerStep {
      strips.append(StripChart.Strip("loss", .bars(pass.loss.byStep)))
    }
    return strips
  }

  /// What a decoder reads.
  private var decoderInput: [StripChart.Strip] {
    guard let read = pass.example.decoderInput, let names = data.decoderSymbols else { return [] }
    let symbols = read.map { names.indices.contains(Int($0)) ? names[Int($0)] : String($0) }
    return [StripChart.Strip("decoder x", .symbols(symbols))]
  }

  /// What is put out once, after the last time step.
  private func atTheEnd(_ label: String, _ shown: String, target: String) -> StripChart.Strip {
    StripChart.Strip(
      label, .marks((1...max(pass.steps, 1)).map { $0 == pass.steps }), readings: [.text(shown)],
      caption: "\(shown), the target is \(target)")
  }
}
