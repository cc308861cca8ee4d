/// RNN, LSTM and GRU. ONNX wants one row block for each gate, in an order of its own: i o f c and z r h.
extension ONNXBuilder {
  private struct Form {
    var operation: String
    /// Our gates in the order of ONNX; empty: the cell has a single equation.
    var gates: [String] = []
    var attributes: [String: ONNXAttribute] = [:]
    var hasPeepholes = false
  }

  mutating func add(_ recurrent: RecurrentLayer, _ layer: ModelPlan.Layer, _ index: Int) throws(ModelError) -> String {
    let form = try form(of: recurrent, layer)
    let (name, units) = (layer.name, recurrent.units)
    let rows = max(form.gates.count, 1) * units
    let inputs = layer.input.size
    let weight = constant("\(name).W", [1, rows, inputs], matrix("weight_ih_l0", form, layer, units, inputs))
    let recurrence = constant("\(name).R", [1, rows, units], matrix("weight_hh_l0", form, layer, units, units))
    let bias = constant(
      "\(name).B", [1, 2 * rows],
      vector("bias_ih_l0", form.gates, form, layer, units) + vector("bias_hh_l0", form.gates, form, layer, units))
    var arguments = [vectors(layer), weight, recurrence, bias]
    if form.hasPeepholes {
      let gates = ["input", "output", "forget"]
      arguments += ["", "", "", constant("\(name).P", [1, 3 * units], vector("p_l0", gates, form, layer, units))]
    }
    var attributes = form.attributes
    attributes["hidden_size"] = .integer(units)
    attributes["direction"] = .text(recurrent.isReversed ? "reverse" : "forward")
    // Y [time, 1, batch, H] or, of the step that the cell reached last, Y_h [1, batch, H].
    let result = node(
      form.operation, arguments, attributes, in: name, output: layer.returnsLast ? 1 : 0, of: layer.returnsLast ? 2 : 1)
    return node("Squeeze", [result, indices("\(name).axis", [layer.returnsLast ? 0 : 1])], in: name)
  }

  /// The operator that computes a cell.
  private func form(of recurrent: RecurrentLayer, _ layer: ModelPlan.Layer) throws(ModelError) -> Form {
    if let reason = obstacle(recurrent) { throw refusal(layer, reason) }
    let kind = BuiltInCells.cell(of: recurrent.definition)
    switch (kind?.kind, kind?.variant?.value) {
    case ("lstm", nil): return Form(operation: "LSTM", gates: ["input", "output", "forget", "candidate"])
    case ("lstm", _):
      return Form(operation: "LSTM", gates: ["input", "output", "forget", "candidate"], hasPeepholes: true)
    case ("gru", nil):
      return Form(
        operation: "GRU", gates: ["update", "reset", "n"], attributes: ["linear_before_reset": .integer(1)])
    case ("gru", _): return Form(operation: "GRU", gates: ["update", "reset", "n"])
    case ("irnn", _): return Form(operation: "RNN", attributes: ["activations": .texts(["Relu"])])
    case ("rnn", _):
      var function = "tanh"
      if case .function(let chosen)? = recurrent.options["activation"] { function = chosen }
      return Form(operation: "RNN", attributes: try activation(function, layer))
    default: throw refusal(layer, "the cell '\(recurrent.definition.name)'; it knows rnn, lstm and gru")
    }
  }

  private func activation(_ function: String, _ layer: ModelPlan.Layer) throws(ModelError) -> [String: ONNXAttribute] {
    switch function {
    case "tanh": return ["activations": .texts(["Tanh"])]
    case "relu": return ["activations": .texts(["Relu"])]
    case "sigmoid": return ["activations": .texts(["Sigmoid"])]
    case "softplus": return ["activations": .texts(["Softplus"])]
    case "identity":
      return [
        "activations": .texts(["Affine"]), "activation_alpha": .floats([1]), "activation_beta": .floats([0]),
      ]
    default: throw refusal(layer, "an rnn with the activation '\(function)'")
    }
  }

  /// What of a layer's options its operator cannot say.
  private func obstacle(_ recurrent: RecurrentLayer) -> String? {
    if recurrent.feedback { return "feedback=output" }
    if !recurrent.clamps.isEmpty { return "gates and states that are held by hand; say restore first" }
    if let window = recurrent.window { return "window=\(window)" }
    if recurrent.start == .learned { return "start=learned" }
    if recurrent.variation.normalises { return "layernorm inside a cell" }
    if let size = recurrent.variation.projection { return "projection=\(size)" }
    if recurrent.variation.zoneout > 0 { return "zoneout, which outside training is a mean of two states" }
    return nil
  }

  private func parameter(_ suffix: String, _ layer: ModelPlan.Layer) -> Parameter? {
    plan.parameters[layer.parameters].first { $0.name == layer.description.parameterName(suffix) }
  }

  /// The rows of a matrix, gate by gate in the order of ONNX.
  private func matrix(
    _ suffix: String, _ form: Form, _ layer: ModelPlan.Layer, _ units: Int, _ columns: Int
  ) -> [Double] {
    guard let parameter = parameter(suffix, layer) else {
      return [Double](repeating: 0, count: max(form.gates.count, 1) * units * columns)
    }
    guard !form.gates.isEmpty else { return Array(weights[parameter.range]) }
    return form.gates.flatMap { gate -> [Double] in
      guard let part = parameter.parts.first(where: { $0.gate == gate }) else {
        return [Double](repeating: 0, count: units * columns)
      }
      let first = parameter.offset + part.first * columns
      return Array(weights[first..<first + units * columns])
    }
  }

  /// The elements of a vector, gate by gate; zeros for a gate that has none.
  private func vector(
    _ suffix: String, _ gates: [String], _ form: Form, _ layer: ModelPlan.Layer, _ units: Int
  ) -> [Double] {
    guard let parameter = parameter(suffix, layer) else {
      return [Double](repeating: 0, count: max(gates.count, 1) * units)
    }
    guard !gates.isEmpty else { return Array(weights[parameter.range]) }
    return gates.flatMap { gate -> [Double] in
      guard let part = parameter.parts.first(where: { $0.gate == gate }) else {
        return [Double](repeating: 0, count: units)
      }
      let first = parameter.offset + part.first
      return Array(weights[first..<first + units])
    }
  }
}
