import Notebook

/// What doctor found, each with its place; the remedies by number with what came of each; and of the one that was applied
/// the example before and after.
enum DoctorPane: Pane {
  static let keys: [KeyMeaning] = [
    KeyMeaning("1 … 9  0", "apply that remedy (0: the tenth) and show before and after", brief: "apply"),
    KeyMeaning("u", "undo: take it back", brief: "undo"),
    KeyMeaning("t", "train as many updates as each was tried for", brief: "train"),
    KeyMeaning("r", "examine the model anew", brief: "anew"),
    KeyMeaning("l", "the unrolled strips", brief: "strips"),
    KeyMeaning("↑ ↓  PgUp PgDn", "scroll", brief: "scroll"),
    KeyMeaning("click", "on a remedy: apply it; on a finding: go to its time step"),
  ]

  static func content(_ state: AppState, size: Size) -> PaneContent {
    guard let diagnosis = state.snapshot.views.diagnosis else {
      let sentences = [
        "Nobody was examined yet.", "doctor  finds what is wrong with the model, and tries remedies on copies.",
      ]
      return PaneContent(lines: [StyledLine()] + sentences.flatMap { wrapped($0, width: size.columns - 1, indent: 1) })
    }
    let rows = DoctorRows(diagnosis, state, width: size.columns).rows
    let start = min(state.doctor.scroll, max(0, rows.count - size.rows))
    var content = PaneContent(
      title: title(diagnosis, width: size.columns - 12),
      lines: rows.dropFirst(start).prefix(size.rows).map(\.line),
      footer: footer(diagnosis, state, hidden: rows.count - start - size.rows))
    if state.characters == .ascii {
      content.title = content.title.asciiOnly
      content.lines = content.lines.map(\.asciiOnly)
      content.footer = content.footer.asciiOnly
    }
    return content
  }

  private static func title(_ diagnosis: DiagnosisSnapshot, width: Int) -> StyledLine {
    let found = diagnosis.findings.isEmpty ? "nothing found" : counted(diagnosis.findings.count, "finding")
    return [
      StyledLine(diagnosis.model, .strong), StyledLine(found, diagnosis.findings.isEmpty ? .good : .warning),
      StyledLine("at update \(NumberFormat.integer.text(Double(diagnosis.updates)))", .soft),
    ].inARow(width: width)
  }

  private static func footer(_ diagnosis: DiagnosisSnapshot, _ state: AppState, hidden: Int) -> StyledLine {
    var parts: [String] = []
    if hidden > 0 { parts.append("\(counted(hidden, "more line")): \(state.characters == .ascii ? "Down" : "↓")") }
    let isFocused = state.screen.focus == .doctor
    if diagnosis.trials.count > 1 {
      parts.append(isFocused ? "a digit applies its remedy" : "F6, then a digit, applies its remedy")
    }
    return StyledLine(parts.joined(separator: "   "), .soft)
  }

  // MARK: Keys

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    guard !press.modifiers.contains(.alt) else { return nil }
    switch press.key {
    case .character(let digit) where digit.isASCII && digit.isNumber:
      let number = Int(String(digit)) ?? 0
      return apply(number == 0 ? 10 : number, &state)
    case .character("u"): return submit(.enter("undo"), &state)
    case .character("t"):
      return submit(.enter("train steps=\(max(1, state.snapshot.views.diagnosis?.triedFor ?? 50))"), &state)
    case .character("r"): return submit(.enter("doctor"), &state)
    case .character("l"):
      bring(.unrolled, &state)
      return []
    case .up: return scroll(-1, &state, size)
    case .down: return scroll(1, &state, size)
    case .pageUp: return scroll(1 - size.rows, &state, size)
    case .pageDown: return scroll(size.rows - 1, &state, size)
    default: return nil
    }
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    switch press.action {
    case .wheelUp: return scroll(-1, &state, size)
    case .wheelDown: return scroll(1, &state, size)
    case .drag, .release: return []
    case .press: break
    }
    guard let diagnosis = state.snapshot.views.diagnosis else { return [] }
    let rows = DoctorRows(diagnosis, state, width: size.columns).rows
    let index = press.row + min(state.doctor.scroll, max(0, rows.count - size.rows))
    guard rows.indices.contains(index) else { return [] }
    switch rows[index].subject {
    case .remedy(let number): return apply(number, &state)
    case .finding(let number):
      guard let t = diagnosis.findings[number].timeStep else { return [] }
      bring(.unrolled, &state)
      return go(to: t, &state)
    case nil: return []
    }
  }

  /// Asks for an examination, and shows its pane at once with the keys in it.
  static func open(_ state: inout AppState) -> [Effect] {
    bring(.doctor, &state)
    state.screen.focus = .doctor
    return submit(.enter("doctor"), &state)
  }

  /// Writes the remedy's lines into the notebook; the example that is shown runs again with them.
  private static func apply(_ number: Int, _ state: inout AppState) -> [Effect] {
    guard let diagnosis = state.snapshot.views.diagnosis, number >= 1, diagnosis.trials.indices.contains(number) else {
      state.screen.notice = "there is no remedy \(number)"
      return [.bell]
    }
    let lines = diagnosis.trials[number].lines + (state.unrolled == nil ? ["unroll"] : [])
    state.doctor.applied = DoctorState.Applied(number: number, before: state.unrolled)
    state.doctor.scroll = 0
    return submit(.enter(lines.joined(separator: "; ")), &state)
  }

  private static func scroll(_ rows: Int, _ state: inout AppState, _ size: Size) -> [Effect] {
    guard let diagnosis = state.snapshot.views.diagnosis else { return [] }
    let last = max(0, DoctorRows(diagnosis, state, width: size.columns).rows.count - size.rows)
    state.doctor.scroll = min(max(0, min(state.doctor.scroll, last) + rows), last)
    return []
  }
}
