import SequenceEngine
import Testing

/// Every generated task trains with a small model that fits it.
@Suite struct TaskTrainingTests {
  private func model(for shape: DataShape) throws -> ModelDescription {
    let cell = try CellDefinition(parsing: BuiltInCells.gru)
    let ending = LayerKind.dense(units: nil, activation: .identity)
    var layers = [LayerDescription(name: "gru1", kind: .recurrent(RecurrentLayer(cell: cell, units: 6)))]
    if shape.decoderInput != nil {
      layers += [
        LayerDescription(name: "embedding2", kind: .embedding(size: 4), side: .decoder),
        LayerDescription(
          name: "gru3", kind: .recurrent(RecurrentLayer(cell: cell, units: 6)), side: .decoder),
        LayerDescription(name: "dense4", kind: ending, side: .decoder),
      ]
    } else {
      layers.append(LayerDescription(name: "dense2", kind: ending))
    }
    return ModelDescription(name: "small", layers: layers)
  }

  @Test(arguments: GeneratedTask.table.map(\.name), Precision.allCases)
  func trainsTenUpdates(name: String, precision: Precision) throws {
    let data = try Dataset(
      .generated(.short(name), count: nil, heldOut: 8), batch: BatchSettings(size: 4))
    var settings = TrainingSettings()
    settings.precision = precision
    let state = try ModelState(try model(for: data.shape), for: data.shape, seed: 1)
    let trainer = try Trainer(state, data, settings)
    for _ in 0..<10 {
      let report = try trainer.advance()
      #expect(report.loss.isFinite && report.gradientNorm > 0)
      #expect((report.solved != nil) == (data.criterion != nil))
    }
    #expect(trainer.parameters != state.parameters)
    let score = trainer.evaluate(.test)
    #expect(score.loss.isFinite && (score.solved != nil) == (data.criterion != nil))
    #expect(data.baseline.loss.isFinite && data.baseline.loss >= data.floor?.loss ?? 0)
  }
}
