/// Goes from a state to one that is all but still: least squares of F(x, s) − s by Levenberg's and Marquardt's method.
///
/// Each trial solves (AᵀA + λ) δ = −Aᵀr with A = dF/ds − 1 and r = F(x, s) − s. Marquardt: An algorithm for least-squares
/// estimation of nonlinear parameters, SIAM Journal on Applied Mathematics 11 (1963).
struct FixedPointSearch {
  let map: StepMap
  /// Accepted steps at most.
  private static let longestWalk = 200

  struct End {
    var state: [Double]  // [S]
    var residual: [Double]  // F(x, s) − s, [S]
    var jacobian: [Double]  // dF/ds, [S, S]
    /// q = ½ ‖F(x, s) − s‖².
    var speed: Double { residual.reduce(0) { $0 + $1 * $1 } / 2 }
  }

  /// - Parameter check: called between trials; throwing stops the search.
  func end(from start: [Double], check: () throws -> Void) rethrows -> End {
    var here = look(at: start)
    var damping = 1e-3
    for _ in 0..<Self.longestWalk {
      guard here.speed > 1e-28, here.speed.isFinite else { break }
      var isBetter = false
      while !isBetter, damping < 1e10 {
        try check()
        let move = try step(here, damping, check)
        let there = look(at: zip(here.state, move).map(+))
        isBetter = there.speed < here.speed
        damping = isBetter ? max(damping / 10, 1e-12) : damping * 10
        guard isBetter else { continue }
        let gain = here.speed - there.speed
        here = there
        // At the floor of the arithmetic further steps only turn the last bits over.
        if here.speed < FixedPoint.stillness, gain < 0.5 * here.speed { return here }
      }
      guard isBetter else { break }
    }
    return here
  }

  private func look(at state: [Double]) -> End {
    let (next, jacobian) = map.linearised(at: state)
    return End(state: state, residual: zip(next, state).map(-), jacobian: jacobian)
  }

  private func step(_ here: End, _ damping: Double, _ check: () throws -> Void) rethrows -> [Double] {
    let n = map.size
    var slopes = here.jacobian
    for i in 0..<n { slopes[i * n + i] -= 1 }
    var normal = [Double](repeating: 0, count: n * n)
    var right = [Double](repeating: 0, count: n)
    Double.addGradient(slopes, stride: n, slopes, stride: n, into: &normal, stride: n, r: n, n: n, k: n)
    Double.addGradient(slopes, stride: n, here.residual, stride: 1, into: &right, stride: 1, r: n, n: n, k: 1)
    for i in 0..<n {
      normal[i * n + i] += damping
      right[i] = -right[i]
    }
    try SymmetricSystem.solve(&normal, &right, size: n, columns: 1, check: check)
    return right
  }
}
