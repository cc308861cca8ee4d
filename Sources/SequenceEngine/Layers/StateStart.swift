/// What the states of a recurrent layer are before a sequence.
public enum StateStart: String, Sendable, CaseIterable, Codable {
  case zeros
  /// Weights, the same for every sequence, which are zero before training: h(0) = s. Their gradient is the sum over the
  /// rows of a batch of dL/dh(0).
  case learned
}

extension KeyedDecodingContainer {
  /// Layers that were saved before there was a choice begin at zero.
  func decode(_ type: StateStart.Type, forKey key: Key) throws -> StateStart {
    try decodeIfPresent(type, forKey: key) ?? .zeros
  }
}

extension ModelPlan {
  /// The learned start of a layer's states, one behind the other; nil: they begin at zero.
  func start(of layer: Int) -> Parameter? { parameters[layers[layer].parameters].first { $0.role == .start } }
}

extension RecurrentRunner {
  /// Lets every row begin at zero: the slot that first steps read of rows that run to the end. Those of others, and the
  /// slots after a row's last step, are cleared on the way.
  func clearStart() {
    let size = memory.frame.rows * memory.units
    let start = isReversed ? memory.frame.steps * size : 0
    for state in memory.states { (state.base + start).update(repeating: 0, count: size) }
  }

  /// Lets every row begin with the learned start, in place of zeros.
  func beginWithStart() {
    freshRows = Array(repeating: learnedStart != nil, count: memory.frame.rows)
    guard learnedStart != nil else { return }
    for row in freshRows.indices { writeStart(row) }
  }

  /// Puts the learned start of every state into the slot that a row's first step reads.
  func writeStart(_ row: Int) {
    guard let learnedStart, let weights, freshRows[row] else { return }
    let units = memory.units
    let slot = isReversed ? memory.frame.lengths[row] : 0
    for (number, state) in memory.states.enumerated() {
      let place = state.base + (slot * memory.frame.rows + row) * units
      place.update(from: weights + learnedStart + number * units, count: units)
    }
  }

  /// Adds what the rows that began with the learned start, and whose first step is among these, send back to it.
  func addStartGradient(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    guard let learnedStart else { return }
    let units = memory.units
    for row in freshRows.indices where freshRows[row] && memory.frame.lengths[row] > 0 {
      let first = isReversed ? memory.frame.lengths[row] - 1 : 0
      guard steps.contains(first) else { continue }
      for (number, carried) in memory.carried.enumerated() {
        let source = carried.base + ((first & 1) * memory.frame.rows + row) * units
        let target = store.gradients + learnedStart + number * units
        for unit in 0..<units { target[unit] += source[unit] }
      }
    }
  }
}
