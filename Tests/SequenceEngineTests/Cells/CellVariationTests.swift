import Foundation
import SequenceEngine
import Testing

@Suite("What options make of a cell's equations")
struct CellVariationTests: VariedModels {
  // MARK: Equations

  @Test("are written in the notation that cells are read in")
  func equations() throws {
    func texts(_ source: String, _ variation: CellVariation) -> [String] {
      Models.cell(source).varied(by: variation).equations.map(\.text)
    }
    #expect(
      texts(BuiltInCells.rnn, Self.variation(dropout: 0.25, norm: true)) == [
        "h' = activation(norm(W(x)) * gain_W + norm(U(drop(h, 0.25))) * gain_U + b)"
      ])
    #expect(
      texts(BuiltInCells.lstm, Self.variation(zoneout: 0.1)).suffix(3) == [
        "new_c = forget * c + input * candidate", "c' = zone(c, new_c, 0.1)",
        "h' = zone(h, output * tanh(new_c), 0.1)",
      ])
    #expect(
      texts(BuiltInCells.gruResetBefore, Self.variation(dropout: 0.5))[2]
        == "n = tanh(W(x) + U(reset * drop(h, 0.5)) + b)")
    let gru = Models.cell(BuiltInCells.gru)
    #expect(gru.varied(by: .none) == gru)
    #expect(texts(BuiltInCells.gru, Self.variation(dropout: 0.5))[3] == gru.equations[3].text)
  }

  @Test("mean what they say when they are read again", arguments: Models.cells.indices)
  func notation(_ index: Int) throws {
    let cell = Models.cell(Models.cells[index].source)
    for variation in Self.variations {
      let varied = cell.varied(by: variation)
      let head = "cell again(\(([varied.input] + varied.states).joined(separator: ", "))"
      let options = varied.options.map { option in
        switch option.value {
        case .number(let number): "\(option.name)=\(number)"
        case .function(let name): "\(option.name)=\(name)"
        }
      }
      let shared = varied.sharedMatrices.isEmpty ? "" : "share \(varied.sharedMatrices.joined(separator: ", "))\n"
      let end = options.isEmpty ? ") {\n" : "; " + options.joined(separator: ", ") + ") {\n"
      let lines = varied.equations.map { equation -> String in
        let name = equation.isState ? equation.name + "'" : equation.name
        return name + " = " + equation.value.text
      }
      let source = head + end + shared + lines.joined(separator: "\n") + "\n}"
      let again = try CellDefinition(parsing: source)
      #expect(again.equations.map(\.value.text) == varied.equations.map(\.value.text))
      func output(_ cell: CellDefinition) throws -> [Double] {
        let layer = Models.recurrent(source, units) {
          ($0.definition, $0.options, $0.forgetBias) = (cell, Models.cells[index].options, nil)
        }
        let plan = try ModelPlan(Models.description([layer, dense]), for: shape)
        let network = Network<Double>(plan, loss: .meanSquared)
        let weights = (0..<plan.parameterCount).map { (place: Int) -> Double in Double(place * 37 % 11 - 5) * 0.08 }
        network.load(weights)
        network.prepare(batch, isTraining: false)
        network.forward()
        return (0..<batch.steps * batch.rows * 2).map { network.output.values[$0] }
      }
      #expect(try output(again) == output(varied))
    }
  }

  // MARK: Gradients

  private func check(_ model: ModelDescription, _ placement: TargetPlacement = .perStep) throws -> GradientCheck {
    var shape = shape
    shape.placement = placement
    let state = try ModelState(model, for: shape, seed: 5)
    let batch = Models.batch(lengths: [6, 4, 4, 1], inputs: 3, target: .vector(size: 2), placement: placement)
    return try GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1)
  }

  @Test("gradients agree with differences in every cell", arguments: Models.cells.indices, 0..<3)
  func gradients(_ index: Int, _ number: Int) throws {
    let cell = Models.cells[index]
    let model = model(cell.source, Self.variations[number]) { $0.options = cell.options }
    guard (try? ModelPlan(model, for: shape)) != nil else { return }
    let result = try check(model)
    #expect(result.passed, "\(cell.name): \(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("and in stacks, both directions, windows and behind dropout of whole sequences")
  func combined() throws {
    let all = Self.variations[3]
    func layer(_ source: String, _ change: (inout RecurrentLayer) -> Void = { _ in }) -> RecurrentLayer {
      var layer = RecurrentLayer(cell: Models.cell(source), units: 4)
      layer.variation = all
      change(&layer)
      return layer
    }
    var both = ModelDescription(
      name: "m",
      layers: LayerDescription.group(
        "gru1", layer(BuiltInCells.gru), bidirectional: .sum, residual: false, dropout: 0.3)
        + LayerDescription.group("lstm2", layer(BuiltInCells.lstm), bidirectional: nil, residual: true, dropout: 0.5))
    both.layers.append(LayerDescription(name: "dense3", kind: dense))
    #expect(both.groups == [0..<4, 4..<7, 7..<8])
    let windowed = Models.description([.recurrent(layer(BuiltInCells.lstm) { $0.window = 3 }), dense])
    for model in [both, windowed] {
      for placement in [TargetPlacement.perStep, .perSequence] {
        guard
          (try? ModelPlan(model, for: DataShape(input: shape.input, target: shape.target, placement: placement))) != nil
        else { continue }
        let result = try check(model, placement)
        #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
      }
    }
  }

  @Test("is saved with the model, and a layer of before has none")
  func saved() throws {
    let folder = try TemporaryFolder()
    let description = ModelDescription(
      name: "m",
      layers: LayerDescription.group(
        "lstm1", Self.layer(Self.variations[3]), bidirectional: .concat, residual: false, dropout: 0.2)
        + [LayerDescription(name: "dense2", kind: dense)])
    let state = try ModelState(description, for: shape, seed: 1)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: state, shape: shape, TrainingSettings()).save(to: path)
    guard case .checkpoint(let read) = try Checkpoint.load(path) else { return #expect(Bool(false)) }
    #expect(read.state.description == description && read.state.parameters == state.parameters)
    let old =
      #"{"cell":"cell a(x, h) {\n h' = tanh(U(h))\n}","units":2,"options":{},"bias":"one","feedback":false,"isReversed":false}"#
    #expect(try JSONDecoder().decode(RecurrentLayer.self, from: Data(old.utf8)).variation == .none)
    let dropout = #"{"dropout":{"rate":0.5}}"#
    #expect(try JSONDecoder().decode(LayerKind.self, from: Data(dropout.utf8)) == .dropout(rate: 0.5))
  }

  private static func layer(_ variation: CellVariation) -> RecurrentLayer {
    var layer = RecurrentLayer(cell: Models.cell(BuiltInCells.lstm), units: 4)
    layer.variation = variation
    return layer
  }

  @Test("what cannot be is refused with the reason")
  func refusals() throws {
    func reason(_ source: String, _ variation: CellVariation, _ change: (inout RecurrentLayer) -> Void = { _ in })
      -> String
    {
      message { try ModelPlan(model(source, variation, change), for: shape) } ?? ""
    }
    #expect(reason(BuiltInCells.indrnn, Self.variation(dropout: 0.2)).contains("no matrix of the cell 'indrnn'"))
    #expect(reason(BuiltInCells.rnn, Self.variation(dropout: 0.2)) { $0.feedback = true }.contains("no state to drop"))
    #expect(reason(BuiltInCells.rnn, Self.variation(norm: true)) { $0.units = 1 }.contains("a single unit"))
    #expect(reason(BuiltInCells.rnn, Self.variation(zoneout: 1)).contains("from 0 to below 1"))
    #expect(reason(BuiltInCells.rnn, Self.variation(dropout: -0.1)).contains("from 0 to below 1"))
    let own = "cell a(x, h; p=2) {\n h' = zone(h, tanh(W(x)), p)\n}"
    #expect(reason(own, .none).contains("a number from 0 to below 1"))
    #expect(
      message { try CellDefinition(parsing: "cell a(x, h) {\n h' = zone(h, W(x))\n}") }
        == "zone() takes three arguments")
  }
}
