/// Walks through the layers of a description with the shape of the data in hand.
struct ModelPlanner {
  let model: ModelDescription
  let shape: DataShape
  let isRecorded: Bool
  let allowsOpenEnds: Bool
  /// What each layer reads.
  var sources: [[Int]] = []
  private(set) var layers: [ModelPlan.Layer] = []
  var decoderStart: Int?
  var handovers: [Handover] = []
  private(set) var blocks: [ModelPlan.Block] = []
  private(set) var parameters: [Parameter] = []
  var flow: InputKind
  private(set) var placement = TargetPlacement.perStep

  /// Largest store of weights that is planned at all; what fits the machine is decided before memory is taken.
  static let largestParameterCount = 1 << 40

  init(_ model: ModelDescription, _ shape: DataShape, recorded: Bool, allowsOpenEnds: Bool) {
    self.model = model
    self.shape = shape
    isRecorded = recorded
    self.allowsOpenEnds = allowsOpenEnds
    flow = shape.input
  }

  mutating func plan() throws(ModelError) {
    guard !model.layers.isEmpty else {
      throw ModelError("the model has no layers; add one, for example: add lstm 32")
    }
    try checkSides()
    try wire()
    for index in model.layers.indices {
      if index == decoderStart { try beginDecoder() }
      try add(index)
    }
    try checkOutput()
    try checkTimeOfOutput()
    try checkSight()
    try linkDecoder()
    try checkLookers()
    blocks = try blocksInStep()
  }

  var flowSize: Int {
    switch flow {
    case .vector(let size): size
    case .token(let vocabulary): vocabulary
    }
  }

  private mutating func add(_ index: Int) throws(ModelError) {
    let description = model.layers[index]
    let first = parameters.count
    (flow, placement) = arrival(from: sources[index][0], at: index)
    var layer = ModelPlan.Layer(
      description: description, input: flow, outputSize: flowSize, output: placement, sources: sources[index],
      parameters: first..<first)
    try checkTime(index)
    inherit(&layer, index)
    switch description.kind {
    case .embedding(let size):
      guard case .token(let vocabulary) = flow else {
        throw ModelError(
          "an embedding takes tokens, and here vectors of \(flowSize) numbers arrive", layer: description.name)
      }
      try append("weight", .input, [vocabulary, size], index)
      layer.outputSize = size
    case .recurrent(let recurrent):
      try addRecurrent(recurrent, index, &layer)
    case .dense(let units, let activation):
      let own = units ?? blockUnits(index)
      if own == nil, description.tied == nil, description.side == .encoder, decoderStart != nil {
        throw ModelError("a dense layer of the encoder needs a size of its own", layer: description.name)
      }
      if activation == .softmax, index != model.layers.indices.last {
        throw ModelError("softmax belongs at the end of a model", layer: description.name)
      }
      if let tied = description.tied {
        try addTied(to: tied, own, index, &layer)
      } else {
        let size = own ?? shape.target.outputSize
        try append("weight", .input, [size, flowSize], index)
        try append("bias", .bias, [size], index)
        layer.outputSize = size
      }
    case .convolution2D(let convolution):
      try add(convolution, index, &layer)
    case .attention(let attention):
      try add(attention, index, &layer)
    case .merge(let merge):
      try add(merge, index, &layer)
    case .layerNorm, .convolution, .selfAttention:
      try addTransform(index, &layer)
    case .flatten, .repeated, .timeReverse:
      try addReshape(index, &layer)
    case .dropout, .pool:
      if case .token = flow {
        if let group = description.group {
          throw ModelError(
            "tokens arrive here, and dropout leaves numbers out; put an embedding before it, or take recurrent_dropout",
            layer: group.name)
        }
        throw ModelError("tokens arrive here; put an embedding or a recurrent layer before it", layer: description.name)
      }
      if case .pool = description.kind {
        guard placement == .perStep else {
          throw ModelError("the sequence has already become one vector before this layer", layer: description.name)
        }
        layer.output = .perSequence
      }
    }
    layer.parameters = first..<parameters.count
    layers.append(layer)
  }

  mutating func append(
    _ suffix: String, letter: String = "", _ role: ParameterRole, _ shape: [Int], _ layer: Int,
    parts: [Parameter.Part] = []
  ) throws(ModelError) {
    let name = model.layers[layer].name
    let offset = parameters.last?.range.upperBound ?? 0
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard count + Double(offset) < Double(Self.largestParameterCount) else {
      throw ModelError(
        "its \(suffix) \(shape) would need \(MemorySize(count * 8)); this machine has \(MemorySize.machine)",
        layer: name)
    }
    parameters.append(
      Parameter(
        name: model.layers[layer].parameterName(suffix), letter: letter, layer: layer, role: role, shape: shape,
        offset: offset, parts: parts)
    )
  }

  private func checkOutput() throws(ModelError) {
    guard let last = layers.last else { return }
    let wanted = shape.target.outputSize
    guard last.outputSize == wanted else {
      throw ModelError(
        "the model puts out \(last.outputSize) numbers and the target has \(wanted); end with: add dense",
        layer: last.name)
    }
    guard last.output == shape.placement else {
      throw ModelError(
        shape.placement == .perSequence
          ? "there is one target for each sequence, and the model puts out one vector for each time step; add last, mean or "
            + "max, or let the recurrent layer return=last"
          : "there is a target at each time step, and the model puts out one vector for the sequence; take away "
            + "return=last, last, mean, max and flatten, or bring it to each step again with: add repeat",
        layer: last.name)
    }
  }
}
