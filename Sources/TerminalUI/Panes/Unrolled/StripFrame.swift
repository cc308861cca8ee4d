import Notebook

/// The picture with what moves: the lit column, what a pass has been through, the numbers at t.
struct StripFrame {
  let picture: UnrolledPicture
  let state: AppState

  private var ink: Ink { state.ink }
  private var step: Int { state.time.t - 1 }

  var lines: [StyledLine] {
    var lines: [StyledLine] = []
    for strip in picture.strips {
      if case .heading(let model) = strip.content {
        lines.append(heading(model))
        continue
      }
      let readings = picture.sideWidth > 0 ? SideReadings(strip, picture: picture, state: state).lines : []
      let marked = markedRow(strip)
      for (index, row) in strip.rows.enumerated() {
        var line = StyledLine()
        if index == 0 { line.append(label(strip.name)) }
        line.pad(to: picture.labelWidth)
        if index == marked { line.append(Glyph(ink.pointerRight, .strong)) } else { line.append(" ") }
        line.append(lit(row, strip.content))
        if index < readings.count {
          line.pad(to: picture.labelWidth + 1 + picture.axis.width + 1)
          line.append(fitted(readings[index]).truncated(to: picture.sideWidth, ellipsis: ink.ellipsis))
        }
        lines.append(line)
      }
    }
    if picture.hasRuler {
      var ruler = StyledLine(String(repeating: " ", count: picture.labelWidth + 1))
      ruler.append(picture.axis.ruler(name: "t", cursor: state.time.t, passed: passed, ink: ink))
      lines.append(ruler)
    }
    return lines
  }

  /// "plain  rnn1  halves every 3.1 steps", above a model's strips.
  private func heading(_ model: Int) -> StyledLine {
    let example = picture.examples[model]
    var line = StyledLine()
    line.append(repeating: ink.horizontal, count: 2, .soft)
    line.append(" ")
    line.append(example.model, .series(model))
    if let layer = example.layer(state.time.layer) {
      line.append("  \(layer.name)  ", .strong)
      let words = HorizonWords(layer)
      line.append(words.line(width: picture.wish.size.columns - line.width))
      for number in words.numbers where line.width + 2 + number.width <= picture.wish.size.columns {
        line.append("  ")
        line.append(number)
      }
    }
    return fitted(line).truncated(to: picture.wish.size.columns, ellipsis: ink.ellipsis)
  }

  private func label(_ name: String) -> StyledLine {
    fitted(StyledLine(name, .strong)).truncated(to: picture.labelWidth, ellipsis: ink.ellipsis)
  }

  private func fitted(_ line: StyledLine) -> StyledLine { state.characters == .ascii ? line.asciiOnly : line }

  /// The row in which the chosen unit stands.
  private func markedRow(_ strip: DrawnStrip) -> Int? {
    guard strip.unitsPerRow > 0, let model = strip.content.model else { return nil }
    return picture.orders[model].firstIndex(of: state.time.unit - 1).map { $0 / strip.unitsPerRow }
  }

  // MARK: The pass

  /// At the first step of a pass the whole picture is strong: nobody is stepping yet.
  private var isStepping: Bool {
    state.time.pass == .forward ? state.time.t > 1 : state.time.t < picture.axis.count
  }

  /// The time steps, counted from 0, that the pass has been through.
  private var passed: Range<Int> {
    guard isStepping else { return 0..<0 }
    let step = min(max(0, step), picture.axis.count - 1)
    return state.time.pass == .forward ? 0..<step + 1 : step..<picture.axis.count
  }

  private func lit(_ row: StyledLine, _ content: PlannedStrip.Content) -> StyledLine {
    let axis = picture.axis
    let width = axis.columnWidth
    let cursor = axis.column(of: state.time.t)
    let strong = strongColumns(content)
    return row.restyledByColumn { place, style in
      let column = place / width
      if column == cursor { return style.lit() }
      return strong.contains(column) ? style : .soft
    }
  }

  /// A forward pass has not computed later states yet, and no gradient; a backward pass no gradient of earlier steps.
  private func strongColumns(_ content: PlannedStrip.Content) -> Range<Int> {
    let axis = picture.axis
    let all = 0..<axis.columnCount
    guard isStepping, let cursor = axis.column(of: state.time.t) else { return all }
    switch (content, state.time.pass) {
    case (.input, _), (.heading, _): return all
    case (.gradient, .forward): return 0..<0
    case (.gradient, .backward): return cursor..<axis.columnCount
    case (_, .forward): return 0..<cursor + 1
    case (_, .backward): return all
    }
  }
}

extension PlannedStrip.Content {
  /// The number of the model whose values these are.
  var model: Int? {
    switch self {
    case .input: nil
    case .heading(let model), .state(_, let model), .gradient(_, let model), .gate(_, let model), .result(_, let model):
      model
    }
  }
}
