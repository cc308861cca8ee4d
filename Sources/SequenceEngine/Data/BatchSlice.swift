extension Batch {
  /// A stretch of time of every row: the steps `starts[row]..<ends[row]`, each row moved to step 0.
  ///
  /// Of batches without a decoder. Rows stay where they are, so their lengths must still fall. Targets at each step go
  /// along, those before `lossStarts` as if there were nothing to predict; one target for each sequence and labels
  /// without places in time stay whole.
  func slice(from starts: [Int], to ends: [Int], lossStarts: [Int]) -> Batch {
    let own = zip(starts, ends).map { $1 - $0 }
    let count = own.max() ?? 0
    func gathered<Element>(_ values: [Element], _ size: Int, empty: Element, isHeard: (Int, Int) -> Bool) -> [Element] {
      var result = [Element](repeating: empty, count: count * rows * size)
      for row in 0..<rows {
        for t in 0..<own[row] where isHeard(t, row) {
          let (to, from) = ((t * rows + row) * size, ((starts[row] + t) * rows + row) * size)
          for i in 0..<size { result[to + i] = values[from + i] }
        }
      }
      return result
    }
    let input: SequenceInput =
      switch self.input {
      case .tokens(let tokens): .tokens(gathered(tokens, 1, empty: 0) { _, _ in true })
      case .vectors(let values, let size): .vectors(gathered(values, size, empty: 0) { _, _ in true }, size: size)
      }
    var target = self.target
    if placement == .perStep {
      let isHeard = { (t: Int, row: Int) in starts[row] + t >= lossStarts[row] }
      switch self.target {
      case .classes(let classes): target = .classes(gathered(classes, 1, empty: -1, isHeard: isHeard))
      case .vectors(let values, let size):
        target = .vectors(gathered(values, size, empty: .nan, isHeard: isHeard), size: size)
      case .labels: break
      }
    }
    return Batch(
      steps: count, rows: rows, lengths: own, input: input, target: target, placement: placement,
      identities: identities, goesOn: goesOn, isTracks: isTracks)
  }

  private init(
    steps: Int, rows: Int, lengths: [Int], input: SequenceInput, target: SequenceTarget, placement: TargetPlacement,
    identities: [UInt64], goesOn: [Bool], isTracks: Bool
  ) {
    (self.steps, self.rows, self.lengths) = (steps, rows, lengths)
    (self.input, self.target, self.placement) = (input, target, placement)
    (self.identities, self.goesOn, self.isTracks) = (identities, goesOn, isTracks)
    decoder = nil
  }
}
