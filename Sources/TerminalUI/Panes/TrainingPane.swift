import Notebook

/// The loss over training with the baseline drawn in, and beside each layer its gradient norm and how fast it moves.
enum TrainingPane: Pane {
  static let keys: [KeyMeaning] = [
    KeyMeaning("← →", "stand at an earlier, a later update"), KeyMeaning("Home End", "the first, the latest update"),
    KeyMeaning("l", "logarithmic or linear"), KeyMeaning("b", "braille, blocks or marks"),
  ]

  static func content(_ state: AppState, size: Size) -> PaneContent {
    let trainings = state.snapshot.trainings.filter { !$0.updates.isEmpty }
    guard let first = trainings.first else { return PaneContent(lines: invitation(state, size)) }
    var content = PaneContent(title: title(trainings, state), footer: footer(first, state))
    let layers = layerLines(trainings, state, width: size.columns, limit: max(1, size.rows / 4))
    let room = size.rows - layers.count
    // Two charts where there is room for both.
    let gradientRows = room >= 18 ? room / 2 : 0
    content.lines = plot(lossChart(trainings, state), rows: room - gradientRows, size, state)
    if gradientRows > 0 {
      content.lines += plot(gradientChart(first, state), rows: gradientRows, size, state)
    }
    content.lines += layers
    return content
  }

  private static func invitation(_ state: AppState, _ size: Size) -> [StyledLine] {
    let sentences =
      state.snapshot.model == nil
      ? ["Nothing is trained yet: there is no model.", "model plain; add rnn 32; add dense  makes one."]
      : ["Nothing is trained yet.", "train steps=300  starts; the loss appears here as it falls."]
    return [StyledLine()] + sentences.flatMap { wrapped($0, width: size.columns - 1, indent: 1) }
  }

  // MARK: Words

  /// "loss 0.021   88 % under the baseline 0.167"
  private static func title(_ trainings: [TrainingSnapshot], _ state: AppState) -> StyledLine {
    let format = NumberFormat.significant(3)
    var line = StyledLine()
    for (index, training) in trainings.enumerated() {
      let place = place(in: training, state)
      let loss = place.map { training.losses[$0] } ?? .nan
      if index > 0 { line.append("   ") }
      line.append(trainings.count > 1 ? "\(training.model) " : "loss ", trainings.count > 1 ? .series(index) : .plain)
      line.append(format.text(loss), .strong)
    }
    if let training = trainings.first, let place = place(in: training, state), let baseline = training.baseline {
      line.append("   " + verdict(recentLoss(training, place), baseline.value), .soft)
    }
    return line
  }

  /// What the loss says beside the loss of knowing nothing.
  private static func verdict(_ loss: Double, _ baseline: Double) -> String {
    let known = "the baseline \(NumberFormat.significant(3).text(baseline))"
    guard loss.isFinite, baseline > 0 else { return known }
    let share = 1 - loss / baseline
    if share < -0.05 { return "above \(known)" }
    if share < 0.02 { return "at \(known): nothing learned" }
    return "\(NumberFormat.percent(0).text(share)) under \(known)"
  }

  /// The mean over the latest twentieth: single batches are noisy.
  private static func recentLoss(_ training: TrainingSnapshot, _ place: Int) -> Double {
    let count = max(1, min(place + 1, training.losses.count / 20))
    return training.losses[(place + 1 - count)...place].reduce(0, +) / Double(count)
  }

  private static func footer(_ training: TrainingSnapshot, _ state: AppState) -> StyledLine {
    var parts: [String] = []
    let whole = NumberFormat.integer
    if let cursor = state.training.cursor ?? training.standing {
      parts.append("standing at update \(whole.text(Double(cursor)))")
    } else if let run = training.run {
      parts.append("step \(whole.text(Double(run.done))) of \(whole.text(Double(run.total)))")
      parts.append(duration(run.secondsLeft) + " left")
    } else {
      parts.append("\(whole.text(training.updates.last ?? 0)) updates")
    }
    if let rate = training.tokensPerSecond, rate.isFinite, rate > 0 {
      parts.append("\(rounded(rate)) time steps/s")
    }
    return StyledLine(parts.joined(separator: "   "), .soft)
  }

  // MARK: Pictures

  private static func lossChart(_ trainings: [TrainingSnapshot], _ state: AppState) -> LineChart {
    var series = trainings.map { training in
      LineChart.Series(
        training.model, points: zip(training.updates, training.losses).map { LineChart.Point(x: $0, y: $1) })
    }
    series += trainings.filter { !$0.validations.isEmpty }.map {
      LineChart.Series("\($0.model) valid", points: $0.validations)
    }
    return LineChart(
      xLabel: "update", yScale: state.training.isLogarithmic ? .log10 : .linear, series: series,
      references: trainings.first?.baseline.map { [$0] } ?? [],
      cursorX: (state.training.cursor ?? trainings.first?.standing).map { Double($0) })
  }

