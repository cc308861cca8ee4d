import Notebook

/// The doctor's pane as lines, each with what a click on it means.
struct DoctorRows {
  struct Row {
    var line: StyledLine
    var subject: Subject?
  }

  enum Subject: Equatable {
    /// By its place in the list.
    case finding(Int)
    /// By its number, from 1.
    case remedy(Int)
  }

  private(set) var rows: [Row] = []
  private let diagnosis: DiagnosisSnapshot
  private let state: AppState
  private let width: Int

  init(_ diagnosis: DiagnosisSnapshot, _ state: AppState, width: Int) {
    (self.diagnosis, self.state, self.width) = (diagnosis, state, width)
    addApplied()
    addFindings()
    addTrials()
  }

  private mutating func add(_ line: StyledLine, _ subject: Subject? = nil) {
    rows.append(Row(line: line.truncated(to: width, ellipsis: state.ink.ellipsis), subject: subject))
  }

  private mutating func addFindings() {
    guard !diagnosis.findings.isEmpty else {
      let untrained = diagnosis.updates == 0 ? " It is untrained: of its training nothing is known yet." : ""
      for line in wrapped("Nothing is wrong that doctor looks for.\(untrained)", width: width, style: .good) {
        add(line)
      }
      return
    }
    for (index, finding) in diagnosis.findings.enumerated() {
      for (row, line) in wrapped(finding.sentence, width: width, indent: 2, style: .plain).enumerated() {
        var marked = line
        if row == 0 {
          marked = StyledLine("\(state.ink.mark) ", .warning)
          marked.append(line.columns(from: 2, count: width))
        }
        add(marked, .finding(index))
      }
      add(place(finding), .finding(index))
    }
  }

  /// "  layer lstm1   gate forget   t 93   update 120".
  private func place(_ finding: DiagnosisSnapshot.Finding) -> StyledLine {
    var line = StyledLine("  ")
    let parts: [(String, String?)] = [
      ("update", finding.update.map(String.init)), ("layer", finding.layer), ("gate", finding.gate),
      ("unit", finding.unit.map(String.init)), ("t", finding.timeStep.map(String.init)),
    ]
    for (name, value) in parts {
      guard let value else { continue }
      line.append(line.width > 2 ? "   \(name) " : "\(name) ", .soft)
      line.append(value, .strong)
    }
    return line
  }

  // MARK: Remedies

  private mutating func addTrials() {
    guard diagnosis.trialCount > 0 else { return }
    let count = NumberFormat.integer.text(Double(diagnosis.triedFor))
    let nameWidth = max(18, width - 4 - 3 * 11)
    var heading = StyledLine("tried for \(count) updates each", .title)
    heading = heading.truncated(to: nameWidth + 3, ellipsis: state.ink.ellipsis)
    heading.pad(to: nameWidth + 3)
    for name in ["loss", "far/near", "half-life"] { heading.append(right(StyledLine(name + "  ", .soft))) }
    add(heading)
    let (lowest, evenest) = (diagnosis.lowestLoss, diagnosis.evenest)
    for (number, trial) in diagnosis.trials.enumerated() {
      var line = StyledLine(number == 0 ? "   " : "\(number == 10 ? 0 : number)", number == 0 ? .plain : .cursor)
      line.pad(to: 3)
      let name = number == 0 ? "as it is" : trial.lines.joined(separator: "; ")
      line.append(StyledLine(name, .strong).truncated(to: nameWidth, ellipsis: state.ink.ellipsis))
      line.pad(to: nameWidth + 3)
      if let failure = trial.failure {
        line.append("  " + failure, .error)
      } else {
        line.append(right(told(trial.loss, number == lowest)))
        line.append(right(told(trial.ratio, number == evenest)))
        line.append(
          right(
            trial.halfLife.map { $0 < 0 ? StyledLine("grows  ", .soft) : told($0, false) }
              ?? StyledLine("none  ", .soft)))
      }
      add(line, number == 0 ? nil : .remedy(number))
    }
    if diagnosis.trials.count < diagnosis.trialCount {
      let left = diagnosis.trialCount - diagnosis.trials.count
      add(
        StyledLine(state.snapshot.activity == nil ? "   stopped before \(left) more" : "   trying \(left) more", .soft))
    }
    addVerdict(lowest, evenest)
  }

  private mutating func addVerdict(_ lowest: Int?, _ evenest: Int?) {
    guard diagnosis.trials.count == diagnosis.trialCount else { return }
    if let lowest { add(StyledLine("   the lowest loss: \(lowest)", .good)) }
    if diagnosis.trials.dropFirst().allSatisfy({ $0.failure != nil }) {
      let start = diagnosis.findings.first { $0.kind == "exploding" && $0.update != nil }?.update
      let advice = start.map { ": rewind \(max(0, $0 - 1)), then r" } ?? ""
      add(StyledLine("   none of them could be trained with\(advice)", .warning))
    } else if lowest == nil {
      add(StyledLine("   none lowered the loss in so few updates: doctor try=500 tries longer", .soft))
    }
    if let evenest {
      let vanishes = diagnosis.trials[evenest].ratio < DiagnosisSnapshot.vanishing
      add(
        vanishes
          ? StyledLine("   the gradient vanishes with each, least with: \(evenest)", .warning)
          : StyledLine("   the gradient keeps its size best over time: \(evenest)", .good))
    }
    add(StyledLine("   far/near: the gradient at the end of its way over that where it starts", .soft))
  }

  private func told(_ number: Double, _ isBest: Bool) -> StyledLine {
    let text = NumberFormat.significant(3).text(number)
    return StyledLine(isBest ? "\(text) \(state.ink.pointerLeft)" : text + "  ", isBest ? .good : .plain)
  }

  /// The text moved to the right end of a column of eleven.
  private func right(_ text: StyledLine) -> StyledLine {
    var cell = StyledLine(String(repeating: " ", count: max(1, 11 - text.width)))
    cell.append(text)
    return cell
  }

  // MARK: Before and after

  private mutating func addApplied() {
    guard let applied = state.doctor.applied, diagnosis.trials.indices.contains(applied.number) else { return }
    add(
      StyledLine("remedy \(applied.number): \(diagnosis.trials[applied.number].lines.joined(separator: "; "))", .title))
    if let before = applied.before { addFacts("before", before) }
    if state.isCaughtUp, state.snapshot.activity == nil, let now = state.unrolled {
      addFacts("now", now)
      for line in wrapped("t trains it, u takes it back, l shows the strips", width: width, indent: 2) { add(line) }
    } else {
      add(StyledLine("  the example runs again", .soft))
    }
    add(StyledLine())
  }

  /// "  before  loss 1.61   halves every 0.4 steps back; nothing earlier than t=93 is heard".
  private mutating func addFacts(_ name: String, _ example: UnrolledSnapshot) {
    var line = StyledLine("  \(name)", .soft)
    line.pad(to: 10)
    line.append("loss ", .soft)
    line.append(NumberFormat.significant(3).text(example.loss), .strong)
    line.append("   ")
    guard let layer = example.layer(state.time.layer) else { return add(line) }
    let sentence = StyledLine(layer.horizon, layer.isHeardThroughout ? .good : .warning)
    guard line.width + sentence.width > width else {
      line.append(sentence)
      return add(line)
    }
    add(line)
    for row in wrapped(layer.horizon, width: width, indent: 10, style: sentence.glyphs.first?.style ?? .plain) {
      add(row)
    }
  }
}
