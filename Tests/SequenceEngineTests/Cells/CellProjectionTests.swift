import Foundation
import SequenceEngine
import Testing

@Suite("Recurrent layers whose matrices read a projection of the state")
struct CellProjectionTests: ProjectedModels {
  // MARK: Equations

  @Test("have one more gate, of a size of its own, that every matrix reads in place of the state")
  func equations() {
    func texts(_ source: String, _ change: (inout CellVariation) -> Void = { _ in }) -> [String] {
      var variation = CellVariation()
      variation.projection = 3
      change(&variation)
      return Models.cell(source).varied(by: variation).equations.map(\.text)
    }
    let lstm = texts(BuiltInCells.lstm)
    #expect(lstm.prefix(2) == ["projection[3] = R(h)", "input = sigmoid(W(x) + U(projection) + b)"])
    #expect(lstm.suffix(2) == Models.cell(BuiltInCells.lstm).equations.map(\.text).suffix(2))
    #expect(texts(BuiltInCells.gru).last == Models.cell(BuiltInCells.gru).equations.last?.text)
    #expect(texts(BuiltInCells.lstm) { $0.recurrentDropout = 0.25 }[1].contains("U(drop(projection, 0.25))"))
    #expect(texts(BuiltInCells.rnn) { $0.normalises = true }[1].contains("norm(U(projection)) * gain_U"))
    let taken = texts("cell a(x, h) {\n projection = R(x)\n h' = tanh(projection + U(h))\n}")
    #expect(taken == ["projection_[3] = R_(h)", "projection = R(x)", "h' = tanh(projection + U(projection_))"])
  }

  @Test("mean what they say when they are read again")
  func notation() throws {
    for source in Self.cells {
      let varied = layer(source).cell
      let head = "cell again(\(([varied.input] + varied.states).joined(separator: ", "))"
      let options = varied.options.isEmpty ? "" : "; activation=tanh"
      let again = head + options + ") {\n" + varied.equations.map(\.text).joined(separator: "\n") + "\n}"
      let read = try CellDefinition(parsing: again)
      #expect(read.equations.map(\.value.text) == varied.equations.map(\.value.text))
      #expect(read.gatesOfOwnSize == varied.gatesOfOwnSize)
    }
  }

  @Test("a gate of a size of its own may stand in any cell; matrices alone read it")
  func sizes() throws {
    func count(_ source: String, _ options: [String: CellOptionValue] = [:]) throws -> Int {
      try ModelPlan(Models.description([Models.recurrent(source, 4) { $0.options = options }, dense.kind]), for: shape)
        .parameters.reduce(0) { $0 + ($1.layer == 0 ? $1.range.count : 0) }
    }
    let bottleneck = "cell a(x, h; size=2) {\n code[size] = tanh(V(h))\n h' = tanh(W(x) + U(code))\n}"
    #expect(try count(bottleneck) == 2 * 4 + 4 * 3 + 4 * 2)
    #expect(try count(bottleneck, ["size": .number(7)]) == 7 * 4 + 4 * 3 + 4 * 7)
    func reason(_ source: String) -> String { message { try count(source) } ?? "" }
    #expect(reason("cell a(x, h) {\n g[3] = V(h)\n h' = tanh(W(x) + g)\n}").contains("3 values"))
    #expect(reason("cell a(x, h) {\n g[0] = V(h)\n h' = U(g)\n}").contains("from 1 to"))
    #expect(reason("cell a(x, h) {\n g[2.5] = V(h)\n h' = U(g)\n}").contains("whole number"))
    #expect(reason("cell a(x, h) {\n g[q] = V(h)\n h' = U(g)\n}").contains("a number or an option"))
    for source in ["h'[3] = W(x)", "g[3 = V(h)\n h' = U(g)", "g[1 + 1] = V(h)\n h' = U(g)"] {
      #expect(throws: CellError.self) { try CellDefinition(parsing: "cell a(x, h) {\n \(source)\n}") }
    }
  }

  @Test("a matrix that reads what a later letter of another matrix makes sees this step's numbers")
  func order() throws {
    let source = "cell a(x, h) {\n g = U(h) + W(x)\n k = V(h)\n m = U(k)\n h' = tanh(g + m)\n}"
    try check(model(group(layer(source, to: nil))))
  }

  // MARK: Laws and twins

  private func outputs<Scalar: KernelScalar>(
    _ description: ModelDescription, _ parameters: [Double], as _: Scalar.Type = Double.self, isTraining: Bool = false
  ) throws -> (output: [Double], gradients: [Double]) {
    let network = Network<Scalar>(try ModelPlan(description, for: shape), loss: .meanSquared)
    network.load(parameters)
    network.prepare(batch, isTraining: isTraining, seed: 3, update: 1)
    network.forward()
    let output = (0..<batch.steps * batch.rows * 2).map { Double(network.output.values[$0]) }
    _ = network.score(batch.target)
    network.backward()
    return (output, network.gradients)
  }

