import Notebook

/// The row above the prompt: what the program is doing, and where training and time stand. Nothing hides.
enum StatusLine {
  static func draw(_ state: AppState, _ layout: Layout, on frame: inout Frame) {
    let area = layout.status
    let line = line(state, width: area.size.columns, tellsAnswer: layout.hidesAnswers)
    frame.draw(line, row: area.row, column: area.column, width: area.size.columns)
  }

  /// What fits, the most important first: a word about the last key, what runs, then the numbers.
  ///
  /// - Parameter tellsAnswer: whether the last entry's answer stands nowhere else.
  static func line(_ state: AppState, width: Int, tellsAnswer: Bool = false) -> StyledLine {
    var line = StyledLine(" ")
    let notice = state.screen.notice.isEmpty ? state.snapshot.notice : state.screen.notice
    if !notice.isEmpty {
      line.append(notice, .warning)
      return line.truncated(to: width, ellipsis: state.ink.ellipsis)
    }
    if let replay = state.replay {
      line.append(replay.words(isBusy: state.isBusy), .good)
      return line.truncated(to: width, ellipsis: state.ink.ellipsis)
    }
    if let demo = state.demo, !demo.remark.isEmpty {
      line.append(demo.remark, .good)
      return line.truncated(to: width, ellipsis: state.ink.ellipsis)
    }
    line.append(activity(state, width: width, tellsAnswer: tellsAnswer))
    for part in numbers(state, width: width) where line.width + 3 + part.width <= width {
      line.append("   ")
      line.append(part)
    }
    return line.truncated(to: width, ellipsis: state.ink.ellipsis)
  }

  private static func activity(_ state: AppState, width: Int, tellsAnswer: Bool) -> StyledLine {
    guard let activity = state.snapshot.activity else {
      if state.time.playsAt != nil { return StyledLine("playing", .good) }
      if tellsAnswer, state.isCaughtUp, let answer = LastEntry.answer(state) { return answer }
      return StyledLine(state.isCaughtUp ? "ready" : "working", .soft)
    }
    var line = StyledLine(activity.isPaused ? "held" : activity.progress?.job ?? "working", .good)
    if let progress = activity.progress, progress.total > 0 {
      line.append(" ")
      line.append(ProgressBar(progress, width: width >= Layout.sideBySide ? 16 : 8).line(state.ink))
      line.append(
        " \(NumberFormat.integer.text(Double(progress.done)))/\(NumberFormat.integer.text(Double(progress.total)))")
    }
    if let run = state.snapshot.trainings.first?.run, !activity.isPaused {
      line.append(" " + duration(run.secondsLeft) + " left", .soft)
    }
    if activity.queued > 0 { line.append("  \(activity.queued) waiting", .warning) }
    return line
  }

  private static func numbers(_ state: AppState, width: Int) -> [StyledLine] {
    let format = NumberFormat.significant(3)
    var parts: [StyledLine] = []
    if let training = state.snapshot.trainings.first, let place = training.place,
      training.losses.indices.contains(place)
    {
      let loss = training.losses[place]
      var part = StyledLine("loss ", .soft)
      part.append(format.text(loss), loss.isFinite ? .strong : .error)
      if let baseline = training.baseline, width >= Layout.sideBySide {
        part.append(" (baseline \(format.text(baseline.value)))", .soft)
      }
      parts.append(part)
      if training.gradientNorms.indices.contains(place) {
        let norm = training.gradientNorms[place]
        var part = StyledLine("gradient ", .soft)
        part.append(format.text(norm), norm.isFinite ? .strong : .error)
        parts.append(part)
      }
    }
    if let horizon = horizon(state) { parts.append(horizon) }
    if let model = state.snapshot.model, state.snapshot.activity?.progress == nil {
      parts.append(StyledLine("step \(NumberFormat.integer.text(Double(model.updates)))", .soft))
    }
    parts += measures(state)
    return parts
  }

  /// Half-life, radius and gain of the chosen layer's gradient, as far as they are known.
  private static func measures(_ state: AppState) -> [StyledLine] {
    guard let layer = state.unrolled?.layer(state.time.layer) else { return [] }
    var parts: [StyledLine] = []
    func append(_ name: String, _ value: Double, _ format: NumberFormat = .significant(2)) {
      var part = StyledLine(name + " ", .soft)
      part.append(format.text(value), value.isFinite ? .strong : .error)
      parts.append(part)
    }
    // A longer one is a gradient that keeps its size.
    if let halfLife = layer.halfLife, abs(halfLife) < 1000 {
      append(
        halfLife > 0 ? "halves in" : "doubles in", abs(halfLife), abs(halfLife) < 100 ? .significant(2) : .integer)
    }
    if !layer.radius.isNaN { append("radius", layer.radius) }
    if !layer.stepGain.isNaN { append(state.characters == .ascii ? "s" : "σ", layer.stepGain) }
    return parts
  }

  /// How far back the chosen layer's gradient is heard.
  private static func horizon(_ state: AppState) -> StyledLine? {
    guard let unrolled = state.unrolled, unrolled.layers.indices.contains(state.time.layer) else { return nil }
    var line = StyledLine("horizon ", .soft)
    let layer = unrolled.layers[state.time.layer]
    if layer.earliestHeard == nil {
      line.append("none", .warning)
    } else if layer.isHeardThroughout {
      line.append("all \(layer.heardSteps)", .strong)
    } else {
      line.append("\(layer.heardSteps) of \(unrolled.steps)", .warning)
    }
    return line
  }
}

/// Done and still to do, as full and empty boxes.
struct ProgressBar {
  private let progress: Progress
  private let width: Int

  init(_ progress: Progress, width: Int) {
    self.progress = progress
    self.width = max(1, width)
  }

  func line(_ ink: Ink) -> StyledLine {
    let share = progress.total > 0 ? min(1, Double(max(0, progress.done)) / Double(progress.total)) : 0
    let full = Int(share * Double(width))
    var line = StyledLine()
    line.append(repeating: ink.done, count: full, .good)
    line.append(repeating: ink.remaining, count: width - full, .soft)
    return line
  }
}
