import Notebook

extension Table {
  /// Aligned columns that fit the width: text columns give way first, the widest most; columns without room are
  /// counted.
  func lines(_ drawing: Drawing) -> [StyledLine] {
    let ink = drawing.ink
    var lines = title.isEmpty ? [] : wrapped(title, width: drawing.width, style: .title)
    guard !columns.isEmpty else { return lines + [StyledLine("no columns", .soft)] }
    let cells = rows.map { row in columns.indices.map { cell($0 < row.count ? row[$0] : .missing, ink) } }
    let headers = columns.map { StyledLine($0.name, .strong) }
    let natural = columns.indices.map { column in
      cells.reduce(headers[column].width) { max($0, $1[column].width) }
    }
    let widths = fitted(natural, into: drawing.width)
    lines.append(line(headers, widths, ink))
    lines.append(StyledLine(String(repeating: ink.horizontal, count: widths.reduce(-2) { $0 + $1 + 2 }), .soft))
    for row in cells { lines.append(line(row, widths, ink)) }
    if rows.isEmpty { lines.append(StyledLine("no rows", .soft)) }
    let hidden = columns.count - widths.count
    if hidden > 0 {
      let names = columns.suffix(hidden).map(\.name).joined(separator: ", ")
      let note = StyledLine("not shown for want of room: \(names)", .soft)
      lines.append(note.truncated(to: drawing.width, ellipsis: ink.ellipsis))
    }
    return lines
  }

  private func cell(_ value: Value, _ ink: Ink) -> StyledLine {
    switch value {
    case .text(let text): StyledLine(text.linesOfText.joined(separator: " "))
    case .number(let number, let format): StyledLine(format.text(number), number.isFinite ? .plain : .error)
    case .missing: StyledLine(String(ink.missing), .soft)
    }
  }

  private func line(_ cells: [StyledLine], _ widths: [Int], _ ink: Ink) -> StyledLine {
    var line = StyledLine()
    var edge = 0
    for (column, width) in widths.enumerated() {
      let cell = cells[column].truncated(to: width, ellipsis: ink.ellipsis)
      let free = width - cell.width
      let before =
        switch columns[column].alignment {
        case .leading: 0
        case .center: free / 2
        case .trailing: free
        }
      line.pad(to: edge + before)
      line.append(cell)
      edge += width + 2
      line.pad(to: edge)
    }
    return line.trimmed()
  }

  /// Column widths, fewer than there are columns when even narrow ones do not fit.
  private func fitted(_ natural: [Int], into width: Int) -> [Int] {
    let least = columns.indices.map { min(natural[$0], columns[$0].kind == .number ? natural[$0] : 6) }
    var count = 0
    var taken = -2
    while count < least.count, count == 0 || taken + least[count] + 2 <= width {
      taken += least[count] + 2
      count += 1
    }
    var widths = natural.prefix(count).map { min($0, width) }
    var excess = widths.reduce(-2) { $0 + $1 + 2 } - width
    while excess > 0 {
      let shrinkable = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
