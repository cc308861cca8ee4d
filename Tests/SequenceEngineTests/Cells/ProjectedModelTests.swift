import Foundation
import SequenceEngine
import Testing

@Suite("Projected layers in whole models")
struct ProjectedModelTests: ProjectedModels {
  // MARK: Gradients

  @Test("gradients agree with differences, alone, in stacks and in both directions", arguments: cells.indices)
  func gradients(_ index: Int) throws {
    let layer = layer(Self.cells[index])
    try check(model(group(layer)))
    try check(model(group(layer)), .perSequence)
    try check(model(group(layer, "a"), group(self.layer(Self.cells[index], to: 3), "b")))
    try check(model(group(layer, bidirectional: .sum, dropout: 0.3)), .perSequence)
    try check(model(group(self.layer(Self.cells[index], to: 3), bidirectional: .mean, residual: true)))
  }

  @Test("and with everything else that a layer may be told")
  func combined() throws {
    var all = layer(BuiltInCells.lstm)
    (all.variation.recurrentDropout, all.variation.zoneout, all.variation.normalises) = (0.3, 0.2, true)
    all.start = .learned
    try check(model(group(all, dropout: 0.2)))
    var windowed = layer(BuiltInCells.gru)
    windowed.window = 3
    try check(model(group(windowed)))
    var reversed = layer(BuiltInCells.rnn)
    reversed.isReversed = true
    try check(model(group(reversed)), .perSequence)
  }

  @Test(
    "the spectral radius is that of U R, and is set by scaling U", arguments: [BuiltInCells.lstm, BuiltInCells.rnn])
  func radius(_ cell: String) throws {
    var state = try ModelState(model(group(layer(cell))), for: shape, seed: 5)
    let plan = try ModelPlan(state.description, for: shape)
    let layer = try #require(plan.recurrentLayers.first)
    let r = try #require(plan.parameters.first { $0.name.hasSuffix("weight_hr_l0") })
    let matrices = plan.recurrentMatrices(of: layer)
    #expect(matrices.count == (cell == BuiltInCells.lstm ? 4 : 1))
    for matrix in matrices {
      var product = [Double](repeating: 0, count: 16)
      for i in 0..<4 {
        for j in 0..<4 {
          for k in 0..<2 {
            product[i * 4 + j] +=
              state.parameters[matrix.range.lowerBound + i * 2 + k] * state.parameters[r.offset + k * 4 + j]
          }
        }
      }
      let whole = Eigenvalues.spectralRadius(product, size: 4, check: {})
      let own = Eigenvalues.spectralRadius(matrix.values(in: state.parameters), size: matrix.size, check: {})
      #expect(abs(own - whole) < 1e-10 * whole && whole > 0)
    }
    try plan.setSpectralRadius(0.9, layer: layer, in: &state.parameters, check: {})
    for matrix in matrices {
      let own = Eigenvalues.spectralRadius(matrix.values(in: state.parameters), size: matrix.size, check: {})
      #expect(abs(own - 0.9) < 1e-6)
    }
  }

