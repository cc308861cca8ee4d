/// Builds the graph of a model, layer by layer. Time comes first, then the rows of a batch: [time, batch, numbers], or
/// [batch, numbers] where a layer puts out one vector for the sequence.
struct ONNXBuilder {
  let plan: ModelPlan
  /// In the plan's order.
  let weights: [Double]
  var graph: ONNXGraph
  /// What each layer puts out, by its name in the graph.
  private var outputs: [String] = []
  private var names: Set<String> = []
  private var oneHot: String?
  static let input = "input"
  static let output = "output"

  /// - Throws: `ModelError` naming the layer that cannot be said in ONNX, and what to do.
  init(_ plan: ModelPlan, _ weights: [Double], name: String) throws(ModelError) {
    (self.plan, self.weights) = (plan, weights)
    graph = ONNXGraph(name: Self.legible(name))
    guard plan.decoderStart == nil else {
      throw ModelError(
        "an encoder-decoder writes symbol by symbol and is not exported to ONNX; keep it with save, or its weights "
          + "with export \"FILE.npz\"")
    }
    names = [Self.input, Self.output]
    let first: [ONNXValueInfo.Dimension] = [.named("time"), .named("batch")]
    switch plan.shape.input {
    case .token: graph.inputs = [ONNXValueInfo(name: Self.input, element: .int64, shape: first)]
    case .vector(let size):
      graph.inputs = [ONNXValueInfo(name: Self.input, element: .float, shape: first + [.fixed(size)])]
    }
    for index in plan.layers.indices { outputs.append(try add(plan.layers[index], index)) }
    finish()
  }

  /// The last value gets the name `output`, by which runtimes ask for it.
  private mutating func finish() {
    guard let last = outputs.last, let layer = plan.layers.last else { return }
    graph.nodes.append(ONNXNode(operation: "Identity", name: Self.output, inputs: [last], outputs: [Self.output]))
    let time: [ONNXValueInfo.Dimension] = layer.output == .perStep ? [.named("time")] : []
    graph.outputs = [
      ONNXValueInfo(name: Self.output, element: .float, shape: time + [.named("batch"), .fixed(layer.outputSize)])
    ]
  }

  // MARK: Parts of the graph

  /// A name of its own in the graph. Names of a file that was loaded may hold anything.
  private mutating func unique(_ wanted: String) -> String {
    let wanted = Self.legible(wanted)
    var name = wanted
    var number = 2
    while !names.insert(name).inserted {
      name = "\(wanted).\(number)"
      number += 1
    }
    return name
  }

  static func legible(_ text: String) -> String { String(DataError.quote(text, longest: 200).dropFirst().dropLast()) }

  /// Adds an operator and gives the name of what it puts out first.
  mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: [String: ONNXAttribute] = [:], in layer: String,
    output number: Int = 0, of count: Int = 1
  ) -> String {
    let name = unique("\(layer)/\(operation)")
    // An output that nobody wants has no name.
    let outputs = (0..<count).map { $0 == number ? name : "" }
    graph.nodes.append(
      ONNXNode(operation: operation, name: name, inputs: inputs, outputs: outputs, attributes: attributes))
    return name
  }

  mutating func constant(_ name: String, _ shape: [Int], _ values: [Double]) -> String {
    let name = unique(name)
    graph.initializers.append(ONNXTensor(name: name, shape: shape, numbers: .floats(values.map { Float($0) })))
    return name
  }

  mutating func indices(_ name: String, _ values: [Int], shape: [Int]? = nil) -> String {
    let name = unique(name)
    graph.initializers.append(ONNXTensor(name: name, shape: shape ?? [values.count], numbers: .integers(values)))
    return name
  }

  /// The numbers of a parameter.
  func values(_ index: Int) -> [Double] { Array(weights[plan.parameters[index].range]) }

  /// What a layer reads, as it is.
  func source(_ layer: ModelPlan.Layer, _ slot: Int = 0) -> String {
    layer.sources[slot] < 0 ? Self.input : outputs[layer.sources[slot]]
  }

  /// What a layer reads as vectors: symbols become vectors of zeros with a single 1.
  mutating func vectors(_ layer: ModelPlan.Layer, _ slot: Int = 0) -> String {
    guard case .token(let vocabulary) = plan.shape.input, layer.sources[slot] < 0 else { return source(layer, slot) }
    if let oneHot { return oneHot }
    let depth = indices("symbols", [vocabulary], shape: [])
    let signs = constant("off_and_on", [2], [0, 1])
    let made = node("OneHot", [Self.input, depth, signs], ["axis": .integer(-1)], in: Self.input)
    oneHot = made
    return made
  }

  func refusal(_ layer: ModelPlan.Layer, _ reason: String) -> ModelError {
    ModelError("ONNX has no operator for \(reason)", layer: layer.name)
  }

  mutating func activation(_ activation: DenseActivation, _ value: String, in layer: String) -> String {
    switch activation {
    case .identity: value
    case .tanh: node("Tanh", [value], in: layer)
    case .relu: node("Relu", [value], in: layer)
    case .sigmoid: node("Sigmoid", [value], in: layer)
    case .softmax: node("Softmax", [value], ["axis": .integer(-1)], in: layer)
    }
  }
}
