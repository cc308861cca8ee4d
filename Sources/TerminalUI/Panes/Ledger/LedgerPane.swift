import Notebook

/// The gradient ledger of a layer: a square for each time step (across) and each loss or path (down), with a cross.
enum LedgerPane: Pane {
  static func content(_ state: AppState, size: Size) -> PaneContent {
    guard let ledger = chosen(state) else { return PaneContent(lines: invitation(size, state)) }
    let picture = picture(ledger, state, size)
    let cross = cross(ledger, state)
    var content = PaneContent(title: title(ledger, cross, state, width: size.columns - 20))
    content.lines = lines(picture, cross, state)
    content.footer = footer(ledger, cross, state, width: size.columns - 2)
    if state.characters == .ascii {
      content.title = content.title.asciiOnly
      content.footer = content.footer.asciiOnly
      content.lines = content.lines.map(\.asciiOnly)
    }
    return content
  }

  static func chosen(_ state: AppState) -> LedgerSnapshot? {
    let ledgers = state.snapshot.views.ledgers
    return ledgers.indices.contains(state.ledger.chosen) ? ledgers[state.ledger.chosen] : ledgers.first
  }

  /// Where the cross stands: its time step from 1, its row from 0.
  static func cross(_ ledger: LedgerSnapshot, _ state: AppState) -> (t: Int, row: Int) {
    (min(max(1, state.time.t), max(1, ledger.steps)), min(max(0, state.ledger.row), max(0, ledger.rows.count - 1)))
  }

  /// A new ledger is looked at where its row says most.
  static func placeCross(_ state: inout AppState) {
    guard let ledger = chosen(state), !ledger.rows.isEmpty else { return }
    state.ledger.row = min(state.ledger.row, ledger.rows.count - 1)
    guard state.ledger.row == 0 else { return }
    if ledger.lossSteps.isEmpty {
      // What comes from above at the last step is no path through time.
      let sums = ledger.rows.indices.map { row in
        stride(from: row, to: ledger.credits.count, by: ledger.rows.count).reduce(0) { $0 + abs(ledger.credits[$1]) }
      }
      state.ledger.row = ledger.rows.indices.dropFirst().max { sums[$0] < sums[$1] } ?? 0
    } else if !ledger.isReversed {
      state.ledger.row = ledger.rows.count - 1
    }
  }

  // MARK: The picture

  static func picture(_ ledger: LedgerSnapshot, _ state: AppState, _ size: Size) -> LedgerPicture {
    if let ready = state.ledgerPicture, ready.shows(ledger, size, state.characters) { return ready }
    return LedgerPicture(ledger, size, state.characters)
  }

  /// Draws the picture anew when what it shows, or the room for it, has changed.
  static func prepare(_ state: inout AppState) {
    let area = Layout(state, promptRows: PromptView(state).rows).area(of: .ledger)
    guard let size = area?.inner.size, let ledger = chosen(state) else {
      state.ledgerPicture = nil
      return
    }
    if state.ledgerPicture?.shows(ledger, size, state.characters) == true { return }
    state.ledgerPicture = LedgerPicture(ledger, size, state.characters)
  }

  /// Norm and squares with the cross lit, the numbers under it at the side, ruler and ramp below.
  private static func lines(_ picture: LedgerPicture, _ cross: (t: Int, row: Int), _ state: AppState) -> [StyledLine] {
    let ink = state.ink
    let lit = picture.axis.column(of: cross.t)
    let litBand = picture.bands.column(of: cross.row + 1)
    func row(_ label: StyledLine, _ glyphs: StyledLine, isLit: Bool, isMarked: Bool = false) -> StyledLine {
      var line = label.truncated(to: picture.labelWidth, ellipsis: ink.ellipsis)
      line.pad(to: picture.labelWidth)
      if isMarked { line.append(Glyph(ink.pointerRight, .strong)) } else { line.append(" ") }
      line.append(
        glyphs.restyledByColumn { place, style in
          style.lit(isLit || place / picture.axis.columnWidth == lit)
        })
      return line
    }
    var lines = picture.norms.enumerated().map {
      row($0 == 0 ? StyledLine("‖\("dL/d" + picture.ledger.target)‖", .strong) : StyledLine(), $1, isLit: false)
    }
    for (band, glyphs) in picture.squares.enumerated() {
      let isLit = band == litBand
      for copy in 0..<picture.bandHeight {
        let label = copy == 0 ? self.label(band, picture, cross.row, isLit: isLit) : StyledLine()
        lines.append(row(label, glyphs, isLit: isLit, isMarked: isLit && copy == 0))
      }
    }
    if picture.size.rows >= 4 {
      var ruler = StyledLine(String(repeating: " ", count: picture.labelWidth + 1))
      ruler.append(picture.axis.ruler(name: "t", cursor: cross.t, ink: ink))
      lines.append(ruler)
    }
    if picture.size.rows >= 6 {
      var legend = StyledLine(String(repeating: " ", count: picture.labelWidth + 1))
      let right = picture.sideWidth > 0 ? picture.sideWidth + 1 : 0
      legend.append(picture.shade.legend(ink, width: picture.size.columns - legend.width - right))
      lines.append(legend)
    }
    guard picture.sideWidth > 0 else { return lines }
    let readings = LedgerReadings(picture: picture, t: cross.t, row: cross.row).lines(room: picture.size.rows)
    let edge = picture.size.columns - picture.sideWidth
    // Few paths leave rows free below.
    while lines.count < min(readings.count, picture.size.rows) { lines.append(StyledLine()) }
    for (index, reading) in readings.enumerated() where index < lines.count && lines[index].width < edge {
      lines[index].pad(to: edge)
      lines[index].append(reading.truncated(to: picture.sideWidth, ellipsis: ink.ellipsis))
    }
    return lines
  }

