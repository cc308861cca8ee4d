import FoundationEssentials

/// A saved model: weights under PyTorch's names, and all that training needs to go on bit for bit: optimizer, updates made,
/// carried states, the settings of the training, and how its sequences are put together.
public struct Checkpoint: Sendable {
  public var state: ModelState
  public var shape: DataShape
  public var settings: TrainingSettings
  /// nil: the file does not tell.
  public var batch: BatchSettings?

  static let version = "1"
  static let prefix = "unroll."

  public init(state: ModelState, shape: DataShape, _ settings: TrainingSettings, batch: BatchSettings? = nil) {
    (self.state, self.shape, self.settings, self.batch) = (state, shape, settings, batch)
  }

  // MARK: Writing

  /// Saves atomically: the old file stays whole until the new one is.
  ///
  /// - Throws: `ModelError`, or `DataError` with the path and the reason.
  public func save(to path: String) throws { try file().save(to: path) }

  func file() throws -> SafetensorsFile {
    let memories = state.memories.map { Self.tensor($0.name, [$0.values.count], $0.values) }
    var file = SafetensorsFile(tensors: try weights() + memories)
    file.metadata = [
      "format": "pt",
      Self.prefix + "version": Self.version,
      Self.prefix + "model": try Self.json(state.description),
      Self.prefix + "shape": try Self.json(shape),
      Self.prefix + "optimizer_steps": state.optimizer.map { String($0.steps) } ?? "",
      Self.prefix + "updates": String(state.updates),
      Self.prefix + "plateau": try Self.json(state.plateau),
      Self.prefix + "frozen": try Self.json(state.frozen.sorted()),
    ]
    file.metadata[Self.prefix + "meanings"] = try state.meanings.map { try Self.json($0) }
    for (key, value) in try settingTexts() { file.metadata[Self.prefix + key] = value }
    file.metadata[Self.prefix + "crc32"] = String(CRC32.checksum(file.buffer))
    return file
  }

  /// The weights alone, under PyTorch's names and in its layout.
  public func weights() throws -> [SafetensorsFile.Tensor] {
    let plan = try ModelPlan(state.description, for: shape)
    return PyTorchLayout.tensors(plan, state.parameters).map { Self.tensor($0.name, $0.shape, $0.values) }
  }

