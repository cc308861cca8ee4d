/// Which operators do the work of a layer.
extension ONNXBuilder {
  /// - Returns: the name of what the layer puts out.
  mutating func add(_ layer: ModelPlan.Layer, _ index: Int) throws(ModelError) -> String {
    let name = layer.name
    switch layer.description.kind {
    case .embedding(let size):
      let table = constant("\(name).weight", [layer.input.size, size], values(layer.parameters.lowerBound))
      return node("Gather", [table, source(layer)], ["axis": .integer(0)], in: name)
    case .recurrent(let recurrent): return try add(recurrent, layer, index)
    case .dense(_, let activation): return dense(layer, activation)
    case .dropout: return source(layer)
    case .pool(let pooling): return pool(pooling, layer)
    case .merge(let merge): return self.merge(merge, layer)
    case .layerNorm: return normalised(layer)
    case .convolution(let convolution): return convolved(convolution, layer)
    case .timeReverse:
      let ends = [-1, Int.min, 0, -1].enumerated().map { indices("\(name).slice\($0.offset)", [$0.element]) }
      return node("Slice", [source(layer)] + ends, in: name)
    case .repeated: return repeated(layer)
    case .flatten: return flattened(layer)
    case .convolution2D:
      throw ModelError("a conv2d is not exported to ONNX; save the model with: save \"FILE\"", layer: name)
    case .selfAttention, .attention:
      throw ModelError("attention is not exported to ONNX; save the model with: save \"FILE\"", layer: name)
    }
  }

  /// x Wᵀ + b.
  private mutating func dense(_ layer: ModelPlan.Layer, _ activation: DenseActivation) -> String {
    let own = layer.denseParameters
    let (units, inputs) = (layer.outputSize, plan.parameters[own.weight].shape[1])
    let matrix = values(own.weight)
    let transposed = (0..<inputs * units).map { matrix[$0 % units * inputs + $0 / units] }
    let weight = constant("\(layer.name).weight", [inputs, units], transposed)
    var result = node("MatMul", [vectors(layer), weight], in: layer.name)
    if let bias = own.bias {
      result = node("Add", [result, constant("\(layer.name).bias", [units], values(bias))], in: layer.name)
    }
    return self.activation(activation, result, in: layer.name)
  }

  private mutating func pool(_ pooling: Pooling, _ layer: ModelPlan.Layer) -> String {
    let over: [String: ONNXAttribute] = ["axes": .integers([0]), "keepdims": .integer(0)]
    switch pooling {
    case .mean: return node("ReduceMean", [source(layer)], over, in: layer.name)
    case .max: return node("ReduceMax", [source(layer)], over, in: layer.name)
    case .last:
      let place = indices("\(layer.name).place", [runsBackward(layer.sources[0]) ? 0 : -1], shape: [])
      return node("Gather", [source(layer), place], ["axis": .integer(0)], in: layer.name)
    }
  }

  /// The last step that a cell reached which runs backward is the first one.
  private func runsBackward(_ layer: Int) -> Bool {
    guard layer >= 0, case .recurrent(let recurrent) = plan.layers[layer].description.kind else { return false }
    return recurrent.isReversed
  }

  private mutating func merge(_ merge: Merge, _ layer: ModelPlan.Layer) -> String {
    var inputs: [String] = []
    for slot in layer.sources.indices { inputs.append(vectors(layer, slot)) }
    switch merge {
    case .concat: return node("Concat", inputs, ["axis": .integer(-1)], in: layer.name)
    case .sum: return node("Sum", inputs, in: layer.name)
    case .mean: return node("Mean", inputs, in: layer.name)
    case .product:
      var result = inputs[0]
      for other in inputs.dropFirst() { result = node("Mul", [result, other], in: layer.name) }
      return result
    }
  }

  /// LayerNormalization is an operator from opset 17 on; its equation is older.
  private mutating func normalised(_ layer: ModelPlan.Layer) -> String {
    let (name, size) = (layer.name, layer.outputSize)
    let over: [String: ONNXAttribute] = ["axes": .integers([-1]), "keepdims": .integer(1)]
    let gain = constant("\(name).weight", [size], values(layer.parameters.lowerBound))
    let shift = constant("\(name).bias", [size], values(layer.parameters.lowerBound + 1))
    let mean = node("ReduceMean", [source(layer)], over, in: name)
    let centred = node("Sub", [source(layer), mean], in: name)
    let squares = node("Mul", [centred, centred], in: name)
    let variance = node("ReduceMean", [squares], over, in: name)
    let safe = node("Add", [variance, constant("\(name).epsilon", [], [1e-5])], in: name)
    let scaled = node("Div", [centred, node("Sqrt", [safe], in: name)], in: name)
    return node("Add", [node("Mul", [scaled, gain], in: name), shift], in: name)
  }

  /// Conv wants [batch, numbers, time].
  private mutating func convolved(_ convolution: Convolution, _ layer: ModelPlan.Layer) -> String {
    let name = layer.name
    let shape = plan.parameters[layer.parameters.lowerBound].shape
    let weight = constant("\(name).weight", shape, values(layer.parameters.lowerBound))
    let bias = constant("\(name).bias", [convolution.units], values(layer.parameters.lowerBound + 1))
    let turned = node("Transpose", [source(layer)], ["perm": .integers([1, 2, 0])], in: name)
    let made = node(
      "Conv", [turned, weight, bias],
      [
        "kernel_shape": .integers([convolution.width]),
        "pads": .integers([convolution.stepsBefore, convolution.stepsBehind]),
      ],
      in: name)
    let back = node("Transpose", [made], ["perm": .integers([2, 0, 1])], in: name)
    return activation(convolution.activation, back, in: name)
  }

  /// One vector at as many time steps as the input has.
  private mutating func repeated(_ layer: ModelPlan.Layer) -> String {
    let name = layer.name
    let shape = node("Shape", [Self.input], in: name)
    let first = ["first", "end"].enumerated().map { indices("\(name).\($0.element)", [$0.offset]) }
    let time = node("Slice", [shape] + first, in: name)
    let wanted = node("Concat", [time, indices("\(name).once", [1, 1])], ["axis": .integer(0)], in: name)
    let step = node("Unsqueeze", [source(layer), indices("\(name).axis", [0])], in: name)
    return node("Expand", [step, wanted], in: name)
  }

  /// The last steps side by side, with zeros in front of a shorter sequence.
  private mutating func flattened(_ layer: ModelPlan.Layer) -> String {
    let (name, steps) = (layer.name, layer.flattenedSteps)
    let padded = node("Pad", [vectors(layer), indices("\(name).pads", [steps, 0, 0, 0, 0, 0])], in: name)
    let ends = [-steps, Int.max, 0].enumerated().map { indices("\(name).slice\($0.offset)", [$0.element]) }
    let last = node("Slice", [padded] + ends, in: name)
    let turned = node("Transpose", [last], ["perm": .integers([1, 0, 2])], in: name)
    return node("Reshape", [turned, indices("\(name).shape", [0, layer.outputSize])], in: name)
  }
}