  @Test("with the identity as R it is the plain layer", arguments: cells.indices)
  func identity(_ index: Int) throws {
    let plain = layer(Self.cells[index], to: nil)
    var full = plain
    full.definition = layer(Self.cells[index], to: 4).cell
    let tied = [
      LayerDescription(name: "a.forward", kind: .recurrent(full), group: LayerGroup(name: "a", part: .forward)),
      LayerDescription(
        name: "a", kind: .dense(units: 4, activation: .identity), reads: [.layer("a.forward")],
        group: LayerGroup(name: "a", part: .output),
        tied: "a.forward"),
    ]
    let (one, two) = (model(group(plain, "a")), model(tied))
    let state = try ModelState(one, for: shape, seed: 4)
    let (first, second) = (try ModelPlan(one, for: shape), try ModelPlan(two, for: shape))
    var weights = [Double](repeating: 0, count: second.parameterCount)
    for parameter in second.parameters {
      if let twin = first.parameters.first(where: { $0.name == parameter.name }) {
        weights.replaceSubrange(parameter.range, with: state.parameters[twin.range])
      } else {
        #expect(parameter.name == "a.weight_hr_l0" && parameter.shape == [4, 4])
        for unit in 0..<4 { weights[parameter.offset + unit * 5] = 1 }
      }
    }
    let (own, expected) = (try outputs(two, weights), try outputs(one, state.parameters))
    #expect(relativeDifference(own.output, expected.output) < 1e-12)
    for parameter in first.parameters {
      let twin = try #require(second.parameters.first { $0.name == parameter.name })
      let (a, b) = (Array(own.gradients[twin.range]), Array(expected.gradients[parameter.range]))
      #expect(relativeDifference(a, b) < 1e-10, "\(parameter.name)")
    }
  }

  @Test("an LSTM equals its naive twin: the recurrence carries P numbers, c keeps H")
  func twin() throws {
    let description = model(group(layer(BuiltInCells.lstm)))
    var state = try ModelState(description, for: shape, seed: 6)
    for place in state.parameters.indices { state.parameters[place] += 0.2 * Double(place % 7 - 3) }
    let plan = try ModelPlan(description, for: shape)
    let parts = NaiveCellParts(weights: NaiveWeights(plan: plan, values: state.parameters), units: 4)
    guard case .vectors(let values, _) = batch.input else { return #expect(Bool(false)) }
    func row(_ name: String, _ vector: [Double]) throws -> [Double] {
      let parameter = try #require(plan.parameters.first { $0.name == name })
      return (0..<parameter.shape[0]).map { row in
        vector.indices.reduce(0) { $0 + state.parameters[parameter.offset + row * vector.count + $1] * vector[$1] }
      }
    }
    let bias = try #require(plan.parameters.first { $0.name == "dense9.bias" })
    var (h, c) = ([0.0, 0.0], [0.0, 0, 0, 0])
    var expected: [Double] = []
    for t in 0..<batch.steps {
      let x = (0..<3).map { values[t * batch.rows * 3 + $0] }
      let new = parts.lstm(x, h, c)
      (h, c) = (try row("lstm1.weight_hr_l0", new[0]), new[1])
      expected += zip(try row("dense9.weight", h), state.parameters[bias.range]).map(+)
    }
    let double = try outputs(description, state.parameters)
    let own = (0..<batch.steps).flatMap { t in (0..<2).map { double.output[t * batch.rows * 2 + $0] } }
    #expect(relativeDifference(own, expected) < 1e-10)
    let float = try outputs(description, state.parameters, as: Float.self)
    #expect(relativeDifference(float.output, double.output) < 1e-5)
    #expect(relativeDifference(float.gradients, double.gradients) < 1e-4)
  }

  @Test("R is counted once, and the weights are those of PyTorch's proj_size")
  func weights() throws {
    let plan = try ModelPlan(model(group(layer(BuiltInCells.lstm), bidirectional: .concat)), for: shape)
    let shapes = Dictionary(uniqueKeysWithValues: plan.parameters.map { ($0.name, $0.shape) })
    #expect(shapes["lstm1.weight_hr_l0"] == [2, 4] && shapes["lstm1.weight_hr_l0_reverse"] == [2, 4])
    #expect(shapes["lstm1.weight_hh_l0"] == [16, 2] && shapes["lstm1.weight_ih_l0_reverse"] == [16, 3])
    #expect(plan.parameterCount == 2 * (16 * 3 + 16 * 2 + 16 + 2 * 4) + 2 * 4 + 2)
    #expect(plan.parameters.count == 2 * 4 + 2)
  }

  @Test("activations computed again and any number of threads give the same gradients")
  func replayed() throws {
    let description = model(group(layer(BuiltInCells.lstm), bidirectional: .concat))
    let state = try ModelState(description, for: shape, seed: 8)
    func gradients(_ backpropagation: Backpropagation, threads: Int) throws -> [Double] {
      let before = Parallel.threads
      defer { Parallel.threads = before }
      Parallel.threads = threads
      let network = Network<Double>(try ModelPlan(description, for: shape), loss: .meanSquared)
      network.load(state.parameters)
      _ = network.learn(batch, backpropagation, seed: 4, update: 9)
      return network.gradients
    }
    let whole = try gradients(.full, threads: 1)
    #expect(try gradients(.full, threads: 3) == whole)
    #expect(try gradients(Backpropagation(recomputes: true), threads: 2) == whole)
  }
}
