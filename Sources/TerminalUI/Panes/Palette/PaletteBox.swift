/// The palette in a box over the panes: what is typed, the offers, and how the chosen one is used.
enum PaletteBox {
  static func draw(_ palette: PaletteState, _ state: AppState, _ layout: Layout, on frame: inout Frame) {
    let found = Palette(palette, state)
    let columns = layout.status.size.columns
    let width = columns < 60 ? columns : min(columns - 6, 96)
    let height = min(layout.status.row - 1, 22)
    guard height >= 5, width >= 20 else { return }
    let inside = Size(columns: width - 4, rows: height - 2)
    var lines = [input(palette, found, inside.columns)]
    // Where there are few rows each is an offer.
    let hasDetail = inside.rows >= 8
    let rows = inside.rows - (hasDetail ? 2 : 1)
    let first = min(max(0, found.chosen - rows / 2), max(0, found.items.count - rows))
    let shown = first..<min(first + rows, found.items.count)
    let nameWidth = shown.map { columnWidth(of: found.items[$0]) }.max() ?? 0
    for index in shown {
      lines.append(
        row(found.items[index], isChosen: index == found.chosen, state, nameWidth: nameWidth, inside.columns))
    }
    if found.items.isEmpty { lines.append(StyledLine("nothing fits: type less, or Esc", .warning)) }
    if hasDetail {
      while lines.count < inside.rows - 1 { lines.append(StyledLine()) }
      lines.append(detail(found, state, inside.columns))
    }
    let area = Rectangle(
      row: max(1, (layout.status.row - height) / 2), column: (columns - width) / 2, columns: width,
      rows: height)
    FloatingBox(title: "commands, keys and panes", lines: lines, scroll: 0, area: area).draw(state, on: &frame)
    // The terminal's own cursor stands where letters go, which a screen reader follows.
    let typed = lines[0].glyphs.firstIndex { $0.style == .cursor } ?? 0
    frame.cursor = Place(row: area.row + 1, column: area.column + 2 + typed)
  }

  private static func input(_ palette: PaletteState, _ found: Palette, _ width: Int) -> StyledLine {
    let count = StyledLine("\(found.items.count) of \(found.count)", .soft)
    var line = StyledLine("> ", .title)
    // The end is what is being typed.
    line.append(String(palette.text.suffix(max(1, width - count.width - 5))), .strong)
    line.append(Glyph(" ", .cursor))
    line.pad(to: width - count.width)
    line.append(count)
    return line
  }

  /// Long sentences need no column of their own.
  private static func columnWidth(of item: PaletteItem) -> Int {
    let width = item.name.displayWidth
    return item.meaning.isEmpty || width > 28 ? 0 : width
  }

  private static func row(
    _ item: PaletteItem, isChosen: Bool, _ state: AppState, nameWidth: Int, _ width: Int
  ) -> StyledLine {
    let keys = StyledLine(KeyMeaning(item.keys, "").keys(in: state.characters), .strong)
    var line = StyledLine(glyphs: [Glyph(isChosen ? state.ink.pointerRight : " ", .strong), Glyph(" ")])
    line.append(item.name, item.meaning.isEmpty ? .plain : .strong)
    let room = width - (keys.width > 0 ? keys.width + 2 : 0)
    let start = max(nameWidth + 4, line.width + 2)
    if !item.meaning.isEmpty, room >= start + 8 {
      line.pad(to: start)
      line.append(item.meaning, .soft)
    }
    line = line.truncated(to: room, ellipsis: state.ink.ellipsis)
    line.pad(to: width - keys.width)
    line.append(keys)
    return isChosen ? line.restyledByColumn { _, style in style.lit() } : line
  }

  /// Where it is narrow the explanation has no room beside the name.
  private static func detail(_ found: Palette, _ state: AppState, _ width: Int) -> StyledLine {
    guard found.items.indices.contains(found.chosen) else { return StyledLine() }
    let item = found.items[found.chosen]
    let isNarrow = width < item.name.displayWidth + 4 + item.meaning.displayWidth
    let text = isNarrow && !item.meaning.isEmpty ? item.meaning : item.usage
    return StyledLine(text, .soft).truncated(to: width, ellipsis: state.ink.ellipsis)
  }
}
