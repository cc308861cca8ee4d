/// One time step of a recurrent layer, and what must be held, cut or cleared around it.
extension RecurrentRunner {
  /// One step of some rows, whose input has been through its matrices.
  func advance(_ t: Int, _ rows: Range<Int>, _ work: Compiled) {
    let end = max(rows.lowerBound, min(memory.frame.active[t], rows.upperBound))
    if end > rows.lowerBound {
      let next = isReversed ? max(t - 1, 0) : min(t + 1, memory.frame.steps - 1)
      work.run(t: t, next: next, firstRow: rows.lowerBound, rows: end - rows.lowerBound)
    }
    if end < rows.upperBound {
      clear(clearedForward, t: t, end..<rows.upperBound)
      // A row that runs backward begins here, after its end.
      if isReversed { for row in end..<rows.upperBound where memory.frame.lengths[row] == t { writeStart(row) } }
    }
  }

  /// The same step backward, up to the gradients of what the matrices on the input put out.
  func goBack(_ t: Int, _ rows: Range<Int>, _ work: Compiled) {
    cutCarried(before: t, rows)
    let end = max(rows.lowerBound, min(memory.frame.active[t], rows.upperBound))
    if end > rows.lowerBound {
      if let stepBounds { bound(t, rows.lowerBound..<end, stepBounds) }
      if watched != nil { measureStateGradients(t, rows.lowerBound..<end) }
      flow?.arrive(arriving(t, rows.lowerBound..<end), rows.lowerBound..<end)
      let next = isReversed ? min(t + 1, memory.frame.steps - 1) : max(t - 1, 0)
      work.run(t: t, next: next, firstRow: rows.lowerBound, rows: end - rows.lowerBound)
      flow?.leave(leaving(t, rows.lowerBound), t, rows.lowerBound..<end)
    }
    if end < rows.upperBound {
      clear(clearedBackward, t: t, end..<rows.upperBound)
      flow?.skip(t, end..<rows.upperBound)
    }
  }

  /// What later products over all steps read must be zero where a row has ended.
  private var clearedForward: [CellProgram.Place] {
    program.weightGradients.map(\.argument).filter { if case .tape = $0.storage { true } else { false } }
      + (0..<program.stateCount).map { CellProgram.Place(storage: .nextState($0), width: memory.units) }
  }

  private var clearedBackward: [CellProgram.Place] {
    program.weightGradients.map(\.gradient) + program.vectorGradients.map(\.gradient)
      + (writesInputGradient ? [CellProgram.Place(storage: .inputGradient, width: program.sizes.input)] : [])
  }

  private func clear(_ places: [CellProgram.Place], t: Int, _ rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    for place in places {
      let location = locate(place, thread: 0)
      for row in rows { location.pointer(t: t, row: row).update(repeating: 0, count: place.width) }
    }
  }

  /// Clears what would arrive from the step after t at the rows for which truncated BPTT has a border there. Each row
  /// counts its own steps; what arrives at its last one comes from beyond the sequence and is let through.
  private func cutCarried(before t: Int, _ rows: Range<Int>) {
    guard let truncation else { return }
    let next = t + 1
    for row in rows.lowerBound..<max(rows.lowerBound, min(memory.frame.active[t], rows.upperBound)) {
      let length = memory.frame.lengths[row]
      let isBorder =
        isReversed
        ? t > 0 && t % truncation == 0
        : next < length && (truncatesFromEnd ? length - next : next) % truncation == 0
      guard isBorder else { continue }
      let places = (0..<program.stateCount).map { CellProgram.Place(storage: .carriedIn($0), width: memory.units) }
      clear(places, t: t, row..<row + 1)
    }
  }
}
