import Script

/// What Tab offers, in columns, each word with its explanation.
struct CandidateList {
  private let candidates: [Candidate]
  private let columns: Int
  private let rows: Int
  private let ink: Ink

  /// - Parameter rows: at most so many, the rule above the list counted.
  init(_ candidates: [Candidate], columns: Int, rows: Int, ink: Ink) {
    self.candidates = candidates
    self.columns = columns
    self.rows = rows
    self.ink = ink
  }

  /// A rule, and the words; empty where nothing is offered or there is no room.
  var lines: [StyledLine] {
    let room = rows - 1
    guard !candidates.isEmpty, room > 0, columns >= 20 else { return [] }
    let names = candidates.prefix(500).map { StyledLine($0.text, .strong) }
    let explanations = candidates.prefix(500).map { StyledLine($0.summary.linesOfText.joined(separator: " "), .soft) }
    let nameWidth = min(names.map(\.width).max() ?? 0, columns / 2)
    let explained = explanations.map(\.width).max() ?? 0
    let natural = nameWidth + (explained > 0 ? 2 + explained : 0)
    let across = crosswise(natural: natural, nameWidth: nameWidth, isExplained: explained > 0, room: room)
    let cell = (columns - 2) / across - 2
    let down = min(room, (names.count + across - 1) / across)
    let shown = min(names.count, down * across)
    var lines = [rule(hidden: candidates.count - shown)]
    for row in 0..<down {
      var line = StyledLine(" ")
      for column in 0..<across {
        let index = column * down + row
        guard index < shown else { break }
        line.pad(to: 1 + column * (cell + 2))
        line.append(item(names[index], explanations[index], nameWidth, cell))
      }
      lines.append(line)
    }
    return lines
  }

  /// How many stand side by side: more than one where the explanations fit, or where the list would not end otherwise
  /// and there is still something to read of each.
  private func crosswise(natural: Int, nameWidth: Int, isExplained: Bool, room: Int) -> Int {
    let fitting = max(1, (columns - 2) / (min(natural, columns - 4) + 2))
    guard isExplained else { return fitting }
    let needed = (min(candidates.count, 500) + room - 1) / room
    let readable = max(1, (columns - 2) / (nameWidth + 26))
    return max(fitting > needed ? needed : fitting, min(needed, readable), 1)
  }

  private func item(_ name: StyledLine, _ explanation: StyledLine, _ nameWidth: Int, _ cell: Int) -> StyledLine {
    var item = name.truncated(to: min(nameWidth, max(1, cell)), ellipsis: ink.ellipsis)
    guard explanation.width > 0, cell > nameWidth + 6 else { return item }
    item.pad(to: nameWidth + 2)
    item.append(explanation.truncated(to: cell - nameWidth - 2, ellipsis: ink.ellipsis))
    return item
  }

  private func rule(hidden: Int) -> StyledLine {
    var rule = StyledLine(String(repeating: ink.horizontal, count: 2), .soft)
    if hidden > 0 { rule.append(" and \(hidden) more: type another letter ", .soft) }
    rule.append(repeating: ink.horizontal, count: columns - rule.width, .soft)
    return rule
  }
}
