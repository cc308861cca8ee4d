import SequenceEngine

extension BenchmarkCase {
  /// Two bias vectors in each recurrent layer, as PyTorch has them.
  package func model() throws -> ModelDescription {
    let sizes = sizes
    var layer = RecurrentLayer(cell: try CellDefinition(parsing: sizes.cell), units: sizes.units)
    layer.bias = .two
    let dense = LayerDescription(name: "dense1", kind: .dense(units: nil, activation: .identity))
    let embedding = LayerKind.embedding(size: Self.embedding)
    var layers: [LayerDescription]
    switch sizes.task {
    case .text, .adding:
      layers = (1...sizes.layers).map { LayerDescription(name: "\(sizes.name)\($0)", kind: .recurrent(layer)) }
      layers.append(dense)
    case .labelledWords:
      layers = [LayerDescription(name: "embedding1", kind: embedding)]
      layers += LayerDescription.group("\(sizes.name)1", layer, bidirectional: .concat, residual: false)
      layers.append(dense)
    case .pairs:
      layers = [
        LayerDescription(name: "embedding1", kind: embedding),
        LayerDescription(name: "\(sizes.name)1", kind: .recurrent(layer)),
        LayerDescription(name: "embedding2", kind: embedding, side: .decoder),
        LayerDescription(name: "attention1", kind: .attention(Attention(.additive)), side: .decoder),
        LayerDescription(name: "\(sizes.name)2", kind: .recurrent(layer), side: .decoder),
        LayerDescription(name: "dense1", kind: dense.kind, side: .decoder),
      ]
    }
    return ModelDescription(name: "case_\(rawValue)", layers: layers)
  }

  /// The model with its start weights.
  func start(for shape: DataShape) throws -> ModelState {
    var state = try ModelState(model(), for: shape, seed: 1)
    if sizes.activity == .jacobian {
      // As they are drawn, 400 factors leave less of a Jacobian than Float can hold.
      let plan = try ModelPlan(state.description, for: shape)
      try plan.setSpectralRadius(Self.radius, layer: 0, in: &state.parameters, check: {})
    }
    return state
  }

  /// Of the recurrent matrix whose Jacobian is taken: neither vanishing nor chaotic over 400 steps.
  private static let radius = 1.1
}
