/// Takes the states that a batch hands to the next one apart by rows, and puts them together again:
/// [layer][state][P·B·inner], P time steps (one, but for what layers with a window read last).
struct CarriedRows {
  /// Numbers of one row that lie together, by layer.
  private let inner: [Int]
  private let recurrentCount: Int

  init(_ plan: ModelPlan) {
    recurrentCount = plan.recurrentLayers.count
    inner =
      plan.recurrentLayers.map { plan.layers[$0].outputSize }
      + plan.windowedLayers.map { plan.layers[$0].input.carriedSize }
  }

  /// What belongs to some of the rows; of a recurrent layer there may be more or fewer rows than the batch has.
  func slice(_ states: InitialStates, _ rows: Range<Int>, of count: Int) -> InitialStates {
    var result = states
    result.rows = states.rows.map { Array($0[rows]) }
    for layer in states.values.indices {
      let size = inner[layer]
      for state in states.values[layer].indices {
        let values = states.values[layer][state]
        let step = layer < recurrentCount ? max(1, values.count) : max(1, count * size)
        var own: [Double] = []
        for start in stride(from: 0, to: values.count, by: step) {
          let end = min(start + step, values.count)
          own += values[min(start + rows.lowerBound * size, end)..<min(start + rows.upperBound * size, end)]
        }
        result.values[layer][state] = own
      }
    }
    return result
  }

  /// The parts as one, in the order of their rows.
  func joined(_ parts: [[[[Double]]]], firstRows: Int) -> [[[Double]]] {
    guard var result = parts.first else { return [] }
    for layer in result.indices {
      for state in result[layer].indices {
        let first = result[layer][state].count
        // All rows are equally long, so every part has as many time steps.
        let steps = layer < recurrentCount ? 1 : max(1, first / max(1, firstRows * inner[layer]))
        var own: [Double] = []
        for step in 0..<steps {
          for part in parts {
            let size = part[layer][state].count / steps
            own += part[layer][state][step * size..<(step + 1) * size]
          }
        }
        result[layer][state] = own
      }
    }
    return result
  }
}

extension InputKind {
  /// Numbers that a layer with a window keeps of one row and time step: a symbol is one.
  fileprivate var carriedSize: Int {
    switch self {
    case .vector(let size): size
    case .token: 1
    }
  }
}
