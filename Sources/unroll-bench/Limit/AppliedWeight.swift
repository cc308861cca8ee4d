/// A matrix of a model and the rows that meet it in one update.
package struct AppliedWeight: Equatable {
  /// Numbers that it puts out, and that it reads: W [n, k].
  package var n, k: Int
  /// Rows of one product.
  var rows: Int
  /// Products one after another: time steps where each needs the one before.
  var times = 1
  /// Whether what it reads has a gradient.
  var goesBack = true

  /// Multiplications and additions: forward, back through the weight, and its gradient.
  package var operations: Double { 2 * Double(n) * Double(k) * Double(rows * times) * (goesBack ? 3 : 2) }
}

extension BenchmarkCase {
  /// Every matrix of a training case. A symbol chooses a column, which is no product.
  package var appliedWeights: [AppliedWeight] {
    let sizes = sizes
    guard sizes.activity == .training else { return [] }
    let (steps, rows, units) = (sizes.steps, sizes.rows, sizes.units)
    let gates = ["rnn": 1, "gru": 3, "lstm": 4][sizes.name, default: 1] * units
    let recurrent = AppliedWeight(n: gates, k: units, rows: rows, times: steps)
    func input(_ size: Int, goesBack: Bool = true) -> AppliedWeight {
      AppliedWeight(n: gates, k: size, rows: steps * rows, goesBack: goesBack)
    }
    switch sizes.task {
    case .text:
      let stack = (0..<sizes.layers).flatMap { $0 == 0 ? [recurrent] : [input(units), recurrent] }
      return stack + [AppliedWeight(n: vocabulary, k: units, rows: steps * rows)]
    case .adding:
      return [input(2, goesBack: false), recurrent, AppliedWeight(n: 1, k: units, rows: rows)]
    case .labelledWords:
      let direction = [input(Self.embedding), recurrent]
      return direction + direction + [AppliedWeight(n: 2, k: 2 * units, rows: rows)]
    case .pairs:
      return [
        input(Self.embedding), recurrent,
        // Keys of all encoder steps at once; a query, and the context behind the symbol, at each decoder step.
        AppliedWeight(n: units, k: units, rows: steps * rows),
        AppliedWeight(n: units, k: units, rows: rows, times: steps),
        AppliedWeight(n: gates, k: Self.embedding + units, rows: rows, times: steps), recurrent,
        AppliedWeight(n: vocabulary, k: units, rows: steps * rows),
      ]
    }
  }
}