  /// Float where no digit is lost.
  private static func tensor(_ name: String, _ shape: [Int], _ values: [Double]) -> SafetensorsFile.Tensor {
    let isFloat = values.allSatisfy { $0.isNaN || Double(Float($0)) == $0 }
    return isFloat
      ? SafetensorsFile.Tensor(name: name, shape: shape, values.map { Float($0) })
      : SafetensorsFile.Tensor(name: name, shape: shape, values)
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  // MARK: Reading

  /// What a file holds: a whole model of ours, or weights alone.
  public enum Content: Sendable {
    case checkpoint(Checkpoint)
    case weights(SafetensorsFile)
  }

  /// Reads a file and checks everything before anything is used.
  ///
  /// - Throws: `DataError` for a damaged or hostile file, `ModelError` when the weights do not fit the model it describes.
  public static func load(_ path: String, progress: DataProgress = { _, _ in }) throws -> Content {
    let file = try WeightFile.read(path, progress: progress)
    guard let found = file.metadata[prefix + "version"] else { return .weights(file) }
    func refuse(_ found: String, _ advice: String = again) -> DataError {
      DataError(path, expected: "a model that Unroll saved", found: found, advice: advice)
    }
    guard found == version else {
      throw refuse("format version '\(found)'", "this program reads version \(version)")
    }
    guard file.metadata[prefix + "crc32"] == String(CRC32.checksum(file.buffer)) else {
      throw refuse("a wrong checksum: the file is damaged")
    }
    func decode<Value: Decodable>(_ key: String) throws -> Value {
      guard let text = file.metadata[prefix + key],
        let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
      else { throw refuse("metadata '\(key)' that cannot be read") }
      return value
    }
    func number<Value: FixedWidthInteger>(_ key: String) throws -> Value {
      guard let value = file.metadata[prefix + key].flatMap({ Value($0) }), value >= 0 else {
        throw refuse("metadata '\(key)' that is no number")
      }
      return value
    }
    let description: ModelDescription = try decode("model")
    let shape: DataShape = try decode("shape")
    try description.check(path)
    guard shape.isSane else { throw refuse("data of impossible sizes") }
    let plan = try ModelPlan(description, for: shape)
    // Nothing is drawn for a size that the file only claims.
    var state = try ModelState(withoutWeights: description, for: shape)
    state.parameters = try weights(of: file, for: plan, path: path)
    state.updates = try number("updates")
    state.frozen = Set(try decode("frozen") as [String])
    let (settings, batch) = try readSettings(file, refuse)
    let optimizer = settings.optimizer
    if file.metadata[prefix + "optimizer_steps"]?.isEmpty == false {
      var remembered = OptimizerState(optimizer, weights: 0)
      remembered.steps = try number("optimizer_steps")
      remembered.slots = try (0..<optimizer.slotCount).map { slot in
        guard let values = file["optimizer.\(slot)"]?.doubles, values.count == plan.parameterCount else {
          throw refuse("no optimizer state that fits the model")
        }
        return values
      }
      state.optimizer = remembered
    }
    state.carried = carried(file, plan)
    if file.metadata[prefix + "plateau"] != nil { state.plateau = try decode("plateau") }
    guard state.plateau?.isSane ?? true else { throw refuse("a plateau that no training can be on") }
    if file.metadata[prefix + "meanings"] != nil { state.meanings = try decode("meanings") }
    return .checkpoint(Checkpoint(state: state, shape: shape, settings, batch: batch))
  }

  private static func carried(_ file: SafetensorsFile, _ plan: ModelPlan) -> [[[Double]]]? {
    var layers: [[[Double]]] = []
    for (number, index) in plan.recurrentLayers.enumerated() {
      guard let program = plan.layers[index].program else { return nil }
      var states: [[Double]] = []
      for state in 0..<program.stateCount {
        guard let values = file["optimizer.carried.\(number).\(state)"]?.doubles,
          values.count % program.sizes.units == 0
        else { return nil }
        states.append(values)
      }
      layers.append(states)
    }
    for number in plan.windowedLayers.indices.map({ $0 + plan.recurrentLayers.count }) {
      guard let inputs = file["optimizer.carried.\(number).0"]?.doubles else { return nil }
      layers.append([inputs])
    }
    return layers
  }

  /// Weights by name for a model; `optimizer.*` tensors are left aside.
  ///
  /// - Throws: `DataError` naming what is missing, left over or of another shape; nothing is then used.
  public static func weights(of file: SafetensorsFile, for plan: ModelPlan, path: String) throws -> [Double] {
    var named: [(name: String, shape: [Int], values: [Double])] = []
    for tensor in file.tensors where !tensor.name.hasPrefix("optimizer.") {
      guard let values = tensor.doubles else {
        throw DataError(
          path, expected: "floating-point weights", found: "\(tensor.type.rawValue) in '\(tensor.name)'",
          advice: "convert it to F32 or F64")
      }
      named.append((tensor.name, tensor.shape, values))
    }
    let tensors =
      try KerasLayout(named)?.tensors(for: plan, path: path)
      ?? Dictionary(named.map { ($0.name, ($0.shape, $0.values)) }) { first, _ in first }
    switch PyTorchLayout.values(plan, from: tensors) {
    case .success(let values): return values
    case .failure(let mismatch):
      throw DataError(
        path, expected: "the weights of this model", found: mismatch.sentence,
        advice: "nothing was loaded; build the model that the file belongs to first")
    }
  }
}

extension ModelState {
  /// What training remembers besides the weights, under the names that files have for it.
  var memories: [(name: String, values: [Double])] {
    var memories: [(name: String, values: [Double])] = []
    for (slot, values) in (optimizer?.slots ?? []).enumerated() { memories.append(("optimizer.\(slot)", values)) }
    for (layer, states) in (carried ?? []).enumerated() {
      for (number, values) in states.enumerated() {
        memories.append(("optimizer.carried.\(layer).\(number)", values))
      }
    }
    return memories
  }
}

extension LayerKind {
  var hasSaneSizes: Bool {
    switch self {
    case .embedding(let size): return Self.isSane(size)
    case .recurrent(let recurrent):
      if let window = recurrent.window, !(1...RecurrentLayer.longestWindow).contains(window) { return false }
      return recurrent.stateful?.isSane != false && recurrent.variation.isSane && Self.isSane(recurrent.units)
        && recurrent.clamps.allSatisfy { $0.isSane(in: recurrent) }
    case .dense(let units, _): return units.map(Self.isSane) ?? true
    case .pool, .merge, .layerNorm, .timeReverse: return true
    case .flatten(let steps), .repeated(let steps): return steps.map(Self.isSane) ?? true
    case .dropout(let rate, _): return rate >= 0 && rate < 1
    case .convolution(let own):
      return Self.isSane(own.units) && (1...Convolution.widest).contains(own.width) && own.activation != .softmax
    case .convolution2D(let own): return own.isSane
    case .selfAttention(let own): return Self.isSane(own.heads) && Self.isSane(own.places)
    case .attention(let own):
      return Self.isSane(own.heads)
        && own.held.allSatisfy { $0.timeStep >= 1 && $0.weights.allSatisfy(\.isFinite) }
    }
  }

  private static func isSane(_ size: Int) -> Bool { (1...1 << 31).contains(size) }
}
