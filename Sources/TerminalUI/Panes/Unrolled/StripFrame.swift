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
      let walls = wallColumns(strip)
      for (index, row) in strip.rows.enumerated() {
        var line = StyledLine()
        if index == 0 { line.append(label(strip)) }
        line.pad(to: picture.labelWidth)
        if index == marked { line.append(Glyph(ink.pointerRight, .strong)) } else { line.append(" ") }
        line.append(walls.isEmpty ? lit(row, strip.content) : walled(lit(row, strip.content), walls))
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

  /// "plain changed  rnn1  halves every 3.1 steps", above a model's strips; above the run from before every change by
  /// hand "plain unchanged", of the same layer.
  private func heading(_ model: Int) -> StyledLine {
    let example = picture.examples[model]
    var line = StyledLine()
    line.append(repeating: ink.horizontal, count: 2, .soft)
    line.append(" ")
    line.append(example.isOriginal ? "\(example.model) unchanged" : example.model, .series(model))
    let layer = example.layer(state.time.layer)
    if let layer, !example.isOriginal { line.append("  \(layer.name)", .strong) }
    line.append("  loss ", .soft)
    line.append(NumberFormat.significant(3).text(example.loss), example.loss.isFinite ? .strong : .error)
    if model > 0, let first = picture.examples.first {
      let difference = NumberFormat.significant(2).text(example.loss - first.loss)
      line.append(" (\(difference.hasPrefix("-") ? difference : "+" + difference))", .soft)
    }
    if let layer {
      line.append("  ")
      let words = HorizonWords(layer, t: state.time.t)
      line.append(words.line(width: picture.wish.size.columns - line.width))
      for number in words.numbers where line.width + 2 + number.width <= picture.wish.size.columns {
        line.append("  ")
        line.append(number)
      }
    }
    return fitted(line).truncated(to: picture.wish.size.columns, ellipsis: ink.ellipsis)
  }

  /// The strip's name, lit where a key would act on its value under the cursor.
  private func label(_ strip: DrawnStrip) -> StyledLine {
    let isChosen =
      state.screen.focus == .unrolled && strip.content.model ?? 0 == 0 && strip.content.value == state.time.value
    return fitted(StyledLine(strip.name, isChosen ? .cursor : .strong)).truncated(
      to: picture.labelWidth, ellipsis: ink.ellipsis)
  }

  private func fitted(_ line: StyledLine) -> StyledLine { state.characters == .ascii ? line.asciiOnly : line }

  /// The row in which the chosen unit stands.
  private func markedRow(_ strip: DrawnStrip) -> Int? { picture.row(ofUnit: state.time.unit, in: strip) }

  // MARK: Truncation

  /// The columns of a gradient behind which training cuts it; none where they would hide it.
  private func wallColumns(_ strip: DrawnStrip) -> Set<Int> {
    guard case .gradient(_, let model) = strip.content else { return [] }
    let cuts = picture.examples[model].layer(state.time.layer)?.cuts ?? []
    let columns = Set(cuts.compactMap { picture.axis.column(of: $0) })
    return columns.count * 6 <= picture.axis.columnCount ? columns : []
  }

  /// The gradient with a wall after each step that the loss of a later piece does not reach.
  private func walled(_ row: StyledLine, _ walls: Set<Int>) -> StyledLine {
    let width = picture.axis.columnWidth
    var line = StyledLine()
    for (place, glyph) in row.glyphs.enumerated() {
      let isWall = place % width == width - 1 && walls.contains(place / width)
      line.append(isWall ? Glyph(ink.vertical, Style.warning.lit(glyph.style.isLit)) : glyph)
    }
    return line
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
    // The run of before stands back behind the changed one.
    let isOriginal = content.model.map { picture.examples[$0].isOriginal } ?? false
    return row.restyledByColumn { place, style in
      let column = place / width
      if column == cursor { return style.lit() }
      if isOriginal { return .soft }
      return strong.contains(column) ? style : .soft
    }
  }

  /// A forward pass has not computed later states yet, and no gradient; a backward pass no gradient of earlier steps.
  private func strongColumns(_ content: PlannedStrip.Content) -> Range<Int> {
    let axis = picture.axis
    let all = 0..<axis.columnCount
    guard isStepping, let cursor = axis.column(of: state.time.t) else { return all }
    switch (content, state.time.pass) {
    case (.input, _), (.heading, _), (.difference, _), (.unit, _), (.sensitivity, _): return all
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
    case .input, .unit, .sensitivity: nil
    case .heading(let model), .state(_, let model), .gradient(_, let model), .gate(_, let model), .result(_, let model),
      .difference(let model):
      model
    }
  }
}
