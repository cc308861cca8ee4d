/// Weights under the names of Keras: `…/lstm/lstm_cell/kernel`, `recurrent_kernel`, `bias`, `embeddings`, `gamma`,
/// `beta`, as `{w.path: w.numpy() for w in model.weights}` gives them, brought under PyTorch's.
///
/// Keras multiplies from the left, so that matrices are transposed, and keeps gates as columns: LSTM i f c o, GRU z r
/// h. A GRU with reset_after has two rows of biases.
struct KerasLayout {
  typealias Tensors = [String: (shape: [Int], values: [Double])]

  /// The arrays of one layer.
  struct Group {
    var path: String
    /// By the last part of the name: `kernel`.
    var arrays: [String: (shape: [Int], values: [Double])] = [:]

    enum Kind: String {
      case recurrent = "recurrent layer"
      case dense = "dense layer"
      case convolution = "convolution over time"
      case embedding
      case normalisation = "layer normalisation"
    }

    var kind: Kind? {
      if arrays["recurrent_kernel"] != nil { return .recurrent }
      if arrays["embeddings"] != nil { return .embedding }
      if arrays["gamma"] != nil { return .normalisation }
      return arrays["kernel"].map { $0.shape.count == 3 ? .convolution : .dense }
    }

    private func isPart(_ direction: String) -> Bool { path.split(separator: "/").contains { $0.hasPrefix(direction) } }

    /// Whether a layer may take these arrays when it is its turn: of a recurrent layer the number of gates and the
    /// direction tell, for files list layers by their kind and not in the order of the model.
    func suits(_ layer: ModelPlan.Layer) -> Bool {
      guard let kind, KerasLayout.kind(of: layer) == kind else { return false }
      guard kind == .recurrent, case .recurrent(let recurrent) = layer.description.kind else { return true }
      let columns = arrays["recurrent_kernel"]?.shape ?? []
      let gates = ["rnn": 1, "irnn": 1, "lstm": 4, "gru": 3][BuiltInCells.cell(of: recurrent.definition)?.kind ?? ""]
      if let gates, columns.count == 2, columns[1] != gates * columns[0] { return false }
      guard isPart("backward") == recurrent.isReversed else { return false }
      switch layer.description.group?.part {
      case .forward: return isPart("forward")
      case .reverse: return isPart("backward")
      default: return true
      }
    }
  }

  private static let roles: Set = ["kernel", "recurrent_kernel", "bias", "embeddings", "gamma", "beta"]

  let groups: [Group]

  /// - Parameter tensors: in the order of the file.
  /// - Returns: nil where the names are not those of Keras.
  init?(_ tensors: [(name: String, shape: [Int], values: [Double])]) {
    var groups: [Group] = []
    for tensor in tensors {
      var name = tensor.name
      // Keras 2 writes kernel:0.
      if name.hasSuffix(":0") { name.removeLast(2) }
      let parts = name.split(separator: "/").map(String.init)
      guard let role = parts.last, Self.roles.contains(role) else { return nil }
      let path = parts.dropLast().joined(separator: "/")
      let index = groups.firstIndex { $0.path == path } ?? groups.endIndex
      if index == groups.endIndex { groups.append(Group(path: path)) }
      groups[index].arrays[role] = (tensor.shape, tensor.values)
    }
    guard !groups.isEmpty, groups.allSatisfy({ $0.kind != nil }) else { return nil }
    self.groups = groups
  }

  /// The tensors of a model under PyTorch's names. A layer takes the arrays under its own name; those that nobody
  /// claims so go to the layers of their kind in order.
  ///
  /// - Throws: `DataError` naming the layer that finds no arrays, or arrays that find no layer.
  func tensors(for plan: ModelPlan, path: String) throws(DataError) -> Tensors {
    var rest = groups
    var result: Tensors = [:]
    let layers = plan.layers.filter { !$0.parameters.isEmpty }
    var claimed: [String: Group] = [:]
    for layer in layers {
      guard let index = rest.firstIndex(where: { $0.path.split(separator: "/").contains { $0 == layer.name } }) else {
        continue
      }
      claimed[layer.name] = rest.remove(at: index)
    }
    for layer in layers {
      guard let kind = Self.kind(of: layer) else {
        throw Self.failure(path, "layers that Keras has too", "\(layer.name)", "load weights under PyTorch's names")
      }
      if claimed[layer.name] == nil, let index = rest.firstIndex(where: { $0.suits(layer) }) {
        claimed[layer.name] = rest.remove(at: index)
      }
      guard let group = claimed[layer.name], group.kind == kind else {
        throw Self.failure(path, "the arrays of a \(kind.rawValue) for \(layer.name)", "none", Self.advice)
      }
      try add(group, layer, plan, path, &result)
    }
    guard rest.isEmpty else {
      let names = DataError.listed(rest.map { DataError.quote($0.path) })
      throw Self.failure(path, "the weights of this model", "left over: \(names)", Self.advice)
    }
    return result
  }

  private static let advice = "nothing was loaded; build the model that the file belongs to first"

  private static func failure(
    _ path: String, _ expected: String, _ found: String, _ advice: String
  ) -> DataError { DataError(path, expected: expected, found: found, advice: advice) }

