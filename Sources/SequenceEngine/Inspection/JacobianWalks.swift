/// Rows of dh(to)/dh(from), carried back through recorded steps side by side; each thread takes some of them all the way.
///
/// Over many steps most directions fade to less than rounding leaves of the others. Now and then the rows are therefore
/// replaced by the fewest that are as good: G = U R with orthonormal U, and R alone goes on. A step then costs rank · H² in
/// place of H³.
final class JacobianWalks {
  private let network: Network<Double>
  private let runner: RecurrentRunner<Double>?
  private let order: [Int]
  private let units: Int
  private let states: Int
  private var walks: [LossBackward] = []
  private var done = 0
  /// Rows that go on, and Uᵀ by which they make up all of them, [rank, H]; nil while they are all of them.
  private var rank: Int
  private var basis: [Double]?
  /// Steps after which the rows are looked at again.
  private var pause = 32
  private var reducedAt = 0

  /// Steps are counted in the order in which the layer runs through them; 0 is the start state.
  init(_ pass: RecordedPass, layer number: Int, from: Int, to: Int) {
    network = pass.replayedForward()
    let layer = pass.layers[number]
    (units, rank, states) = (layer.units, layer.units, layer.stateNames.count)
    runner = to > from && to <= layer.steps ? network.recurrent(layer.index) : nil
    let times = layer.isReversed ? Array((0..<layer.steps).reversed()) : Array(0..<layer.steps)
    order = runner == nil ? [] : times[from..<to].reversed()
    guard let runner else { return }
    walks = Self.walks(runner, rank)
    eachRow { backward, own, row in backward.arriving(0, order[0])[own * units + row] = 1 }
  }

  private static func walks(_ runner: RecurrentRunner<Double>, _ rank: Int) -> [LossBackward] {
    Parallel.ranges(rank, grain: 16).map { LossBackward(runner, rows: $0.count, hearsFromAbove: false) }
  }

  /// Each row with the walk that carries it, and its place there.
  private func eachRow(_ body: (LossBackward, _ own: Int, _ row: Int) -> Void) {
    var first = 0
    for backward in walks {
      for own in 0..<backward.rows { body(backward, own, first + own) }
      first += backward.rows
    }
  }

  /// Steps that are still to be gone back.
  var remaining: Int { order.count - done }

  /// Goes back one step, or as many as make a piece after which somebody who waits may stop it.
  func goBack(onlyOne: Bool = false) {
    if done - reducedAt >= pause { reduce() }
    let pieceLength = max(1, min(pause, 60_000_000 / max(1, rank * units * units * states)))
    let piece = order[done..<min(done + (onlyOne ? 1 : pieceLength), order.count)]
    Parallel.run(walks.count) { number in
      for t in piece { walks[number].step(t) }
    }
    done = piece.endIndex
  }

  /// What goes on of dh(to)/dh(s) of the step s that was reached, [rank, H]: a matrix of the same singular values but for
  /// zeros. Nil before the first step.
  var reducedRows: (values: [Double], rank: Int)? {
    guard done > 0 else { return nil }
    return (rows(of: 0..<1), rank)
  }

  /// dh(to)/dh(s) of the step s that was reached, [H, H]; nil before the first step.
  var rows: [Double]? {
    guard let own = reducedRows?.values else { return nil }
    guard let basis else { return own }
    var jacobian = [Double](repeating: 0, count: units * units)
    for k in 0..<rank {
      for i in 0..<units {
        let factor = basis[k * units + i]
        for j in 0..<units { jacobian[i * units + j] += factor * own[k * units + j] }
      }
    }
    return jacobian
  }

  /// Gradients of some states side by side; [rank, states · H].
  private func rows(of states: Range<Int>) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rank * states.count * units)
    eachRow { backward, own, _ in
      for state in states {
        let row = backward.leaving(state, order[done - 1]) + own * units
        values.append(contentsOf: UnsafeBufferPointer(start: row, count: units))
      }
    }
    return values
  }

  private func reduce() {
    reducedAt = done
    let width = states * units
    // What a decoder hears of its own output is carried back beside the states.
    guard let runner, done < order.count, runner.program.sizes.feedback == nil else { return }
    let all = rows(of: 0..<states)
    // Units that hear only themselves keep small entries exact: nothing of theirs is left out.
    guard all.allSatisfy(\.isFinite), all.count(where: { $0 == 0 }) < all.count / 2 else { return }
    let reduction = RowReduction(all, rows: rank, columns: width)
    guard reduction.rank > 0, 10 * reduction.rank <= 9 * rank else {
      pause *= 2
      return
    }
    basis = product(reduction)
    rank = reduction.rank
    walks = Self.walks(runner, rank)
    eachRow { backward, own, row in
      for state in 0..<states {
        let target = backward.arriving(state, order[done]) + own * units
        for j in 0..<units { target[j] = reduction.rows[row * width + state * units + j] }
      }
    }
  }

  /// Uᵀ of all reductions so far; [rank, H].
  private func product(_ reduction: RowReduction) -> [Double] {
    guard let basis else { return reduction.basis }
    var result = [Double](repeating: 0, count: reduction.rank * units)
    for k in 0..<reduction.rank {
      for i in 0..<rank {
        let factor = reduction.basis[k * rank + i]
        for j in 0..<units { result[k * units + j] += factor * basis[i * units + j] }
      }
    }
    return result
  }
}