  /// The row's name; of several in one band the one under the cross, else the first.
  private static func label(_ band: Int, _ picture: LedgerPicture, _ row: Int, isLit: Bool) -> StyledLine {
    let rows = picture.bands.steps(ofColumn: band)
    let index = isLit ? row : rows.lowerBound
    guard picture.ledger.rows.indices.contains(index) else { return StyledLine() }
    let name = picture.ledger.rows[index]
    let isNumber = !picture.ledger.lossSteps.isEmpty
    let blanks = isNumber ? String(repeating: " ", count: max(0, picture.labelWidth - name.displayWidth)) : ""
    return StyledLine(blanks + name, isLit ? .strong : .soft)
  }

  // MARK: Words around it

  private static func title(
    _ ledger: LedgerSnapshot, _ cross: (t: Int, row: Int), _ state: AppState, width: Int
  ) -> StyledLine {
    var place = StyledLine("t ", .soft)
    place.append("\(cross.t)", .strong)
    if ledger.rows.indices.contains(cross.row) {
      let name = ledger.rows[cross.row]
      place.append(ledger.lossSteps.isEmpty ? " \(state.ink.pointerLeft) " : " \(state.ink.pointerLeft) s ", .soft)
      place.append(ledger.lossSteps.isEmpty ? LedgerWords.path(name) : name, .strong)
    }
    var parts = isPast(ledger, state) ? [StyledLine("before the change: r", .warning)] : []
    parts += [place, StyledLine(part(ledger), .title)]
    let count = state.snapshot.views.ledgers.count
    let number = count > 1 ? " (\(min(state.ledger.chosen, count - 1) + 1) of \(count))" : ""
    let name = state.snapshot.views.ledgers.contains { $0.model != ledger.model } ? "\(ledger.model) " : ""
    parts.append(StyledLine(name + ledger.layer + number, .strong))
    return parts.inARow(width: width)
  }

  private static func part(_ ledger: LedgerSnapshot) -> String {
    if ledger.part.option.hasPrefix("gate=") { return "through \(ledger.part.name)" }
    if ledger.part.option == "route=input" { return "to the input" }
    if ledger.part.option.hasPrefix("route=") { return "by \(ledger.part.name) alone" }
    return "whole gradient"
  }

  /// Whether the run that it is about is not the one that is shown now.
  static func isPast(_ ledger: LedgerSnapshot, _ state: AppState) -> Bool {
    let layers = state.snapshot.unrolled.flatMap(\.layers).filter { $0.name == ledger.layer }
    return !layers.contains { $0.states.first.map { ledger.isAbout($0.gradientNorms) } ?? false }
  }

  private static func footer(
    _ ledger: LedgerSnapshot, _ cross: (t: Int, row: Int), _ state: AppState, width: Int
  ) -> StyledLine {
    let words = LedgerWords(ledger, cross).sentences
    let reading = ledger.lossSteps.isEmpty ? "row: the path" : "row: the loss of step s"
    return
      ((words.enumerated().map { StyledLine($1, $0 == 0 ? .warning : .plain) })
      + [StyledLine("\(reading)   column: where it arrives", .soft)]).inARow(width: width)
  }

  private static func invitation(_ size: Size, _ state: AppState) -> [StyledLine] {
    let sentences =
      state.isCaughtUp
      ? ["No ledger yet.", "show flow  tells which loss the gradient of every time step came from, and by which path."]
      : ["Losses are followed back."]
    return [StyledLine()] + sentences.flatMap { wrapped($0, width: size.columns - 1, indent: 1) }
  }
}
