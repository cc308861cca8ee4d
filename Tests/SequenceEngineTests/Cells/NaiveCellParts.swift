import Glibc

/// Pieces of cells, number by number.
struct NaiveCellParts {
  let weights: NaiveWeights
  let units: Int

  func each(_ body: (Int) -> Double) -> [Double] { (0..<units).map(body) }

  func normalised(_ matrix: String, _ v: [Double], _ gate: String) -> [Double] {
    let product = weights.times(v, matrix, gate)
    let mean = product.reduce(0, +) / Double(product.count)
    let variance = product.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(product.count)
    return product.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
  }

  /// h and c after a step, from what goes into the gates.
  func lstm(_ i: [Double], _ f: [Double], _ g: [Double], _ o: [Double], _ c: [Double]) -> [[Double]] {
    func sigma(_ v: Double) -> Double { 1 / (1 + exp(-v)) }
    let new = each { sigma(f[$0]) * c[$0] + sigma(i[$0]) * tanh(g[$0]) }
    return [each { sigma(o[$0]) * tanh(new[$0]) }, new]
  }

  func lstm(_ x: [Double], _ h: [Double], _ c: [Double]) -> [[Double]] {
    func net(_ gate: String) -> [Double] {
      let (w, u) = (weights.times(x, "weight_ih_l0", gate), weights.times(h, "weight_hh_l0", gate))
      let b = weights.vector("bias_ih_l0", gate)
      return each { w[$0] + u[$0] + b[$0] }
    }
    return lstm(net("input"), net("forget"), net("candidate"), net("output"), c)
  }
}
