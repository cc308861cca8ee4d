/// Weights under PyTorch's names and in its layout, so that a `torch.nn` module with attributes of the layers' names loads
/// them as they are.
///
/// PyTorch keeps two bias vectors where one is enough. With one, b is written as `bias_ih` with zeros as `bias_hh`, and the
/// two are added on the way in.
enum PyTorchLayout {
  /// The tensors of a model, in the plan's order.
  static func tensors(_ plan: ModelPlan, _ values: [Double]) -> [(name: String, shape: [Int], values: [Double])] {
    plan.layers.flatMap { layer -> [(name: String, shape: [Int], values: [Double])] in
      let parameters = plan.parameters[layer.parameters]
      return parameters.filter { biasSuffix($0, layer) == nil }.map { ($0.name, $0.shape, Array(values[$0.range])) }
        + biases(layer, plan, values)
    }
  }

  private static let suffixes = ["bias_ih_l0", "bias_hh_l0"]

  private static func biasSuffix(_ parameter: Parameter, _ layer: ModelPlan.Layer) -> String? {
    suffixes.first { parameter.name == layer.description.parameterName($0) }
  }

  /// Gates in the order of PyTorch's rows: those of the matrix on the input.
  private static func gates(_ layer: ModelPlan.Layer, _ plan: ModelPlan) -> [Parameter.Part] {
    plan.parameters[layer.parameters].first { $0.name == layer.description.parameterName("weight_ih_l0") }?.parts
      ?? plan.parameters[layer.parameters].first { biasSuffix($0, layer) != nil }?.parts ?? []
  }

  private static func biases(
    _ layer: ModelPlan.Layer, _ plan: ModelPlan, _ values: [Double]
  ) -> [(name: String, shape: [Int], values: [Double])] {
    let own = plan.parameters[layer.parameters].filter { biasSuffix($0, layer) != nil }
    guard !own.isEmpty else { return [] }
    let gates = gates(layer, plan)
    let count = gates.reduce(0) { $0 + $1.count }
    return suffixes.map { suffix in
      var full = [Double](repeating: 0, count: count)
      if let parameter = own.first(where: { biasSuffix($0, layer) == suffix }) {
        for part in parameter.parts {
          guard let gate = gates.first(where: { $0.gate == part.gate }) else { continue }
          let start = parameter.offset + part.first
          full.replaceSubrange(gate.first..<gate.first + part.count, with: values[start..<start + part.count])
        }
      }
      return (layer.description.parameterName(suffix), [count], full)
    }
  }

  /// Fills a model's weights from tensors by name.
  ///
  /// - Returns: the weights, or every name that is missing, left over, or of another shape.
  static func values(
    _ plan: ModelPlan, from tensors: [String: (shape: [Int], values: [Double])]
  ) -> Result<[Double], LayoutMismatch> {
    var values = [Double](repeating: 0, count: plan.parameterCount)
    var mismatch = LayoutMismatch()
    var used: Set<String> = []
    func take(_ name: String, _ shape: [Int], isOptional: Bool = false) -> [Double]? {
      guard let tensor = tensors[name] else {
        if !isOptional { mismatch.missing.append(name) }
        return nil
      }
      used.insert(name)
      guard tensor.shape == shape else {
        mismatch.misshapen.append("\(name) is \(tensor.shape), needed \(shape)")
        return nil
      }
      return tensor.values
    }
    for layer in plan.layers {
      let parameters = plan.parameters[layer.parameters]
      for parameter in parameters where biasSuffix(parameter, layer) == nil {
        if let own = take(parameter.name, parameter.shape) { values.replaceSubrange(parameter.range, with: own) }
      }
      let own = parameters.filter { biasSuffix($0, layer) != nil }
      guard !own.isEmpty else { continue }
      let gates = gates(layer, plan)
      let count = gates.reduce(0) { $0 + $1.count }
      let first = take(layer.description.parameterName(suffixes[0]), [count]) ?? Array(repeating: 0, count: count)
      let second =
        take(layer.description.parameterName(suffixes[1]), [count], isOptional: true)
        ?? Array(repeating: 0, count: count)
      let secondGates = Set(own.first { biasSuffix($0, layer) == suffixes[1] }?.parts.map(\.gate) ?? [])
      for parameter in own {
        let isSecond = biasSuffix(parameter, layer) == suffixes[1]
        for part in parameter.parts {
          guard let gate = gates.first(where: { $0.gate == part.gate }) else { continue }
          for i in 0..<part.count {
            let (b, bh) = (first[gate.first + i], second[gate.first + i])
            values[parameter.offset + part.first + i] = isSecond ? bh : secondGates.contains(part.gate) ? b : b + bh
          }
        }
      }
    }
    mismatch.leftOver = tensors.keys.filter { !used.contains($0) }.sorted()
    return mismatch.isEmpty ? .success(values) : .failure(mismatch)
  }
}

/// Why tensors do not fill a model.
struct LayoutMismatch: Error {
  var missing: [String] = []
  var leftOver: [String] = []
  var misshapen: [String] = []

  var isEmpty: Bool { missing.isEmpty && leftOver.isEmpty && misshapen.isEmpty }

  var sentence: String {
    [("missing", missing), ("left over", leftOver), ("of another shape", misshapen)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0): \(DataError.listed($0.1))" }
      .joined(separator: "; ")
  }
}
