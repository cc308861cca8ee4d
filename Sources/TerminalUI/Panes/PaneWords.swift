import Notebook
import Script

/// What a pane shows, in sentences: for a reader who hears the screen, or wants its numbers.
enum PaneWords {
  static let keys = [KeyMeaning("w", "what the pane shows, in words")]

  static func press(_ name: PaneName, _ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    guard press == KeyPress(.character("w")) else { return nil }
    state.screen.keysScroll = 0
    state.screen.wordHelp = WordHelp(word: "\(name.title) in words", lines: name.words(state))
    return []
  }

  static func lines(_ name: PaneName, _ state: AppState) -> [String] {
    switch name {
    case .notebook: notebook(state)
    case .training: training(state)
    case .unrolled: unrolled(state)
    case .model: model(state)
    case .ledger: ledger(state)
    case .doctor: doctor(state)
    }
  }

  /// The chosen entry, and where it stands.
  private static func notebook(_ state: AppState) -> [String] {
    let entries = state.snapshot.document.entries
    guard let index = state.notebook.selectedIndex, entries.indices.contains(index) else {
      return ["The notebook is empty: type a command, or demo for a first session."]
    }
    let entry = entries[index]
    let name = entry.kind == .prose ? "a note" : entry.number.map { "In \($0)" } ?? "not run yet"
    let answers = entry.answers.flatMap { answer in
      switch answer {
      case .output(let output): output.words
      case .warning(let text): ["warning: " + text]
      case .failure(let text): ["it failed: " + (text.linesOfText.first ?? "")]
      }
    }
    return ["Entry \(index + 1) of \(entries.count), \(name):"] + entry.text.linesOfText
      + (answers.isEmpty ? ["no answer"] : answers)
  }

  private static func training(_ state: AppState) -> [String] {
    guard let first = state.snapshot.trainings.first, !first.losses.isEmpty else {
      return ["Nothing is trained yet: train steps=300."]
    }
    let losses = LineChart(
      "loss", xLabel: "update",
      series: state.snapshot.trainings.map { .init($0.model, points: points($0.updates, $0.losses)) },
      references: [first.baseline].compactMap { $0 })
    let norms = LineChart(
      "gradient norm", xLabel: "update",
      series: first.layers.map { .init($0.name, points: points(first.updates, $0.gradientNorms)) })
    var lines = Output.line(losses).words
    if !first.layers.isEmpty { lines += Output.line(norms).words }
    lines += first.layers.compactMap { layer in
      layer.updateRatio.map {
        "\(layer.name): an update changes \(NumberFormat.significant(2).text($0)) of its weights"
      }
    }
    return lines
  }

  private static func points(_ x: [Double], _ y: [Double]) -> [LineChart.Point] {
    zip(x, y).map { LineChart.Point(x: $0, y: $1) }
  }

  private static func unrolled(_ state: AppState) -> [String] {
    guard !state.snapshot.unrolled.isEmpty else { return ["Nothing is unrolled yet: unroll."] }
    return state.snapshot.unrolled.flatMap { example -> [String] in
      var strips = example.input
      for layer in example.layers {
        strips += (layer.states + layer.gates).flatMap { values -> [StripChart.Strip] in
          let name = "\(layer.name) \(values.name)"
          let limits = [ReferenceLine("vanishing", at: DiagnosisSnapshot.vanishing)]
          let gradient = StripChart.Strip("dL/d\(name)", .logBars(values.gradientNorms, references: limits))
          return [StripChart.Strip("norm of \(name)", .bars(values.norms))]
            + (values.gradientNorms.isEmpty ? [] : [gradient])
        }
      }
      let chart = StripChart(
        "\(example.model), \(example.example)" + (example.isOriginal ? ", before every change by hand" : ""),
        cursor: state.time.t, pass: state.time.pass,
        strips: strips + example.output, footers: example.layers.map { "\($0.name): \($0.horizon)" })
      return Output.strips(chart).words + ["loss \(NumberFormat.significant(4).text(example.loss))"]
    }
  }

  private static func model(_ state: AppState) -> [String] {
    guard let model = state.snapshot.model else {
      return ["There is no model yet: model plain; add rnn 32; add dense."]
    }
    let format = NumberFormat.significant(3)
    let layers = model.layers.enumerated().map { index, layer in
      var parts = [
        "\(index + 1) \(layer.name): \(layer.description), \(layer.inputSize) to \(layer.outputSize), "
          + counted(layer.parameters, "parameter")
      ]
      if let norm = layer.gradientNorm { parts.append("gradient norm \(format.text(norm))") }
      if let radius = layer.radius { parts.append("spectral radius \(format.text(radius))") }
      if let share = layer.saturation { parts.append("\(NumberFormat.percent(0).text(share)) saturated") }
      let words = LayerFacts.words(layer)
      return (parts + (words.isEmpty ? [] : [words])).joined(separator: "; ")
    }
    let norms = model.layers.filter { $0.gradientNorm?.isFinite == true }
    let largest = norms.max { $0.gradientNorm ?? 0 < $1.gradientNorm ?? 0 }
    let least = norms.min { $0.gradientNorm ?? 0 < $1.gradientNorm ?? 0 }
    let told =
      norms.count > 1 ? ["largest gradient: \(largest?.name ?? ""), least: \(least?.name ?? "")"] : []
    return ["\(model.name): \(model.summary), \(counted(model.parameters, "parameter")), \(model.pattern)"] + layers
      + told
  }

  private static func ledger(_ state: AppState) -> [String] {
    let ledgers = state.snapshot.views.ledgers
    guard ledgers.indices.contains(state.ledger.chosen) else {
      return ["There is no gradient ledger yet: show flow."]
    }
    let ledger = ledgers[state.ledger.chosen]
    return ["\(ledger.model), \(ledger.layer): the gradient ledger at t \(state.time.t):"]
      + LedgerWords(ledger, (t: min(max(1, state.time.t), max(1, ledger.steps)), row: state.ledger.row)).sentences
  }

  private static func doctor(_ state: AppState) -> [String] {
    guard let diagnosis = state.snapshot.views.diagnosis else { return ["Nothing was examined yet: doctor."] }
    let findings = diagnosis.findings.isEmpty ? ["nothing is wrong"] : diagnosis.findings.map(\.sentence)
    let trials = diagnosis.trials.enumerated().map { index, trial in
      let name = index == 0 ? "as it is" : "remedy \(index): \(trial.lines.joined(separator: "; "))"
      return trial.failure.map { "\(name): \($0)" } ?? "\(name): loss \(NumberFormat.significant(3).text(trial.loss))"
    }
    let best = diagnosis.lowestLoss.map { ["lowest loss: remedy \($0)"] } ?? []
    return ["\(diagnosis.model) after \(counted(diagnosis.updates, "update"))"] + findings + trials + best
  }
}

extension PaneName {
  /// What it shows, in sentences.
  package func words(_ state: AppState) -> [String] { PaneWords.lines(self, state).map { StyledLine($0).plainText } }
}
