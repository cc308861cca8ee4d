extension [StyledLine] {
  /// The parts that fit into a row, three blanks apart; earlier ones come before later ones where room is short, and
  /// none is cut.
  func inARow(width: Int) -> StyledLine {
    var line = StyledLine()
    for part in self where part.width > 0 {
      let gap = line.width > 0 ? 3 : 0
      guard line.width + gap + part.width <= width else { continue }
      line.append(String(repeating: " ", count: gap))
      line.append(part)
    }
    return line
  }
}
