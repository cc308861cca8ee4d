/// Rows of dh(to)/dh(from), carried back through recorded steps side by side; each thread takes some of them all the way.
final class JacobianWalks {
  private let network: Network<Double>
  private let order: [Int]
  private let units: Int
  private var walks: [LossBackward] = []
  private var done = 0
  /// Steps between two looks at whether somebody wants to stop: fewer where a step is long.
  private let pieceLength: Int

  /// Steps are counted in the order in which the layer runs through them; 0 is the start state.
  init(_ pass: RecordedPass, layer number: Int, from: Int, to: Int) {
    network = pass.replayedForward()
    let layer = pass.layers[number]
    units = layer.units
    pieceLength = max(1, 60_000_000 / max(1, layer.units * layer.units * layer.units * layer.stateNames.count))
    guard to > from, to <= layer.steps, let runner = network.recurrent(layer.index) else {
      order = []
      return
    }
    let times = layer.isReversed ? Array((0..<layer.steps).reversed()) : Array(0..<layer.steps)
    order = times[from..<to].reversed()
    walks = Parallel.ranges(units, grain: 16).map { rows in
      let backward = LossBackward(runner, rows: rows.count, hearsFromAbove: false)
      let arriving = backward.arriving(0, order[0])
      for row in rows { arriving[(row - rows.lowerBound) * units + row] = 1 }
      return backward
    }
  }

  /// Steps that are still to be gone back.
  var remaining: Int { order.count - done }

  /// Goes back one step, or as many as make a piece after which somebody who waits may stop it.
  func goBack(onlyOne: Bool = false) {
    let piece = order[done..<min(done + (onlyOne ? 1 : pieceLength), order.count)]
    Parallel.run(walks.count) { number in
      for t in piece { walks[number].step(t) }
    }
    done = piece.endIndex
  }

  /// dh(to)/dh(s) of the step s that was reached, [H, H]; nil before the first step.
  var rows: [Double]? {
    guard done > 0 else { return nil }
    var jacobian: [Double] = []
    for backward in walks {
      jacobian += Array(UnsafeBufferPointer(start: backward.leaving(0, order[done - 1]), count: backward.rows * units))
    }
    return jacobian
  }
}
