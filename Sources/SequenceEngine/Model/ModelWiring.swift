/// Who reads whom.
extension ModelPlan {
  /// One of the places where a layer reads something.
  public struct Reader: Sendable, Equatable {
    /// Index of the layer that reads.
    public var layer: Int
    /// Which of its sources it is.
    public var slot: Int
  }

  /// Everything that reads a layer, in order; of −1, the input of the side that the model's input goes into.
  public func readers(of source: Int) -> [Reader] {
    layers.indices.flatMap { index -> [Reader] in
      guard source >= 0 || index < decoderStart ?? layers.count else { return [] }
      return layers[index].sources.indices.filter { layers[index].sources[$0] == source }.map {
        Reader(layer: index, slot: $0)
      }
    }
  }

  /// Some layers and every layer that their output reaches.
  func reached(from first: Range<Int>) -> Set<Int> {
    var found = Set(first)
    for index in layers.indices where layers[index].sources.contains(where: { found.contains($0) }) {
      found.insert(index)
    }
    return found
  }

  /// Layers in which a sequence becomes one vector.
  var poolingCount: Int {
    layers.count { layer in
      layer.output == .perSequence && layer.sources.contains { $0 < 0 || layers[$0].output == .perStep }
    }
  }
}

extension ModelDescription {
  /// Refuses names that no earlier layer has.
  public func checkWiring() throws(ModelError) { _ = try sources() }

  /// What each layer reads: indices, −1 for the input of its side.
  func sources() throws(ModelError) -> [[Int]] {
    var found: [[Int]] = []
    for (index, layer) in layers.enumerated() {
      let isMerge = if case .merge = layer.kind { true } else { false }
      guard isMerge ? !layer.reads.isEmpty : layer.reads.count == 1 else {
        throw ModelError("it reads one layer, and \(layer.reads.count) are given", layer: layer.name)
      }
      var own: [Int] = []
      if let tied = layer.tied { _ = try sharer(named: tied, for: layer.name, before: index) }
      for source in layer.reads { own.append(try place(of: source, readBy: index)) }
      found.append(own)
    }
    return found
  }

  private func place(of source: LayerSource, readBy index: Int) throws(ModelError) -> Int {
    let layer = layers[index]
    switch source {
    case .input: return -1
    case .previous:
      let first = group(at: index).lowerBound
      return layers[first].side != layers[max(first - 1, 0)].side ? -1 : first - 1
    case .layer(let name):
      guard let found = layers.firstIndex(where: { $0.name == name }) else {
        throw ModelError(
          "it reads \(name), and no layer is called so; remove or replace \(layer.group?.name ?? layer.name) first",
          layer: layer.name)
      }
      guard found < index else {
        throw ModelError(
          "it reads \(name), which does not come before it; a layer reads layers that are computed before it",
          layer: layer.name)
      }
      guard layers[found].side == layer.side else {
        throw ModelError(
          "it reads \(name), which is on the other side; a decoder sees its encoder through attention",
          layer: layer.name)
      }
      return found
    }
  }
}

extension ModelPlanner {
  /// Finds what each layer reads, and refuses layers that nothing reads.
  mutating func wire() throws(ModelError) {
    sources = try model.sources()
    guard !allowsOpenEnds else { return }
    let read = Set(sources.joined())
    for (index, layer) in model.layers.enumerated() where !read.contains(index) {
      let isEnd = index == model.layers.count - 1 || index + 1 == decoderStart
      guard isEnd else {
        throw ModelError(
          "nothing reads what it puts out; bring it in with, for example: add concat \(layer.name) "
            + "\(model.layers[model.layers.count - 1].name), or remove it", layer: layer.name)
      }
    }
  }

  /// What a layer finds where it reads.
  func arrival(from source: Int, at index: Int) -> (flow: InputKind, placement: TargetPlacement) {
    guard source < 0 else { return (.vector(size: layers[source].outputSize), layers[source].output) }
    let isDecoder = decoderStart.map { index >= $0 } ?? false
    return (isDecoder ? shape.decoderInput ?? shape.input : shape.input, .perStep)
  }

  /// Sizes and time of what a merge brings together.
  func add(_ merge: Merge, _ index: Int, _ layer: inout ModelPlan.Layer) throws(ModelError) {
    let name = layer.name
    let arrivals = sources[index].map { (source: $0, arrival: arrival(from: $0, at: index)) }
    func called(_ source: Int) -> String { source < 0 ? "the input" : layers[source].name }
    var sizes: [Int] = []
    for (source, arrival) in arrivals {
      guard case .vector(let size) = arrival.flow else {
        throw ModelError("\(called(source)) is tokens here; put an embedding before it", layer: name)
      }
      sizes.append(size)
    }
    if let other = arrivals.first(where: { $0.arrival.placement != arrivals[0].arrival.placement }) {
      let (steps, once) = arrivals[0].arrival.placement == .perStep ? (arrivals[0], other) : (other, arrivals[0])
      throw ModelError(
        "\(called(steps.source)) puts out a vector at every time step and \(called(once.source)) one for the sequence; "
          + "let both return all time steps (return=all) or both the last (return=last)", layer: name)
    }
    if merge != .concat, let other = sizes.firstIndex(where: { $0 != sizes[0] }) {
      let isResidual = layer.description.group?.part == .output && merge == .sum
      throw ModelError(
        isResidual
          ? "residual adds what it reads, \(sizes[0]) numbers, to what it computes, \(sizes[other]); give it the size "
            + "\(sizes[0])"
          : "\(merge.rawValue) takes vectors of one size, and \(called(arrivals[0].source)) has \(sizes[0]) numbers and "
            + "\(called(arrivals[other].source)) \(sizes[other]); give them the same size, or take concat", layer: name)
    }
    let all = sizes.reduce(0.0) { $0 + Double($1) }
    guard all < Double(Self.largestParameterCount) else {
      throw ModelError(
        "vectors of \(MemorySize(all * 8)) are more than a time step can have; this machine has \(MemorySize.machine)",
        layer: name)
    }
    layer.outputSize = merge.outputSize(of: sizes)
    layer.input = .vector(size: layer.outputSize)
  }

  /// Attention that looks with a layer's state advances with it step by step, so nobody else can read it.
  func checkLookers() throws(ModelError) {
    for (index, layer) in layers.enumerated() {
      guard let looker = layer.attending?.looker else { continue }
      let readers = sources.indices.filter { sources[$0].contains(index) }
      guard readers == [looker], sources[looker] == [index] else {
        throw ModelError(
          "attention looks with the state of the layer behind it, and that layer alone reads it; leave residual and from= "
            + "out here, or put attention behind the recurrent layer", layer: layer.name)
      }
    }
  }
}
