import Foundation
import SequenceEngine
import Testing

@Suite("What options make of a cell's equations")
struct CellVariationTests {
  private let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)
  private let dense = LayerKind.dense(units: nil, activation: .identity)
  private let units = 4
  private let inputs = 3

  static func variation(dropout: Double = 0, zoneout: Double = 0, norm: Bool = false) -> CellVariation {
    var variation = CellVariation()
    (variation.recurrentDropout, variation.zoneout, variation.normalises) = (dropout, zoneout, norm)
    return variation
  }

  static let variations = [
    variation(dropout: 0.4), variation(zoneout: 0.3), variation(norm: true),
    variation(dropout: 0.3, zoneout: 0.2, norm: true),
  ]

  private func model(_ source: String, _ variation: CellVariation, _ change: (inout RecurrentLayer) -> Void = { _ in })
    -> ModelDescription
  {
    Models.description([
      Models.recurrent(source, units) {
        $0.variation = variation
        change(&$0)
      }, dense,
    ])
  }

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

  private var batch: Batch { Models.batch(lengths: [6, 4, 4, 1], inputs: 3, target: .vector(size: 2)) }

  // MARK: Naive twins

  /// A network's states after each step of the first row, and the same computed number by number.
  private func twin(
    _ variation: CellVariation, isTraining: Bool,
    step: (NaiveCellParts, [Double], [[Double]], Int) -> [[Double]]
  ) throws -> Double {
    var state = try ModelState(model(BuiltInCells.lstm, variation), for: shape, seed: 6)
    for place in state.parameters.indices { state.parameters[place] += 0.2 * Double(place % 7 - 3) }
    let plan = try ModelPlan(state.description, for: shape)
    let network = Network<Double>(plan, loss: .meanSquared)
    network.load(state.parameters)
    network.prepare(batch, isTraining: isTraining, seed: 11, update: 5)
    network.forward()
    guard let runner = network.recurrent(0), case .vectors(let values, _) = batch.input else { return .infinity }
    let parts = NaiveCellParts(weights: NaiveWeights(plan: plan, values: state.parameters), units: units)
    var worst = 0.0
    var states = [[Double]](repeating: Array(repeating: 0, count: units), count: 2)
    for t in 0..<batch.steps {
      let x = (0..<inputs).map { values[t * batch.rows * inputs + $0] }
      states = step(parts, x, states, t)
      let own = (0..<units).map { runner.output.values[t * batch.rows * units + $0] }
      worst = max(worst, relativeDifference(own, states[0]))
    }
    return worst
  }

  private func draw(_ mask: Int, _ unit: Int, t: Int? = nil) -> Double {
    var random = CounterRandom(seed: 11, stream: .recurrentDropout).keyed(5).keyed(0).keyed(batch.identities[0])
      .keyed(mask)
    if let t { random = random.keyed(t) }
    return random.uniform(unit)
  }

  @Test("layernorm equals its naive twin")
  func normalised() throws {
    let difference = try twin(Self.variation(norm: true), isTraining: true) { parts, x, s, _ in
      func net(_ gate: String) -> [Double] {
        let (w, u) = (parts.normalised("weight_ih_l0", x, gate), parts.normalised("weight_hh_l0", s[0], gate))
        let gains = (parts.weights.vector("gain_W_l0", gate), parts.weights.vector("gain_U_l0", gate))
        let b = parts.weights.vector("bias_ih_l0", gate)
        return parts.each { w[$0] * gains.0[$0] + u[$0] * gains.1[$0] + b[$0] }
      }
      return parts.lstm(net("input"), net("forget"), net("candidate"), net("output"), s[1])
    }
    #expect(difference < 1e-10)
  }

  @Test("recurrent dropout equals its naive twin: one mask for all gates and all time steps")
  func dropped() throws {
    let difference = try twin(Self.variation(dropout: 0.4), isTraining: true) { parts, x, s, _ in
      let h = parts.each { s[0][$0] * (draw(0, $0) < 0.4 ? 0 : 1 / 0.6) }
      return parts.lstm(x, h, s[1])
    }
    #expect(difference < 1e-10)
  }

  @Test("zoneout equals its naive twin, while training and at rest", arguments: [true, false])
  func zoned(_ isTraining: Bool) throws {
    let p = 0.3
    let difference = try twin(Self.variation(zoneout: p), isTraining: isTraining) { parts, x, s, t in
      let new = parts.lstm(x, s[0], s[1])
      func kept(_ mask: Int, _ unit: Int) -> Double { isTraining ? (draw(mask, unit, t: t) < p ? 1 : 0) : p }
      let c = parts.each { kept(0, $0) * s[1][$0] + (1 - kept(0, $0)) * new[1][$0] }
      return [parts.each { kept(1, $0) * s[0][$0] + (1 - kept(1, $0)) * new[0][$0] }, c]
    }
    #expect(difference < 1e-10)
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

  // MARK: Laws

  private func outputs(_ model: ModelDescription, isTraining: Bool = false, _ scale: (Parameter) -> Double = { _ in 1 })
    throws -> [Double]
  {
    let state = try ModelState(model, for: shape, seed: 8)
    let plan = try ModelPlan(model, for: shape)
    var values = state.parameters
    for parameter in plan.parameters { for place in parameter.range { values[place] *= scale(parameter) } }
    let network = Network<Double>(plan, loss: .meanSquared)
    network.load(values)
    network.prepare(batch, isTraining: isTraining, seed: 3, update: 1)
    network.forward()
    return (0..<batch.steps * batch.rows * 2).map { network.output.values[$0] }
  }

  @Test("recurrent dropout is off outside training")
  func still() throws {
    let (plain, own) = (model(BuiltInCells.gru, .none), model(BuiltInCells.gru, Self.variation(dropout: 0.6)))
    #expect(try outputs(own) == outputs(plain))
    #expect(try outputs(own, isTraining: true) != outputs(plain, isTraining: true))
  }

  @Test("what is normalised does not hear how large a matrix is")
  func scale() throws {
    for source in [BuiltInCells.lstm, BuiltInCells.gru] {
      let model = model(source, Self.variation(norm: true))
      let (own, scaled) = (
        try outputs(model) { _ in 1 }, try outputs(model) { $0.letter == "W" || $0.letter == "U" ? 500 : 1 }
      )
      let large = try outputs(model) { $0.letter == "W" || $0.letter == "U" ? 5000 : 1 }
      #expect(relativeDifference(scaled, large) < 1e-5 && relativeDifference(own, large) < 0.1)
    }
  }

  @Test("a state that is zoned out all the time stays where it began")
  func frozen() throws {
    let stays = try outputs(model(BuiltInCells.lstm, Self.variation(zoneout: 1 - 1e-12)), isTraining: true)
    let bias = stays.prefix(2)
    #expect(
      stride(from: 0, to: batch.steps * batch.rows, by: batch.rows).allSatisfy { stays[$0 * 2..<$0 * 2 + 2] == bias })
  }

  @Test("what is drawn is the same when activations are computed again, and for any number of threads")
  func replayed() throws {
    let state = try ModelState(model(BuiltInCells.lstm, Self.variations[3]), for: shape, seed: 8)
    func gradients(_ backpropagation: Backpropagation, threads: Int) throws -> [Double] {
      let before = Parallel.threads
      defer { Parallel.threads = before }
      Parallel.threads = threads
      let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
      network.load(state.parameters)
      _ = network.learn(batch, backpropagation, seed: 4, update: 9)
      return network.gradients
    }
    let whole = try gradients(.full, threads: 1)
    #expect(try gradients(.full, threads: 3) == whole)
    #expect(try gradients(Backpropagation(recomputes: true), threads: 2) == whole)
  }

  @Test("dropout of whole sequences leaves the same numbers out at all their steps")
  func sequences() throws {
    func factors(_ span: DropoutSpan) throws -> [[Double]] {
      let shape = DataShape(input: .vector(size: 3), target: .vector(size: 3), placement: .perStep)
      let plan = try ModelPlan(Models.description([.dropout(rate: 0.5, each: span), dense]), for: shape)
      let network = Network<Double>(plan, loss: .meanSquared)
      network.load([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
      let batch = Models.batch(lengths: [40, 40], inputs: 3, target: .vector(size: 3))
      network.prepare(batch, isTraining: true, seed: 2, update: 7)
      network.forward()
      guard case .vectors(let values, _) = batch.input else { return [] }
      return (0..<6).map { own in (0..<40).map { network.output.values[$0 * 6 + own] / values[$0 * 6 + own] } }
    }
    let (whole, steps) = (try factors(.sequence), try factors(.step))
    #expect(whole.allSatisfy { own in own.allSatisfy { abs($0 - own[0]) < 1e-12 } })
    #expect(Set(whole.map { $0[0].rounded() }) == [0, 2])
    #expect(steps.allSatisfy { Set($0.map { $0.rounded() }) == [0, 2] })
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

/// Pieces of cells, number by number.
struct NaiveCellParts {
  let weights: NaiveWeights
  let units: Int

  func each(_ body: (Int) -> Double) -> [Double] { (0..<units).map(body) }

  func normalised(_ matrix: String, _ v: [Double], _ gate: String) -> [Double] {
    let product = weights.times(v, matrix, gate)
    let mean = product.reduce(0, +) / Double(product.count)
    let variance = product.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(product.count)
    return product.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
  }

  /// h and c after a step, from what goes into the gates.
  func lstm(_ i: [Double], _ f: [Double], _ g: [Double], _ o: [Double], _ c: [Double]) -> [[Double]] {
    func sigma(_ v: Double) -> Double { 1 / (1 + exp(-v)) }
    let new = each { sigma(f[$0]) * c[$0] + sigma(i[$0]) * tanh(g[$0]) }
    return [each { sigma(o[$0]) * tanh(new[$0]) }, new]
  }

  func lstm(_ x: [Double], _ h: [Double], _ c: [Double]) -> [[Double]] {
    func net(_ gate: String) -> [Double] {
      let (w, u) = (weights.times(x, "weight_ih_l0", gate), weights.times(h, "weight_hh_l0", gate))
      let b = weights.vector("bias_ih_l0", gate)
      return each { w[$0] + u[$0] + b[$0] }
    }
    return lstm(net("input"), net("forget"), net("candidate"), net("output"), c)
  }
}