  private static func kind(of layer: ModelPlan.Layer) -> Group.Kind? {
    switch layer.description.kind {
    case .recurrent: .recurrent
    case .dense: layer.tied == nil ? .dense : nil
    case .embedding: .embedding
    case .layerNorm: .normalisation
    case .convolution: .convolution
    default: nil
    }
  }

  private func add(
    _ group: Group, _ layer: ModelPlan.Layer, _ plan: ModelPlan, _ path: String, _ result: inout Tensors
  ) throws(DataError) {
    func put(_ suffix: String, _ tensor: (shape: [Int], values: [Double])?) {
      if let tensor { result[layer.description.parameterName(suffix)] = tensor }
    }
    let units = layer.outputSize
    let bias = group.arrays["bias"] ?? ([units], Array(repeating: 0, count: units))
    switch group.kind {
    case .embedding: put("weight", group.arrays["embeddings"])
    case .normalisation:
      put("weight", group.arrays["gamma"])
      put("bias", group.arrays["beta"] ?? ([units], Array(repeating: 0, count: units)))
    case .dense:
      put("weight", group.arrays["kernel"].map(Self.transposed))
      put("bias", bias)
    case .convolution:
      // [width, I, units] to [units, I, width]: the order of dimensions turned round.
      put("weight", group.arrays["kernel"].map(Self.transposed))
      put("bias", bias)
    case .recurrent: try addRecurrent(group, layer, path, put)
    case nil: break
    }
  }

  private func addRecurrent(
    _ group: Group, _ layer: ModelPlan.Layer, _ path: String,
    _ put: (String, (shape: [Int], values: [Double])?) -> Void
  ) throws(DataError) {
    guard case .recurrent(let recurrent) = layer.description.kind, let kernel = group.arrays["kernel"],
      let recurrence = group.arrays["recurrent_kernel"], kernel.shape.count == 2, recurrence.shape.count == 2
    else { throw Self.failure(path, "kernel and recurrent_kernel for \(layer.name)", "others", Self.advice) }
    let kind = BuiltInCells.cell(of: recurrent.definition)
    let units = recurrent.units
    // For each of our gates, in their order, the block of Keras' columns.
    let order: [Int]
    switch (kind?.kind, kind?.variant?.value) {
    case ("rnn", _), ("irnn", _): order = [0]
    case ("lstm", nil): order = [0, 1, 2, 3]
    case ("gru", _): order = [1, 0, 2]
    default:
      throw Self.failure(
        path, "rnn, lstm or gru, the cells of Keras", "\(recurrent.definition.name) in \(layer.name)",
        "load weights under PyTorch's names")
    }
    let columns = order.count * units
    let isBefore = kind?.kind == "gru" && kind?.variant != nil
    let isAfter = kind?.kind == "gru" && kind?.variant == nil
    let biases = group.arrays["bias"] ?? ([columns], Array(repeating: 0, count: columns))
    guard kernel.shape[1] == columns, recurrence.shape == [units, columns], biases.shape.last == columns,
      biases.shape.count <= 2, biases.values.count == columns || biases.values.count == 2 * columns
    else {
      throw Self.failure(
        path, "a recurrent_kernel [\(units), \(columns)] for \(layer.name)", "\(recurrence.shape)", Self.advice)
    }
    if isBefore && biases.shape.count == 2 || isAfter && group.arrays["bias"] != nil && biases.shape.count == 1 {
      let (has, option) = isBefore ? ("True", "after") : ("False", "before")
      throw Self.failure(
        path, "the other form of the GRU for \(layer.name)", "one with reset_after=\(has)",
        "nothing was loaded; make the layer with reset=\(option)")
    }
    func rows(_ matrix: (shape: [Int], values: [Double])) -> (shape: [Int], values: [Double]) {
      let turned = Self.transposed(matrix)
      let size = units * turned.shape[1]
      return (turned.shape, order.flatMap { turned.values[$0 * size..<($0 + 1) * size] })
    }
    func gates(_ row: Int) -> (shape: [Int], values: [Double]) {
      let own = biases.values.dropFirst(row * columns)
      return ([columns], order.flatMap { own.dropFirst($0 * units).prefix(units) })
    }
    put("weight_ih_l0", rows(kernel))
    put("weight_hh_l0", rows(recurrence))
    if recurrent.bias != .no {
      put("bias_ih_l0", gates(0))
      put(
        "bias_hh_l0", biases.values.count == 2 * columns ? gates(1) : ([columns], Array(repeating: 0, count: columns)))
    }
  }

  /// The order of dimensions turned round.
  private static func transposed(_ tensor: (shape: [Int], values: [Double])) -> (shape: [Int], values: [Double]) {
    let shape = Array(tensor.shape.reversed())
    var result: [Double] = []
    result.reserveCapacity(tensor.values.count)
    let strides = tensor.shape.indices.map { tensor.shape[($0 + 1)...].reduce(1, *) }
    for index in tensor.values.indices {
      var rest = index
      var place = 0
      for axis in shape.indices.reversed() {
        place += rest % shape[axis] * strides[shape.count - 1 - axis]
        rest /= shape[axis]
      }
      result.append(tensor.values[place])
    }
    return (shape, result)
  }
}
