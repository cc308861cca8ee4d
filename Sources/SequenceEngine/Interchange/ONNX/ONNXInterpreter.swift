import Glibc

/// Runs a graph node by node, in double, operator by operator as the specification words it, and knows nothing of how
/// the engine computes: what `ONNXBuilder` writes is proved with it.
struct ONNXInterpreter {
  /// Numbers in row-major order; indices are numbers too.
  struct Value: Equatable {
    var shape: [Int]
    var numbers: [Double]
  }

  private let graph: ONNXGraph
  private var values: [String: Value] = [:]

  init(_ graph: ONNXGraph) {
    self.graph = graph
    for tensor in graph.initializers {
      switch tensor.numbers {
      case .floats(let floats): values[tensor.name] = Value(shape: tensor.shape, numbers: floats.map(Double.init))
      case .integers(let integers):
        values[tensor.name] = Value(shape: tensor.shape, numbers: integers.map { Double($0) })
      }
    }
  }

  /// What the graph puts out for an input.
  ///
  /// - Throws: `ModelError` for an operator that is not known here, or values that do not fit it.
  func run(_ input: Value) throws(ModelError) -> Value {
    var values = values
    guard let first = graph.inputs.first, let last = graph.outputs.first else {
      throw ModelError("the ONNX file has no input or no output")
    }
    values[first.name] = input
    for node in graph.nodes {
      var arguments: [Value?] = []
      for name in node.inputs {
        guard name.isEmpty || values[name] != nil else {
          throw ModelError("the ONNX file reads '\(name)' before anything puts it out")
        }
        arguments.append(values[name])
      }
      guard let results = Self.run(node, arguments), results.count >= node.outputs.count else {
        throw ModelError("the ONNX operator \(node.operation) cannot be run on what arrives there")
      }
      for (name, result) in zip(node.outputs, results) where !name.isEmpty { values[name] = result }
    }
    guard let result = values[last.name] else { throw ModelError("the ONNX file puts nothing out") }
    return result
  }

  private static func run(_ node: ONNXNode, _ arguments: [Value?]) -> [Value]? {
    switch node.operation {
    case "RNN", "LSTM", "GRU": return ONNXRecurrence(node, arguments)?.run()
    default:
      let known = arguments.compactMap { $0 }
      guard known.count == arguments.count, let first = known.first else { return nil }
      return run(node, first, known).map { [$0] }
    }
  }

  private static func run(_ node: ONNXNode, _ x: Value, _ all: [Value]) -> Value? {
    func integers(_ index: Int) -> [Int]? { index < all.count ? all[index].integers : nil }
    switch node.operation {
    case "Identity": return x
    case "Tanh": return x.map { tanh($0) }
    case "Relu": return x.map { max($0, 0) }
    case "Sigmoid": return x.map(sigmoid)
    case "Sqrt": return x.map { $0.squareRoot() }
    case "Softmax": return x.rows.map { Value(shape: x.shape, numbers: $0.flatMap(softmax)) }
    case "Add": return all.count == 2 ? x.combined(with: all[1], +) : nil
    case "Sub": return all.count == 2 ? x.combined(with: all[1], -) : nil
    case "Mul": return all.count == 2 ? x.combined(with: all[1], *) : nil
    case "Div": return all.count == 2 ? x.combined(with: all[1], /) : nil
    case "Sum": return x.sum(all.dropFirst())
    case "Mean": return x.sum(all.dropFirst())?.map { $0 / Double(all.count) }
    case "MatMul": return all.count == 2 ? x.product(all[1]) : nil
    case "OneHot": return all.count == 3 ? x.oneHot(depth: integers(1)?.first, all[2].numbers) : nil
    case "Gather": return all.count == 2 ? x.gathered(all[1]) : nil
    case "Concat": return node.integer("axis").flatMap { x.joined(all.dropFirst(), axis: $0) }
    case "ReduceMean", "ReduceMax":
      guard let axis = node.integers("axes")?.first, let keeps = node.integer("keepdims") else { return nil }
      return x.reduced(axis, keeps: keeps == 1) { column in
        node.operation == "ReduceMax"
          ? column.max() ?? -.infinity : column.reduce(0, +) / Double(column.count)
      }
    case "Transpose": return node.integers("perm").flatMap { x.transposed($0) }
    case "Squeeze": return integers(1)?.first.flatMap { x.squeezed($0) }
    case "Unsqueeze":
      return integers(1)?.first.flatMap { $0 == 0 ? Value(shape: [1] + x.shape, numbers: x.numbers) : nil }
    case "Shape": return Value(shape: [x.shape.count], numbers: x.shape.map(Double.init))
    case "Slice": return x.sliced(integers(1)?.first, integers(2)?.first, step: integers(4)?.first ?? 1)
    case "Pad": return integers(1).flatMap { x.padded($0) }
    case "Expand": return integers(1).flatMap { x.combined(with: Value.zeros($0), +) }
    case "Reshape": return integers(1).flatMap { x.reshaped($0) }
    case "Conv": return all.count == 3 ? x.convolved(all[1], all[2], pads: node.integers("pads") ?? []) : nil
    default: return nil
    }
  }

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  static func softmax(_ row: [Double]) -> [Double] {
    let largest = row.max() ?? 0
    let powers = row.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}

extension ONNXNode {
  func integer(_ name: String) -> Int? { if case .integer(let value)? = attributes[name] { value } else { nil } }
  func integers(_ name: String) -> [Int]? { if case .integers(let values)? = attributes[name] { values } else { nil } }
  func texts(_ name: String) -> [String]? { if case .texts(let texts)? = attributes[name] { texts } else { nil } }
  func text(_ name: String) -> String? { if case .text(let text)? = attributes[name] { text } else { nil } }
}
