import Glibc

/// What single steps of a recurrent layer do to a small change of all its states, along the recorded trajectory.
public struct StepStretch: Sendable, Equatable {
  /// Largest singular value of ds(t)/ds(t − 1), s all states together; [T].
  public let gains: [Double]
  /// Growth rates per step of the directions that grow fastest, largest first, in nats.
  ///
  /// By QR along the trajectory, going back in time as gradients do. Benettin, Galgani, Giorgilli, Strelcyn: Lyapunov
  /// characteristic exponents for smooth dynamical systems, Meccanica 15 (1980).
  public let lyapunovExponents: [Double]
}

extension RecordedPass {
  /// - Parameters:
  ///   - exponents: how many Lyapunov exponents, at most as many as the states have numbers.
  ///   - progress: called between steps with (done, total); throwing stops the work.
  public func stepStretch(
    layer number: Int, exponents: Int = 8, progress: ((Int, Int) throws -> Void)? = nil
  ) throws -> StepStretch {
    let network = replayedForward()
    let layer = layers[number]
    let steps = layer.steps
    guard let runner = network.recurrent(layer.index) else { return StepStretch(gains: [], lyapunovExponents: []) }
    let order = layer.isReversed ? Array(0..<steps) : Array((0..<steps).reversed())
    var gains = [Double](repeating: 0, count: steps)
    let states = layer.stateNames.count
    let size = states * layer.units
    let all = LossBackward(runner, rows: size, hearsFromAbove: false)
    var walk = LyapunovWalk(runner, rows: min(exponents, size), steps: steps)
    var direction: [Double] = []
    var matrix = [Double](repeating: 0, count: size * size)
    for (done, t) in order.enumerated() {
      try progress?(done, steps)
      for state in 0..<states {
        let arriving = all.arriving(state, t)
        arriving.update(repeating: 0, count: size * layer.units)
        for unit in 0..<layer.units { arriving[(state * layer.units + unit) * layer.units + unit] = 1 }
      }
      all.step(t)
      for state in 0..<states {
        let leaving = all.leaving(state, t)
        matrix.withUnsafeMutableBufferPointer { matrix in
          for row in 0..<size {
            for unit in 0..<layer.units {
              matrix[row * size + state * layer.units + unit] = leaving[row * layer.units + unit]
            }
          }
        }
      }
      gains[t] = SingularValues.largest(of: matrix, rows: size, columns: size, startingAt: &direction)
      walk.step(t)
    }
    return StepStretch(gains: gains, lyapunovExponents: walk.exponents)
  }
}

/// Some directions carried back step by step and made orthogonal after each.
private struct LyapunovWalk {
  private let backward: LossBackward
  private let rows, units, states: Int
  private var sums: [Double]
  private var counted = 0
  private var taken = 0
  /// Steps in which the directions still turn into place.
  private let transient: Int

  init(_ runner: RecurrentRunner<Double>, rows: Int, steps: Int) {
    backward = LossBackward(runner, rows: rows, hearsFromAbove: false)
    self.rows = rows
    units = runner.program.sizes.units
    states = runner.program.stateCount
    sums = Array(repeating: 0, count: rows)
    transient = steps / 4
  }

  var exponents: [Double] { counted > 0 ? sums.map { $0 / Double(counted) }.sorted(by: >) : sums.map { _ in .nan } }

  mutating func step(_ t: Int) {
    if taken == 0 {
      for row in 0..<rows { backward.arriving(row / units, t)[row * units + row % units] = 1 }
    }
    backward.step(t)
    taken += 1
    let lengths = orthonormalise(t)
    guard taken > transient else { return }
    counted += 1
    for row in 0..<rows { sums[row] += log(lengths[row]) }
  }

  /// Gram and Schmidt, each row twice; what is left of it is its stretch.
  private func orthonormalise(_ t: Int) -> [Double] {
    let places = (0..<states).map { backward.leaving($0, t) }
    func dot(_ a: Int, _ b: Int) -> Double {
      var sum = 0.0
      for place in places { for i in 0..<units { sum += place[a * units + i] * place[b * units + i] } }
      return sum
    }
    return (0..<rows).map { row in
      for _ in 0..<2 {
        for known in 0..<row {
          let part = dot(row, known)
          for place in places { for i in 0..<units { place[row * units + i] -= part * place[known * units + i] } }
        }
      }
      let length = dot(row, row).squareRoot()
      if length > 0 { for place in places { for i in 0..<units { place[row * units + i] /= length } } }
      return length
    }
  }
}
