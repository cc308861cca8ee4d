import Glibc

/// RNN, LSTM and GRU of ONNX in one direction, after the equations of the specification.
struct ONNXRecurrence {
  private typealias Value = ONNXInterpreter.Value
  private let node: ONNXNode
  private let x: ONNXInterpreter.Value  // [T, B, I]
  private let w: [Double]  // [g·H, I]
  private let r: [Double]  // [g·H, H]
  private let bias: [Double]  // [2·g·H]
  private let peepholes: [Double]  // [3·H] or nothing
  private let units: Int
  private let gates: Int

  /// nil: the arguments do not fit the operator.
  init?(_ node: ONNXNode, _ arguments: [ONNXInterpreter.Value?]) {
    guard arguments.count >= 4, let x = arguments[0], let w = arguments[1], let r = arguments[2], let b = arguments[3],
      let units = node.integer("hidden_size"), let gates = ["RNN": 1, "LSTM": 4, "GRU": 3][node.operation],
      x.shape.count == 3, w.shape == [1, gates * units, x.shape[2]], r.shape == [1, gates * units, units],
      b.shape == [1, 2 * gates * units]
    else { return nil }
    let p = arguments.count > 7 ? arguments[7] : nil
    guard p?.shape ?? [1, 3 * units] == [1, 3 * units] else { return nil }
    (self.node, self.x, self.units, self.gates) = (node, x, units, gates)
    (self.w, self.r, bias, peepholes) = (w.numbers, r.numbers, b.numbers, p?.numbers ?? [])
  }

  /// Y [T, 1, B, H] and Y_h [1, B, H].
  func run() -> [ONNXInterpreter.Value] {
    let (steps, rows, inputs) = (x.shape[0], x.shape[1], x.shape[2])
    let order = node.text("direction") == "reverse" ? Array((0..<steps).reversed()) : Array(0..<steps)
    var y = [Double](repeating: 0, count: steps * rows * units)
    var last = [Double](repeating: 0, count: rows * units)
    for row in 0..<rows {
      var h = [Double](repeating: 0, count: units)
      var c = h
      for t in order {
        let first = (t * rows + row) * inputs
        (h, c) = step(Array(x.numbers[first..<first + inputs]), h, c)
        y.replaceSubrange((t * rows + row) * units..<(t * rows + row + 1) * units, with: h)
      }
      last.replaceSubrange(row * units..<(row + 1) * units, with: h)
    }
    return [Value(shape: [steps, 1, rows, units], numbers: y), Value(shape: [1, rows, units], numbers: last)]
  }

  /// M v, for one gate's rows.
  private func product(_ matrix: [Double], _ gate: Int, _ unit: Int, _ v: [Double]) -> Double {
    let first = (gate * units + unit) * v.count
    return v.indices.reduce(0) { $0 + matrix[first + $1] * v[$1] }
  }

  private func b(_ gate: Int, _ unit: Int) -> Double { bias[gate * units + unit] }
  private func rb(_ gate: Int, _ unit: Int) -> Double { bias[(gates + gate) * units + unit] }
  private func p(_ gate: Int, _ unit: Int) -> Double { peepholes.isEmpty ? 0 : peepholes[gate * units + unit] }

  private func step(_ x: [Double], _ h: [Double], _ c: [Double]) -> ([Double], [Double]) {
    func sum(_ gate: Int, _ i: Int) -> Double {
      product(w, gate, i, x) + product(r, gate, i, h) + b(gate, i) + rb(gate, i)
    }
    let sigmoid = ONNXInterpreter.sigmoid
    switch node.operation {
    case "LSTM":
      var (newH, newC) = (h, c)
      for i in 0..<units {
        let input = sigmoid(sum(0, i) + p(0, i) * c[i])
        let forget = sigmoid(sum(2, i) + p(2, i) * c[i])
        newC[i] = forget * c[i] + input * tanh(sum(3, i))
        newH[i] = sigmoid(sum(1, i) + p(1, i) * newC[i]) * tanh(newC[i])
      }
      return (newH, newC)
    case "GRU":
      let isLinear = node.integer("linear_before_reset") == 1
      let z = (0..<units).map { sigmoid(sum(0, $0)) }
      let reset = (0..<units).map { sigmoid(sum(1, $0)) }
      let masked = zip(reset, h).map(*)
      let new = (0..<units).map { i in
        let recurrence =
          isLinear ? reset[i] * (product(r, 2, i, h) + rb(2, i)) : product(r, 2, i, masked) + rb(2, i)
        return (1 - z[i]) * tanh(product(w, 2, i, x) + recurrence + b(2, i)) + z[i] * h[i]
      }
      return (new, c)
    default: return ((0..<units).map { activation(sum(0, $0)) }, c)
    }
  }

  private func activation(_ x: Double) -> Double {
    switch node.texts("activations")?.first {
    case "Relu": max(x, 0)
    case "Sigmoid": ONNXInterpreter.sigmoid(x)
    case "Softplus": max(x, 0) + log1p(exp(-abs(x)))
    case "Affine": x
    default: tanh(x)
    }
  }
}
