import Glibc
import SequenceEngine

/// One time step of each built-in cell as its paper writes it, unit by unit and weight by weight: slow, and with nothing
/// of the engine in it but the order of the stored weights.
struct NaiveCell {
  let weights: NaiveWeights
  let inputs: Int
  let units: Int

  /// States after a step, the output first.
  typealias Step = (_ x: [Double], _ s: [[Double]]) -> [[Double]]

  private func sigma(_ v: Double) -> Double { 1 / (1 + exp(-v)) }
  private func each(_ body: (Int) -> Double) -> [Double] { (0..<units).map(body) }

  /// W x + U h + b of a gate.
  private func net(_ gate: String, _ x: [Double], _ h: [Double], _ letter: String = "weight_hh_l0") -> [Double] {
    let (w, u) = (weights.times(x, "weight_ih_l0", gate), weights.times(h, letter, gate))
    return zip(zip(w, u), weights.vector("bias_ih_l0", gate)).map { $0.0 + $0.1 + $1 }
  }

  private func net(_ gate: String, _ x: [Double]) -> [Double] {
    zip(weights.times(x, "weight_ih_l0", gate), weights.vector("bias_ih_l0", gate)).map { $0 + $1 }
  }

  func step(_ kind: String, options: [String: Double]) -> Step? {
    switch kind {
    case "jordan": { x, s in [net("h", x, s[0]).map(sigma)] }
    case "irnn": { x, s in [net("h", x, s[0]).map { max(0, $0) }] }
    case "indrnn":
      { x, s in
        let (a, u) = (net("h", x), weights.vector("u_l0", "h"))
        return [each { max(0, a[$0] + u[$0] * s[0][$0]) }]
      }
    case "lstm1997", "lstm1997 gradient=truncated":
      { x, s in
        let (i, o) = (net("input", x, s[0]).map(sigma), net("output", x, s[0]).map(sigma))
        let g = net("candidate", x, s[0]).map { 4 * sigma($0) - 2 }
        let size = Int(options["size"] ?? 1)
        let c = each { s[1][$0] + i[$0 / size] * g[$0] }
        return [each { o[$0 / size] * (2 * sigma(c[$0]) - 1) }, c]
      }
    case "cifg":
      { x, s in
        let (f, o) = (net("forget", x, s[0]).map(sigma), net("output", x, s[0]).map(sigma))
        let g = net("candidate", x, s[0]).map(tanh)
        let c = each { f[$0] * s[1][$0] + (1 - f[$0]) * g[$0] }
        return [each { o[$0] * tanh(c[$0]) }, c]
      }
    case "mgu":
      { x, s in
        let f = net("forget", x, s[0]).map(sigma)
        let n = net("candidate", x, each { f[$0] * s[0][$0] }).map(tanh)
        return [each { (1 - f[$0]) * s[0][$0] + f[$0] * n[$0] }]
      }
    case "ugrnn":
      { x, s in
        let (g, n) = (net("update", x, s[0]).map(sigma), net("candidate", x, s[0]).map(tanh))
        return [each { g[$0] * s[0][$0] + (1 - g[$0]) * n[$0] }]
      }
    case "mingru":
      { x, s in
        let (z, n) = (net("update", x).map(sigma), net("candidate", x))
        return [each { (1 - z[$0]) * s[0][$0] + z[$0] * n[$0] }]
      }
    case "minlstm":
      { x, s in
        let (f, i, n) = (net("forget", x).map(sigma), net("input", x).map(sigma), net("candidate", x))
        return [each { f[$0] / (f[$0] + i[$0]) * s[0][$0] + i[$0] / (f[$0] + i[$0]) * n[$0] }]
      }
    case "lru": linearUnit
    case "cornn":
      { x, s in
        let (a, v) = (net("z", x, s[0]), weights.times(s[1], "weight_V_l0", "z"))
        let (dt, gamma, epsilon) = (options["dt"] ?? 0.05, options["gamma"] ?? 1, options["epsilon"] ?? 1)
        let z = each { s[1][$0] + dt * (tanh(a[$0] + v[$0]) - gamma * s[0][$0] - epsilon * s[1][$0]) }
        return [each { s[0][$0] + dt * z[$0] }, z]
      }
    case "lem":
      { x, s in
        let dt = options["dt"] ?? 1
        let (fast, slow) = (net("fast", x, s[0]).map { dt * sigma($0) }, net("slow", x, s[0]).map { dt * sigma($0) })
        let g = net("z", x, s[0]).map(tanh)
        let z = each { (1 - fast[$0]) * s[1][$0] + fast[$0] * g[$0] }
        let n = net("h", x, z, "weight_V_l0").map(tanh)
        return [each { (1 - slow[$0]) * s[0][$0] + slow[$0] * n[$0] }, z]
      }
    default: nil
    }
  }

  /// In polar form, with a cosine and a sine: the definition has neither.
  private func linearUnit(_ x: [Double], _ s: [[Double]]) -> [[Double]] {
    let (nu, p) = (weights.vector("nu_l0", "decay"), weights.vector("p_l0", "slope"))
    let (real, imaginary) = (weights.times(x, "weight_ih_l0", "re"), weights.times(x, "weight_ih_l0", "im"))
    let magnitude = each { exp(-exp(nu[$0])) }
    let angle = each { 2 * atan(p[$0]) }
    let gain = each { sqrt(1 - magnitude[$0] * magnitude[$0]) }
    let re = each {
      magnitude[$0] * (cos(angle[$0]) * s[1][$0] - sin(angle[$0]) * s[2][$0]) + gain[$0] * real[$0]
    }
    let im = each {
      magnitude[$0] * (cos(angle[$0]) * s[2][$0] + sin(angle[$0]) * s[1][$0]) + gain[$0] * imaginary[$0]
    }
    let (c, d) = (weights.times(re, "weight_C_l0", "h"), weights.times(im, "weight_S_l0", "h"))
    let (direct, b) = (weights.times(x, "weight_D_l0", "h"), weights.vector("bias_ih_l0", "h"))
    return [each { c[$0] - d[$0] + direct[$0] + b[$0] }, re, im]
  }
}

/// The weights of a model's only layer by PyTorch's names and gates.
struct NaiveWeights {
  let plan: ModelPlan
  let values: [Double]

  private func part(_ name: String, _ gate: String) -> (values: ArraySlice<Double>, columns: Int) {
    let parameter = plan.parameters.first { $0.name.hasSuffix("." + name) }
    guard let parameter, let part = parameter.parts.first(where: { $0.gate == gate || $0.gate == gate + "'" }) else {
      return ([], 1)
    }
    let columns = parameter.shape.count > 1 ? parameter.shape[1] : 1
    let first = parameter.offset + part.first * columns
    return (values[first..<first + part.count * columns], columns)
  }

  func vector(_ name: String, _ gate: String) -> [Double] { Array(part(name, gate).values) }

  func times(_ vector: [Double], _ name: String, _ gate: String) -> [Double] {
    let (values, columns) = part(name, gate)
    return stride(from: values.startIndex, to: values.endIndex, by: columns).map { first in
      vector.indices.reduce(0) { $0 + values[first + $1] * vector[$1] }
    }
  }
}
