/// A dense layer whose matrix is the table of an embedding: y = f(E x + b), E [vocabulary, size], b [vocabulary] its own.
///
/// The table is kept and counted once, and gets the gradients of both uses.
/// Press, Wolf: Using the output embedding to improve language models, EACL 2017; Inan, Khosravi, Socher: Tying word vectors
/// and word classifiers, ICLR 2017.
extension ModelPlanner {
  mutating func addTied(
    to name: String, _ units: Int?, _ index: Int, _ layer: inout ModelPlan.Layer
  ) throws(ModelError) {
    let own = model.layers[index].name
    let source = try model.embedding(named: name, for: own, before: index)
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
}

extension ModelDescription {
  /// The embedding whose weights a layer shares.
  func embedding(named name: String, for layer: String, before index: Int) throws(ModelError) -> Int {
    guard let found = layers.firstIndex(where: { $0.name == name }) else {
      throw ModelError(
        "it shares the weights of \(name), and no layer is called so; remove or replace it first", layer: layer)
    }
    guard found < index, case .embedding = layers[found].kind else {
      throw ModelError(
        "it shares the weights of \(name), which is no embedding before it; tied= names an embedding", layer: layer)
    }
    return found
  }
}

extension ModelPlan.Layer {
  /// Indices into the plan's parameters of a dense layer's matrix, which may be an embedding's, and of its bias.
  var denseParameters: (weight: Int, bias: Int) { (tied ?? parameters.lowerBound, parameters.upperBound - 1) }
}
