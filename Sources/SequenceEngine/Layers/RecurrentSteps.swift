/// One time step of a recurrent layer, and what must be held, cut or cleared around it.
extension RecurrentRunner {
  /// One step of some rows, whose input has been through its matrices.
  func advance(_ t: Int, _ rows: Range<Int>, _ work: Compiled) {
    let end = max(rows.lowerBound, min(memory.frame.active[t], rows.upperBound))
    if end > rows.lowerBound { work.run(t: t, firstRow: rows.lowerBound, rows: end - rows.lowerBound) }
    if end < rows.upperBound { clear(clearedForward, t: t, end..<rows.upperBound) }
  }

  /// The same step backward, up to the gradients of what the matrices on the input put out.
  func goBack(_ t: Int, _ rows: Range<Int>, _ work: Compiled) {
    if isBorder(t) { cutCarried(before: t, rows) }
    let end = max(rows.lowerBound, min(memory.frame.active[t], rows.upperBound))
    if end > rows.lowerBound {
      if let stepBounds { bound(t, rows.lowerBound..<end, stepBounds) }
      flow?.arrive(arriving(t, rows.lowerBound..<end), rows.lowerBound..<end)
      work.run(t: t, firstRow: rows.lowerBound, rows: end - rows.lowerBound)
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

  /// Whether nothing may arrive at step t from the step after it.
  private func isBorder(_ t: Int) -> Bool {
    guard let truncation else { return false }
    if isReversed { return t > 0 && t % truncation == 0 }
    let next = t + 1
    guard next < memory.frame.steps else { return false }
    return (truncatesFromEnd ? memory.frame.steps - next : next) % truncation == 0
  }

  private func cutCarried(before t: Int, _ rows: Range<Int>) {
    for state in 0..<program.stateCount {
      let place = CellProgram.Place(storage: .carriedIn(state), width: memory.units)
      clear([place], t: t, rows)
    }
  }
}