  private static func gradientChart(_ training: TrainingSnapshot, _ state: AppState) -> LineChart {
    LineChart(
      xLabel: "gradient norm by layer", yScale: .log10,
      series: training.layers.map { layer in
        LineChart.Series(
          layer.name, points: zip(training.updates, layer.gradientNorms).map { LineChart.Point(x: $0, y: $1) })
      }, cursorX: (state.training.cursor ?? training.standing).map { Double($0) })
  }

  /// A chart that takes so many rows, its axis among them.
  private static func plot(_ chart: LineChart, rows: Int, _ size: Size, _ state: AppState) -> [StyledLine] {
    let drawing = Drawing(
      width: size.columns, characters: state.characters, dots: state.training.dots, plotRows: rows - 2)
    return chart.plot(drawing) ?? [StyledLine("no finite value to draw", .error)]
  }

  /// "rnn1 ▂▁▁ 3.1e-4   moves 1.2e-3", a layer a line; those that do not fit are counted.
  private static func layerLines(
    _ trainings: [TrainingSnapshot], _ state: AppState, width: Int, limit: Int
  ) -> [StyledLine] {
    let rows = trainings.flatMap { training -> [StyledLine] in
      let place = place(in: training, state)
      let nameWidth = min(training.layers.map(\.name.displayWidth).max() ?? 0, width / 3)
      return training.layers.enumerated().map { index, layer in
        var line = StyledLine(" ")
        if training.layers.count > 1 {
          line.append(LineChart.tag(index, Drawing(characters: state.characters)) + " ", .series(index))
        }
        line.append(StyledLine(layer.name, .series(index)).truncated(to: nameWidth, ellipsis: state.ink.ellipsis))
        line.pad(to: nameWidth + (training.layers.count > 1 ? 4 : 2))
        line.append(Sparkline(values: layer.gradientNorms, width: min(16, width / 4)).line(state.ink))
        let norm = place.flatMap { layer.gradientNorms.indices.contains($0) ? layer.gradientNorms[$0] : nil }
        line.append("  \(NumberFormat.significant(2).text(norm ?? .nan))", .strong)
        line.append(" gradient", .soft)
        if let ratio = layer.updateRatio {
          line.append("   \(NumberFormat.significant(2).text(ratio))", .strong)
          line.append(" update/weight", .soft)
        }
        return line.truncated(to: width, ellipsis: state.ink.ellipsis)
      }
    }
    guard rows.count > limit else { return rows }
    return rows.prefix(limit - 1) + [StyledLine(" and \(rows.count - limit + 1) more layers: show model", .soft)]
  }

  // MARK: Standing at an update

  /// The index of the update that the words are about: the cursor's, else the latest.
  static func place(in training: TrainingSnapshot, _ state: AppState) -> Int? {
    guard !training.losses.isEmpty else { return nil }
    guard let cursor = state.training.cursor ?? training.standing else { return training.losses.count - 1 }
    let following = training.updates.firstIndex { $0 >= Double(cursor) }
    return min(following ?? training.losses.count - 1, training.losses.count - 1)
  }

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    switch press.key {
    case .left, .right: move(press.key == .left ? -1 : 1, &state)
    case .home: state.training.cursor = state.snapshot.trainings.first?.updates.first.map { Int($0) }
    case .end: state.training.cursor = nil
    case .character("l"): state.training.isLogarithmic.toggle()
    case .character("b"):
      let kinds = Dots.allCases
      let next = (kinds.firstIndex(of: state.training.dots) ?? 0) + 1
      state.training.dots = kinds[next % kinds.count]
    default: return nil
    }
    return []
  }

  /// A move goes a hundredth of the curve, so that a long training can be crossed.
  private static func move(_ direction: Int, _ state: inout AppState) {
    guard let training = state.snapshot.trainings.first, let now = place(in: training, state) else { return }
    let next = now + direction * max(1, training.updates.count / 100)
    state.training.cursor = next >= training.updates.count - 1 ? nil : Int(training.updates[max(0, next)])
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    switch press.action {
    case .wheelUp: move(-1, &state)
    case .wheelDown: move(1, &state)
    default: break
    }
    return []
  }
}

/// "350", "1.2 k", "3.4 M".
func rounded(_ number: Double) -> String {
  let steps: [(Double, String)] = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
  let unit = steps.first { number >= $0.0 }
  let scaled = number / (unit?.0 ?? 1)
  // %.2g would write 240 as 2.4e2.
  let format = scaled < 99.5 ? NumberFormat.significant(2) : .integer
  return format.text(scaled < 99.5 ? scaled : (scaled / 10).rounded() * 10) + (unit?.1 ?? "")
}

/// "2.1 s", "3 min 20 s", "1 h 5 min".
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "some time" }
  if seconds < 60 { return NumberFormat.fixed(1).text(seconds) + " s" }
  let whole = Int(seconds)
  return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
}