  @Test("every built-in cell has right gradients or is refused with the reason", arguments: Models.cells.indices)
  func builtIn(_ index: Int) throws {
    let cell = Models.cells[index]
    var own = layer(cell.source)
    own.options = cell.options
    let description = model(group(own))
    guard let reason = message({ try ModelPlan(description, for: shape) }) else { return try check(description) }
    #expect(
      reason.contains("leave projection out") || reason.contains("no matrix of the cell"), "\(cell.name): \(reason)")
  }

  @Test("an encoder's states are its decoder's first ones, with attention and without", arguments: [true, false])
  func decoder(_ looks: Bool) throws {
    func side(_ name: String, _ side: LayerSide) -> [LayerDescription] {
      LayerDescription.group(
        name, layer(BuiltInCells.lstm), bidirectional: nil, residual: false, side: side)
    }
    func embedding(_ name: String, _ side: LayerSide) -> LayerDescription {
      LayerDescription(name: name, kind: .embedding(size: 3), side: side)
    }
    var layers = [embedding("embedding1", .encoder)] + side("lstm2", .encoder)
    layers += [embedding("embedding3", .decoder)] + side("lstm4", .decoder)
    if looks { layers.append(LayerDescription(name: "attention5", kind: .attention(Attention(.dot)), side: .decoder)) }
    layers.append(LayerDescription(name: "dense9", kind: dense.kind, side: .decoder))
    let state = try ModelState(ModelDescription(name: "pairs", layers: layers), for: PairModels.shape, seed: 3)
    let result = try GradientCheck(state, PairModels.batch, shape: PairModels.shape, loss: .crossEntropy, seed: 1)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
  }

  // MARK: Carried, kept, refused

  @Test("a state that is carried on makes one long sequence of its pieces")
  func carried() throws {
    let description = model(group(layer(BuiltInCells.lstm)))
    let plan = try ModelPlan(description, for: shape)
    let state = try ModelState(description, for: shape, seed: 2)
    func run(_ examples: [Example], from states: [[[Double]]]?) -> (output: [Double], states: [[[Double]]]) {
      let network = Network<Double>(plan, loss: .meanSquared)
      network.load(state.parameters)
      network.prepare(Batch(examples, identities: [0], placement: .perStep), isTraining: false)
      if let states { network.setInitialStates(states) }
      network.forward()
      return ((0..<examples[0].steps * 2).map { network.output.values[$0] }, network.finalStates())
    }
    func example(_ steps: Range<Int>) -> Example {
      let random = CounterRandom(seed: 9, stream: .data)
      return Example(
        input: .vectors(steps.flatMap { t in (0..<3).map { random.normal(t * 3 + $0) } }, size: 3),
        target: .vectors(Array(repeating: 0, count: steps.count * 2), size: 2), steps: steps.count)
    }
    let whole = run([example(0..<8)], from: nil)
    let first = run([example(0..<5)], from: nil)
    #expect(first.states[0].map(\.count) == [4, 4])
    #expect(relativeDifference(first.output + run([example(5..<8)], from: first.states).output, whole.output) < 1e-13)
  }

  @Test("is saved under PyTorch's names and read as it was")
  func saved() throws {
    let folder = try TemporaryFolder()
    let description = model(group(layer(BuiltInCells.lstm), bidirectional: .concat, dropout: 0.2))
    let state = try ModelState(description, for: shape, seed: 1)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: state, shape: shape, TrainingSettings()).save(to: path)
    let names = try SafetensorsFile(path: path).tensors.filter { $0.name.contains("weight_hr") }
    #expect(
      Dictionary(uniqueKeysWithValues: names.map { ($0.name, $0.shape) })
        == ["lstm1.weight_hr_l0": [2, 4], "lstm1.weight_hr_l0_reverse": [2, 4]])
    guard case .checkpoint(let read) = try Checkpoint.load(path) else { return #expect(Bool(false)) }
    #expect(read.state.description == description && read.state.parameters == state.parameters)
    let old = #"{"recurrentDropout":0,"zoneout":0.1,"normalises":false}"#
    #expect(try JSONDecoder().decode(CellVariation.self, from: Data(old.utf8)).projection == nil)
  }

  @Test("what cannot be is refused with the reason")
  func refusals() {
    func reason(_ source: String, to size: Int = 2, _ change: (inout RecurrentLayer) -> Void = { _ in }) -> String {
      var own = layer(source, to: size)
      change(&own)
      return message { try ModelPlan(model(group(own)), for: shape) } ?? ""
    }
    for size in [-1, 0, 4, 5] { #expect(reason(BuiltInCells.lstm, to: size).contains("down to fewer"), "\(size)") }
    #expect(reason(BuiltInCells.lstm, to: 1) == "" && reason(BuiltInCells.lstm, to: 3) == "")
    #expect(reason(BuiltInCells.rnn) { $0.feedback = true }.contains("none to project"))
    #expect(reason(BuiltInCells.indrnn).contains("no matrix of the cell 'indrnn' reads its state h"))
    #expect(reason(BuiltInCells.gruResetBefore).contains("reads reset * h"))
    var stray = model(group(layer(BuiltInCells.lstm)))
    stray.layers[1].tied = "dense9"
    #expect(message { try ModelPlan(stray, for: shape) }?.contains("no embedding before it") == true)
    var plain = model(group(layer(BuiltInCells.lstm, to: nil), bidirectional: .concat))
    plain.layers[3] = LayerDescription(name: "dense9", kind: dense.kind, tied: "lstm1.reverse")
    #expect(message { try ModelPlan(plain, for: shape) }?.contains("shares the projection") == true)
  }
}
