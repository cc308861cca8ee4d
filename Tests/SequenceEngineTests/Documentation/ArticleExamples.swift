import Foundation
import SequenceEngine
import Testing

/// Every example of the documentation's articles, compiled and run. What stands between `// <name>` and `// </name>` is
/// what the articles show.
@Suite("The examples of the articles")
struct ArticleExamples {
  private func trained() throws -> (Dataset, ModelState, TrainingSettings) {
    // <data>
    let data = try Dataset(.generated(.adding(length: 20), count: nil), batch: BatchSettings(size: 20))
    print(data.shape.input, data.shape.target, data.baseline.summary)
    // </data>
    // <model>
    let lstm = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.lstm), units: 8)
    let model = ModelDescription(
      name: "gated",
      layers: [
        LayerDescription(name: "memory", kind: .recurrent(lstm)),
        LayerDescription(name: "answer", kind: .dense(units: nil, activation: .identity)),
      ])
    // </model>
    // <plan>
    let plan = try ModelPlan(model, for: data.shape)
    for parameter in plan.parameters { print(parameter.name, parameter.shape) }
    print(plan.parameterCount, "weights, one answer for each", data.shape.placement)
    // </plan>
    // <state>
    let state = try ModelState(model, for: data.shape, seed: 1)
    // </state>
    #expect(plan.parameterCount == state.parameters.count)
    // <settings>
    var settings = TrainingSettings()
    settings.optimizer = Optimizer(.adam, rate: 0.005)
    settings.clipping = .norm(1)
    settings.backpropagation = .full
    settings.seed = 1
    // </settings>
    return (data, state, settings)
  }

  @Test("the training loop")
  func training() throws {
    let (data, state, settings) = try trained()
    // <loop>
    let trainer = try Trainer(state, data, settings)
    while trainer.updates < 50 {
      let report = try trainer.advance()
      if report.update % 10 == 0 { print(report.update, report.loss, report.gradientNorm) }
    }
    let score = trainer.evaluate(.valid)
    print(score.loss, "against", data.baseline.summary)
    // </loop>
    #expect(score.loss.isFinite && trainer.updates == 50)
    // <resume>
    let kept = trainer.state
    for _ in 0..<5 { _ = try trainer.advance() }
    let again = try Trainer(kept, data, settings)
    for _ in 0..<5 { _ = try again.advance() }
    print(again.parameters == trainer.parameters)  // true: bit for bit
    // </resume>
    #expect(again.parameters == trainer.parameters)
    // <answers>
    let predictor = try Predictor(trainer.state, for: data.shape, loss: settings.loss(for: data.shape))
    let example = try data.example(.test, 0)
    print(try predictor.outputs([example.input])[0].last ?? [])
    // </answers>
  }

  @Test("recorded passes and gradients")
  func recording() throws {
    let (data, state, _) = try trained()
    // <pass>
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
    let layer = pass.layers[0]
    print(layer.stateNames, layer.gates.map(\.name))
    print(layer.states[0].at(1), layer.stateGradients[0].norm(at: 1))
    // </pass>
    #expect(layer.stateNames == ["h", "c"] && layer.steps == 20)
    // <horizon>
    let horizon = pass.horizon(layer: 0)
    print(horizon.halfLife ?? .nan, horizon.heardSteps, pass.saturation(layer: 0))
    let jacobian = pass.jacobian(layer: 0, from: 1, to: 20, check: {})  // [H · H]
    print(jacobian.count)
    // </horizon>
    #expect(jacobian.count == 64)
    // <ledger>
    let ledger = try pass.ledger(layer: 0)
    print(ledger.norm(1, 20))  // of what the loss at step 20 sends to step 1
    // </ledger>
    #expect(ledger.norm(1, 20) > 0)
    // <held>
    let hold = StateOverride(layer: "memory", target: .gate("forget"), timeStep: nil, unit: nil, value: 1)
    let held = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0),
      overrides: [hold])
    print(held.horizon(layer: 0).heardSteps, "steps with every forget gate open")
    // </held>
    #expect(held.layers[0].gates.first { $0.name == "forget" }?.values.values.allSatisfy { $0 == 1 } == true)
    // <check>
    let check = try GradientCheck(
      state, data.trainingBatch(0), shape: data.shape, loss: .meanSquared, seed: 1)
    print(check.passed, check.worst)
    // </check>
    #expect(check.passed)
  }

  @Test("cells of one's own")
  func cells() throws {
    let (data, _, settings) = try trained()
    // <cell>
    let cell = try CellDefinition(
      parsing: """
        cell leaky(x, h; keep=0.9) {
          candidate = tanh(W(x) + U(h) + b)
          h'        = keep * h + (1 - keep) * candidate
        }
        """)
    var layer = RecurrentLayer(cell: cell, units: 8)
    layer.options = ["keep": .number(0.8)]
    let model = ModelDescription(
      name: "leaky",
      layers: [
        LayerDescription(name: "leaky1", kind: .recurrent(layer)),
        LayerDescription(name: "answer", kind: .dense(units: nil, activation: .identity)),
      ])
    let state = try ModelState(model, for: data.shape, seed: 1)
    // </cell>
    // <trusted>
    let check = try GradientCheck(state, data.trainingBatch(0), shape: data.shape, loss: .meanSquared, seed: 1)
    let trainer = try Trainer(state, data, settings)
    let report = try trainer.advance()
    print(check.passed, cell.gates, report.loss)
    // </trusted>
    #expect(check.passed && cell.gates == ["candidate"] && report.loss.isFinite)
    // <wrong>
    do {
      _ = try CellDefinition(parsing: "cell odd(x, h) { h' = tanh(W(x) + U(y)) }")
    } catch {
      print(error.message, "at byte", error.offset)
    }
    // </wrong>
  }

  @Test("formats")
  func formats() throws {
    let (data, state, settings) = try trained()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // <checkpoint>
    let checkpoint = Checkpoint(state: state, shape: data.shape, settings, batch: data.batch)
    try checkpoint.save(to: folder + "/gated.safetensors")
    switch try Checkpoint.load(folder + "/gated.safetensors") {
    case .checkpoint(let loaded): print(loaded.state == state)  // true
    case .weights(let file): print(file.tensors.map(\.name))
    }
    // </checkpoint>
    guard case .checkpoint(let loaded) = try Checkpoint.load(folder + "/gated.safetensors") else {
      Issue.record("no model of ours")
      return
    }
    #expect(loaded.state == state)
    // <weights>
    let archive = try NumpyArchive.encoded(checkpoint.weights())
    try AtomicFile.write(archive, to: folder + "/gated.npz")
    let file = try WeightFile.read(folder + "/gated.npz")
    let weights = try Checkpoint.weights(
      of: file, for: ModelPlan(state.description, for: data.shape), path: "gated.npz")
    print(weights == state.parameters)
    // </weights>
    #expect(weights == state.parameters)
    // <onnx>
    let onnx = try ONNXExport(state, for: data.shape, loss: .meanSquared, example: data.example(.test, 0).input)
    try AtomicFile.write(onnx.bytes, to: folder + "/gated.onnx")
    print(onnx.operators, onnx.difference)
    // </onnx>
    #expect(onnx.difference < 1e-6)
    // <events>
    let curve = TensorBoardEvents.Scalar("train/loss", [(step: 1, value: 0.3), (step: 2, value: 0.2)])
    try AtomicFile.write(
      TensorBoardEvents([curve], wallTime: 0).encoded(), to: folder + "/events.out.tfevents.0")
    // </events>
    #expect(FileManager.default.fileExists(atPath: folder + "/events.out.tfevents.0"))
    // <files>
    do {
      _ = try Dataset(.csv(path: folder + "/missing.csv", SeriesOptions(window: 12)))
    } catch let error as DataError {
      print(error.place, error.expected, error.found, error.advice)
    }
    // </files>
  }
}
