import Notebook

/// The first row: the file and whether it is written, the model, its parameters, the seed.
enum TitleLine {
  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    let snapshot = state.snapshot
    let ink = state.ink
    var left = StyledLine(" unroll", .title)
    left.append("  " + name(snapshot), .strong)
    if snapshot.document.isChanged, snapshot.lesson == nil { left.append(" \(ink.mark)", .warning) }

    var right = StyledLine()
    if let model = snapshot.model {
      right.append("\(model.name)  ", .strong)
      right.append(model.summary)
      right.append("   \(NumberFormat.integer.text(Double(model.parameters)))")
      if area.size.columns >= Layout.sideBySide { right.append(" parameters   seed \(snapshot.seed)", .soft) }
      right.append(" ")
    } else {
      right.append(snapshot.data.isEmpty ? "no data yet " : snapshot.data + " ", .soft)
    }
    // The file's name gives way last: it says what would be written.
    right = right.truncated(to: max(0, area.size.columns - left.width - 2), ellipsis: ink.ellipsis)
    frame.draw(left, row: area.row, column: area.column, width: area.size.columns)
    frame.draw(right, row: area.row, column: area.size.columns - right.width)
  }

  /// The file, or the lesson and how far it is.
  private static func name(_ snapshot: SessionSnapshot) -> String {
    guard let lesson = snapshot.lesson else { return snapshot.document.path.map(lastComponent) ?? "untitled" }
    let number = lesson.number.map { "\($0) " } ?? ""
    return "\(number)\(lesson.title)  \(lesson.step)/\(lesson.steps)"
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
