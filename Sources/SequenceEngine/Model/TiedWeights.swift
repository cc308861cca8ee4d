/// A dense layer whose matrix is the table of an embedding: y = f(E x + b), E [vocabulary, size], b [vocabulary] its own.
///
/// The table is kept and counted once, and gets the gradients of both uses. Press, Wolf: Using the output embedding to
/// improve language models, EACL 2017; Inan, Khosravi, Socher: Tying word vectors and word classifiers, ICLR 2017.
extension ModelPlanner {
  mutating func addTied(
    to name: String, _ units: Int?, _ index: Int, _ layer: inout ModelPlan.Layer
  ) throws(ModelError) {
    let own = model.layers[index].name
    let source = try model.sharer(named: name, for: own, before: index)
    if layers[source].program != nil { return try addProjection(of: source, index, &layer) }
    guard case .token(let vocabulary) = layers[source].input else { return }
    let size = layers[source].outputSize
    guard case .vector(let inputs) = flow, inputs == size else {
      throw ModelError(
        "\(name) has \(size) numbers for each symbol, and here \(flowSize) arrive; give the layer before it \(size) units, or "
          + "put a dense \(size) between them", layer: own)
    }
    guard units ?? vocabulary == vocabulary else {
      throw ModelError(
        "\(name) has \(vocabulary) symbols, and \(units ?? 0) outputs are asked for; leave the number out", layer: own)
    }
    layer.tied = layers[source].parameters.lowerBound
    layer.outputSize = vocabulary
    try append("bias", .bias, [vocabulary], index)
  }

  /// y = R h: what a recurrent layer with `projection=P` puts out.
  private func addProjection(of source: Int, _ index: Int, _ layer: inout ModelPlan.Layer) throws(ModelError) {
    let suffix = model.layers[source].parameterName(CellProjection.parameter)
    guard let shared = layers[source].parameters.first(where: { parameters[$0].name == suffix }),
      flowSize == parameters[shared].shape[1]
    else {
      throw ModelError(
        "it shares the projection of \(layers[source].name), which has none that fits; tied= names an embedding",
        layer: layer.name)
    }
    layer.tied = shared
    layer.outputSize = parameters[shared].shape[0]
  }
}

extension ModelDescription {
  /// The embedding or the recurrent layer with a projection whose weights a layer shares.
  func sharer(named name: String, for layer: String, before index: Int) throws(ModelError) -> Int {
    guard let found = layers.firstIndex(where: { $0.name == name }) else {
      throw ModelError(
        "it shares the weights of \(name), and no layer is called so; remove or replace it first", layer: layer)
    }
    switch layers[found].kind {
    case .embedding where found < index, .recurrent where found < index && layers[found].group != nil: return found
    default:
      throw ModelError(
        "it shares the weights of \(name), which is no embedding before it; tied= names an embedding", layer: layer)
    }
  }
}

extension ModelPlan {
  /// The recurrent layer with `projection=P` whose R h a layer puts out; nil where it is none of these.
  public func projectedLayer(by index: Int) -> Int? {
    layers[index].description.tied.flatMap { name in layers.firstIndex { $0.name == name && $0.program != nil } }
  }
}

extension ModelPlan.Layer {
  /// Indices into the plan's parameters of a dense layer's matrix, which may be another layer's, and of its bias; nil: the
  /// bias is zero.
  var denseParameters: (weight: Int, bias: Int?) {
    (tied ?? parameters.lowerBound, parameters.isEmpty ? nil : parameters.upperBound - 1)
  }
}
