/// What crosses a border between two stretches of time: states going forward, or their gradients coming back.
struct RecurrentBorder<Scalar: KernelScalar> {
  /// [state][B·H].
  var states: [[Scalar]]
  /// The model's output of the step before, where the cell reads it; [B·O].
  var feedback: [Scalar]
}

/// Where a batch begins and ends in time.
extension RecurrentRunner {
  private var rowCount: Int { memory.frame.rows }
  private var stateSize: Int { memory.frame.rows * memory.units }
  private var feedbackSize: Int { memory.frame.rows * (program.sizes.feedback ?? 0) }

  private func startSlot(_ state: Int) -> UnsafeMutablePointer<Scalar> {
    memory.states[state].base + (isReversed ? memory.frame.steps : 0) * stateSize
  }

  // MARK: States

  /// Sets the states before the first step; [state][B·H].
  package func setInitialStates(_ values: [[Double]]) {
    freshRows = freshRows.map { _ in false }
    for (state, own) in values.enumerated() {
      for (place, value) in own.enumerated() { startSlot(state)[place] = Scalar(value) }
    }
  }

  /// The same for some rows alone: those of which `rows` says so.
  func setInitialStates(_ values: [[Double]], in rows: [Bool]) {
    let units = memory.units
    freshRows = zip(freshRows, rows).map { $0 && !$1 }
    for (state, own) in values.enumerated() {
      for row in rows.indices where rows[row] {
        let place = startSlot(state) + row * units
        for unit in 0..<units { place[unit] = Scalar(own[row * units + unit]) }
      }
    }
  }

  /// States after the last step of every row; [state][B·H].
  package func finalStates() -> [[Double]] {
    states(after: isReversed ? Array(repeating: 0, count: rowCount) : memory.frame.lengths).map { $0.map(Double.init) }
  }

  /// States after so many steps of each row; [state][B·H].
  private func states(after steps: [Int]) -> [[Scalar]] {
    memory.states.map { state in
      (0..<rowCount).flatMap { row in
        let own = state.base + steps[row] * stateSize + row * memory.units
        return (0..<memory.units).map { own[$0] }
      }
    }
  }

  /// A state after a row's last step, [H].
  func lastState(_ state: Int, _ row: Int) -> UnsafeMutablePointer<Scalar> {
    let slot = isReversed ? 0 : memory.frame.lengths[row]
    return memory.states[state].base + slot * stateSize + row * memory.units
  }

  /// What a pass needs to go on after so many steps of each row; the feedback is that of the row with most.
  func border(after steps: [Int]) -> RecurrentBorder<Scalar> {
    let output = memory.feedback.base + (steps.max() ?? 0) * feedbackSize
    return RecurrentBorder(states: states(after: steps), feedback: (0..<feedbackSize).map { output[$0] })
  }

  /// - Parameter beginning: rows of which this stretch holds the beginning, and which nothing went before.
  func begin(at border: RecurrentBorder<Scalar>, beginning: [Bool]) {
    freshRows = zip(freshRows, beginning).map { $0 && $1 }
    for (state, own) in border.states.enumerated() { startSlot(state).update(from: own, count: own.count) }
    memory.feedback.base.update(from: border.feedback, count: border.feedback.count)
  }

  // MARK: Gradients

  /// The slot that a row's last step reads.
  func arrivingGradient(_ state: Int, _ row: Int) -> UnsafeMutablePointer<Scalar> {
    let parity = isReversed ? 1 : memory.frame.lengths[row] & 1
    return memory.carried[state].base + parity * stateSize + row * memory.units
  }

  /// Sets gradients that arrive from beyond the last step; [state][B·H].
  package func setFinalGradients(_ values: [[Double]]) {
    arrive(RecurrentBorder(states: values.map { $0.map { Scalar($0) } }, feedback: []))
  }

  func arrive(_ border: RecurrentBorder<Scalar>) {
    for (state, own) in border.states.enumerated() {
      own.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for row in 0..<rowCount {
          arrivingGradient(state, row).update(from: base + row * memory.units, count: memory.units)
        }
      }
    }
    let slot = memory.feedbackGradients.base + memory.frame.steps * feedbackSize
    slot.update(from: border.feedback, count: border.feedback.count)
  }

  /// Gradients of the states before the first step, after a backward pass over all steps; [state][B·H].
  package func initialGradients() -> [[Double]] { leavingGradients().states.map { $0.map(Double.init) } }

  func leavingGradients() -> RecurrentBorder<Scalar> {
    let last = isReversed ? memory.frame.steps - 1 : 0
    return RecurrentBorder(
      states: memory.carried.map { buffer in (0..<stateSize).map { buffer.base[(last & 1) * stateSize + $0] } },
      feedback: (0..<feedbackSize).map { memory.feedbackGradients.base[$0] })
  }
}
