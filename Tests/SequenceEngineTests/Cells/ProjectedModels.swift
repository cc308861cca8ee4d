import SequenceEngine
import Testing

/// Layers with `projection=P` for tests, between three numbers and a dense layer's two.
protocol ProjectedModels {}

extension ProjectedModels {
  var shape: DataShape { DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep) }
  var dense: LayerDescription { LayerDescription(name: "dense9", kind: .dense(units: nil, activation: .identity)) }
  static var own: String {
    """
    cell own(x, h, m) {
      code[5] = tanh(V(h) + b)
      gate = sigmoid(W(x) + U(h) + Q(code) + M(m) + b)
      m' = gate * m + (1 - gate) * h
      h' = tanh(m' + U(h))
    }
    """
  }

  static var cells: [String] { [BuiltInCells.lstm, BuiltInCells.gru, BuiltInCells.rnn, own] }

  func layer(_ source: String, units: Int = 4, to size: Int? = 2) -> RecurrentLayer {
    var layer = RecurrentLayer(cell: Models.cell(source), units: units)
    layer.variation.projection = size
    return layer
  }

  func model(_ layers: [LayerDescription]...) -> ModelDescription {
    ModelDescription(name: "m", layers: layers.flatMap { $0 } + [dense])
  }

  func group(
    _ layer: RecurrentLayer, _ name: String = "lstm1", bidirectional: Merge? = nil, residual: Bool = false,
    dropout: Double? = nil
  ) -> [LayerDescription] {
    LayerDescription.group(name, layer, bidirectional: bidirectional, residual: residual, dropout: dropout)
  }

  var batch: Batch { Models.batch(lengths: [6, 4, 4, 1], inputs: 3, target: .vector(size: 2)) }

  func check(_ description: ModelDescription, _ placement: TargetPlacement = .perStep) throws {
    var shape = shape
    shape.placement = placement
    let state = try ModelState(description, for: shape, seed: 5)
    let batch = Models.batch(lengths: [6, 4, 4, 1], inputs: 3, target: .vector(size: 2), placement: placement)
    let result = try GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
  }
}
