/// A value of a cell that is drawn by chance while training: what `drop` multiplies by, and how much `zone` keeps.
struct CellMask: Equatable, Sendable {
  enum Rule: Sendable {
    /// 0 with the probability, 1 / (1 − probability) otherwise, the same at all time steps of a sequence; 1 outside
    /// training.
    case drop
    /// 1 with the probability and 0 otherwise, drawn anew for each time step; outside training the probability.
    case zone
  }

  var rule: Rule
  var probability: Double
  var width: Int
  /// The value that it acts on: two masks on one value are one.
  var node: Int

  /// What it is where nothing is drawn.
  var still: Double {
    switch rule {
    case .drop: 1
    case .zone: probability
    }
  }
}

extension RecurrentRunner {
  /// Draws the masks of some steps of the batch: a function of (seed, update, layer, example, mask, t, unit) alone.
  func setMasks(_ steps: Range<Int>, _ context: PassContext) {
    for (number, mask) in program.masks.enumerated() {
      let target = memory.masks[number].base
      let rows = memory.frame.rows
      guard context.isTraining else {
        let count = (mask.rule == .drop ? 1 : memory.frame.steps) * rows * mask.width
        target.update(repeating: Scalar(mask.still), count: count)
        continue
      }
      let random = CounterRandom(seed: context.seed, stream: .recurrentDropout).keyed(context.update).keyed(layer)
      let kept = Scalar(1 / (1 - mask.probability))
      for row in 0..<rows {
        let own = random.keyed(context.identities[row]).keyed(number)
        switch mask.rule {
        case .drop:
          for unit in 0..<mask.width {
            target[row * mask.width + unit] = own.uniform(unit) < mask.probability ? 0 : kept
          }
        case .zone:
          for t in steps {
            let now = own.keyed(context.start(row) + t)
            let place = (t * rows + row) * mask.width
            for unit in 0..<mask.width { target[place + unit] = now.uniform(unit) < mask.probability ? 1 : 0 }
          }
        }
      }
    }
  }
}
