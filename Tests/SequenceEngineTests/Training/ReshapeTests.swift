import SequenceEngine
import Testing

@Suite("flatten, repeat and time_reverse: gradients, twins and laws")
struct ReshapeTests {
  private static let dense = LayerKind.dense(units: nil, activation: .identity)
  private static let lengths = [6, 4, 3, 1]

  private static func gru(_ change: (inout RecurrentLayer) -> Void = { _ in }) -> LayerKind {
    Models.recurrent(BuiltInCells.gru, 4, change)
  }

  private static func shape(_ placement: TargetPlacement, steps: Int? = nil) -> DataShape {
    DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: placement, steps: steps)
  }

  static let models: [(name: String, kinds: [LayerKind], placement: TargetPlacement)] = [
    ("flatten 4 behind a gru", [gru(), .flatten(steps: 4), dense], .perSequence),
    ("flatten 9 of the input", [.flatten(steps: 9), .dense(units: 5, activation: .tanh), dense], .perSequence),
    ("repeat", [gru { $0.returns = .last }, .repeated(steps: nil), gru(), dense], .perStep),
    ("flatten, dense, repeat", [.flatten(steps: 3), dense, .repeated(steps: nil), gru(), dense], .perStep),
    ("time_reverse", [gru(), .timeReverse, gru(), dense], .perStep),
    ("time_reverse to one vector", [gru(), .timeReverse, gru(), dense], .perSequence),
  ]

  private func run<Scalar: KernelScalar>(
    _ kinds: [LayerKind], _ batch: Batch, _ shape: DataShape, as type: Scalar.Type = Double.self,
    parameters: [Double]? = nil
  ) throws -> (output: [Double], gradients: [Double], parameters: [Double]) {
    let state = try ModelState(Models.description(kinds), for: shape, seed: 5)
    let network = Network<Scalar>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
    network.load(parameters ?? state.parameters)
    network.prepare(batch, isTraining: false)
    network.forward()
    let count = network.outputFrame.steps * network.outputFrame.rows * network.output.width
    let output = (0..<count).map { Double(network.output.values[$0]) }
    _ = network.score(batch.target)
    network.backward()
    return (output, network.gradients, state.parameters)
  }

  private func batch(_ placement: TargetPlacement, lengths: [Int] = lengths) -> Batch {
    Models.batch(lengths: lengths, inputs: 3, target: .vector(size: 2), placement: placement)
  }

  @Test("backpropagation equals central differences, ragged batch", arguments: models.indices)
  func gradients(_ index: Int) throws {
    let (name, kinds, placement) = Self.models[index]
    let shape = Self.shape(placement)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 5)
    let result = try GradientCheck(state, batch(placement), shape: shape, loss: .meanSquared, seed: 1)
    #expect(result.passed, "\(name): \(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("float follows double", arguments: models.indices)
  func precisions(_ index: Int) throws {
    let (name, kinds, placement) = Self.models[index]
    let (one, other) = (
      try run(kinds, batch(placement), Self.shape(placement)),
      try run(kinds, batch(placement), Self.shape(placement), as: Float.self)
    )
    #expect(relativeDifference(other.output, one.output) < 1e-5, "\(name)")
    #expect(relativeDifference(other.gradients, one.gradients) < 1e-5, "\(name)")
  }

  @Test("flatten and dense are a matrix product with the last steps of each sequence, zeros in front")
  func flattened() throws {
    for steps in [2, 6, 8] {
      let own = batch(.perSequence)
      let result = try run([.flatten(steps: steps), Self.dense], own, Self.shape(.perSequence))
      guard case .vectors(let x, _) = own.input else { return }
      var twin: [Double] = []
      for (row, length) in Self.lengths.enumerated() {
        for unit in 0..<2 {
          var sum = result.parameters[2 * steps * 3 + unit]
          for place in 0..<steps where length - steps + place >= 0 {
            for i in 0..<3 {
              let weight = result.parameters[unit * steps * 3 + place * 3 + i]
              sum += weight * x[((length - steps + place) * 4 + row) * 3 + i]
            }
          }
          twin.append(sum)
        }
      }
      #expect(relativeDifference(result.output, twin) < 1e-12)
    }
  }

  @Test("data of one length need no number of steps, and give the same bits as with it")
  func fixedLength() throws {
    let own = batch(.perSequence, lengths: [5, 5, 5])
    let one = try run([.flatten(steps: nil), Self.dense], own, Self.shape(.perSequence, steps: 5))
    let other = try run([.flatten(steps: 5), Self.dense], own, Self.shape(.perSequence))
    #expect(one.output == other.output && one.gradients == other.gradients)
  }

  @Test("what is repeated is the same at every step of a sequence and nothing behind its end")
  func repeated() throws {
    let kinds: [LayerKind] = [.pool(.mean), Self.dense, .repeated(steps: nil)]
    let own = batch(.perStep)
    let steps = try run(kinds, own, Self.shape(.perStep)).output
    let once = try run(Array(kinds.dropLast()), batch(.perSequence), Self.shape(.perSequence)).output
    for (row, length) in Self.lengths.enumerated() {
      for t in 0..<length { #expect((0..<2).allSatisfy { steps[(t * 4 + row) * 2 + $0] == once[row * 2 + $0] }) }
    }
  }

  @Test("turning time round twice changes nothing, to the last bit")
  func twice() throws {
    let plain = try run([Self.gru(), Self.gru(), Self.dense], batch(.perStep), Self.shape(.perStep))
    // The weights of layer 2 belong to the layer 4 of the longer model: handed over in order.
    let turned = try run(
      [Self.gru(), .timeReverse, .timeReverse, Self.gru(), Self.dense], batch(.perStep), Self.shape(.perStep),
      parameters: plain.parameters)
    #expect(plain.output == turned.output && plain.gradients == turned.gradients)
  }

  @Test("a recurrent layer between two turns is the layer with reverse: output, gradients and ledger")
  func betweenTurns() throws {
    let reversed: [LayerKind] = [Self.gru(), Self.gru { $0.isReversed = true }, Self.dense]
    let turned: [LayerKind] = [Self.gru(), .timeReverse, Self.gru(), .timeReverse, Self.dense]
    let one = try run(reversed, batch(.perStep), Self.shape(.perStep))
    let other = try run(turned, batch(.perStep), Self.shape(.perStep), parameters: one.parameters)
    #expect(relativeDifference(other.output, one.output) < 1e-12)
    #expect(relativeDifference(other.gradients, one.gradients) < 1e-12)
    func ledger(_ kinds: [LayerKind]) throws -> GradientLedger {
      let all = batch(.perStep, lengths: [6])
      guard case .vectors(let x, _) = all.input else { preconditionFailure("numbers") }
      let example = Example(input: .vectors(x, size: 3), target: all.target, steps: 6)
      return try RecordedPass(
        Models.description(kinds), one.parameters, shape: Self.shape(.perStep), loss: .meanSquared, example: example
      ).ledger(layer: 0)
    }
    let (straight, round) = (try ledger(reversed), try ledger(turned))
    #expect(relativeDifference(round.norms, straight.norms) < 1e-10)
    #expect((round.worstDifference ?? 1) < 1e-10)
  }

  @Test("what does not fit is refused in words")
  func refusals() {
    func refusal(_ kinds: [LayerKind], _ shape: DataShape) -> String {
      do {
        _ = try ModelPlan(Models.description(kinds), for: shape)
        return ""
      } catch { return error.message }
    }
    #expect(refusal([.flatten(steps: nil), Self.dense], Self.shape(.perSequence)).contains("flatten 20"))
    #expect(
      refusal([.flatten(steps: 1 << 62), Self.dense], Self.shape(.perSequence)).contains("more than a vector can have"))
    #expect(refusal([.pool(.mean), .flatten(steps: 2), Self.dense], Self.shape(.perSequence)).contains("already"))
    #expect(refusal([.flatten(steps: 2), Self.dense], Self.shape(.perStep)).contains("add repeat"))
    #expect(refusal([.repeated(steps: nil), Self.dense], Self.shape(.perStep)).contains("put last, mean, max"))
    #expect(
      refusal([.pool(.mean), .repeated(steps: nil), Self.gru(), Self.dense], Self.shape(.perSequence)).contains(
        "take it away"))
    #expect(
      refusal([.pool(.mean), .repeated(steps: 4), Self.dense], Self.shape(.perStep, steps: 5)).contains("say repeat 5"))
    #expect(
      refusal([.pool(.mean), .repeated(steps: 4), Self.dense], Self.shape(.perStep)).contains("say repeat alone"))
    #expect(refusal([.pool(.mean), .repeated(steps: 5), Self.dense], Self.shape(.perStep, steps: 5)) == "")
    #expect(refusal([.pool(.mean), .timeReverse, Self.dense], Self.shape(.perSequence)).contains("no time to turn"))
  }

  @Test("where the next input is the target, what has seen the end is refused")
  func answer() {
    let text = DataShape(
      input: .vector(size: 3), target: .vector(size: 3), placement: .perStep, targetSource: .nextInput)
    for kinds: [LayerKind] in [[.timeReverse, Self.dense], [.pool(.mean), .repeated(steps: nil), Self.dense]] {
      #expect(throws: ModelError.self) { try ModelPlan(Models.description(kinds), for: text) }
    }
  }

  @Test("a model works on data of another length unless its weights count the steps")
  func otherLengths() {
    let (short, long) = (Self.shape(.perSequence, steps: 5), Self.shape(.perSequence, steps: 9))
    #expect(short.serves(Models.description([Self.gru(), Self.dense]), on: long))
    #expect(short.serves(Models.description([.flatten(steps: 5), Self.dense]), on: long))
    #expect(!short.serves(Models.description([.flatten(steps: nil), Self.dense]), on: long))
  }
}
