import Foundation
import SequenceEngine
import Testing

@Suite("Convolution over grids: gradients, twin and laws")
struct GridConvolutionTests {
  private static let dense = LayerKind.dense(units: nil, activation: .identity)
  private static let inputs = 5

  static let stacks: [(name: String, kinds: [Convolution2D])] = [
    ("3 × 3", [Convolution2D(units: 2, activation: .tanh)]),
    ("2 × 4", [Convolution2D(units: 3, width: 4, height: 2)]),
    ("stride 2", [Convolution2D(units: 2, stride: 2, activation: .tanh)]),
    ("pool 2", [Convolution2D(units: 2, width: 2, height: 3, pool: 2, activation: .tanh)]),
    (
      "two layers",
      [Convolution2D(units: 2, pool: 2, activation: .tanh), Convolution2D(units: 3, width: 2, height: 2, stride: 2)]
    ),
    ("larger than the grid", [Convolution2D(units: 2, width: 9, height: 11)]),
  ]

  private func shape(_ placement: TargetPlacement) -> DataShape {
    DataShape(input: .vector(size: Self.inputs), target: .vector(size: 2), placement: placement)
  }

  private func batch(_ lengths: [Int], _ placement: TargetPlacement) -> Batch {
    Models.batch(lengths: lengths, inputs: Self.inputs, target: .vector(size: 2), placement: placement)
  }

  private func run<Scalar: KernelScalar>(
    _ kinds: [LayerKind], _ batch: Batch, as type: Scalar.Type = Double.self, parameters: [Double]? = nil
  ) throws -> (output: [Double], gradients: [Double], parameters: [Double]) {
    let shape = shape(batch.placement)
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

  private func kinds(_ index: Int) -> [LayerKind] {
    [.dense(units: Self.inputs, activation: .tanh)] + Self.stacks[index].kinds.map(LayerKind.convolution2D)
      + [.pool(.mean), Self.dense]
  }

  @Test("backpropagation equals central differences, ragged batch, between other layers", arguments: stacks.indices)
  func gradients(_ index: Int) throws {
    let state = try ModelState(Models.description(kinds(index)), for: shape(.perSequence), seed: 5)
    let result = try GradientCheck(
      state, batch([7, 4, 3, 1], .perSequence), shape: shape(.perSequence), loss: .meanSquared, seed: 1)
    #expect(result.passed, "\(Self.stacks[index].name): \(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("float follows double, and a ragged batch gives the sum of its rows", arguments: stacks.indices)
  func rows(_ index: Int) throws {
    let lengths = [7, 4, 3, 1]
    let all = batch(lengths, .perSequence)
    let together = try run(kinds(index), all)
    #expect(relativeDifference(try run(kinds(index), all, as: Float.self).output, together.output) < 1e-5)
    guard case .vectors(let x, _) = all.input, case .vectors(let y, _) = all.target else { return }
    var apart = [Double](repeating: 0, count: together.gradients.count)
    for (row, length) in lengths.enumerated() {
      let own = (0..<length).flatMap { t in (0..<Self.inputs).map { x[(t * 4 + row) * Self.inputs + $0] } }
      let example = Example(
        input: .vectors(own, size: Self.inputs), target: .vectors(Array(y[row * 2..<row * 2 + 2]), size: 2),
        steps: length)
      let alone = try run(kinds(index), Batch([example], identities: [0], placement: .perSequence)).gradients
      for i in apart.indices { apart[i] += alone[i] / 4 }
    }
    #expect(relativeDifference(together.gradients, apart) < 1e-12, "\(Self.stacks[index].name)")
  }

  @Test(
    "it equals its sum over time steps and columns, with the largest of each square behind it",
    arguments: stacks.indices)
  func twin(_ index: Int) throws {
    let own = Self.stacks[index].kinds
    let steps = 6
    let all = batch([steps], .perSequence)
    let result = try run(own.map(LayerKind.convolution2D) + [.pool(.mean), Self.dense], all)
    guard case .vectors(let x, _) = all.input else { return }
    // [t][column][channel]
    var grid = (0..<steps).map { t in (0..<Self.inputs).map { [x[t * Self.inputs + $0]] } }
    var offset = 0
    for layer in own {
      let channels = grid[0][0].count
      func up(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
      let weights = layer.units * channels * layer.height * layer.width
      let convolved = (0..<up(grid.count, layer.stride)).map { (t: Int) -> [[Double]] in
        (0..<up(grid[0].count, layer.stride)).map { (c: Int) -> [Double] in
          (0..<layer.units).map { unit -> Double in
            var sum = result.parameters[offset + weights + unit]
            for i in 0..<channels {
              for k in 0..<layer.height {
                for j in 0..<layer.width {
                  let step: Int = t * layer.stride + k - (layer.height - 1) / 2
                  let column: Int = c * layer.stride + j - (layer.width - 1) / 2
                  guard grid.indices.contains(step), grid[0].indices.contains(column) else { continue }
                  let place = ((unit * channels + i) * layer.height + k) * layer.width + j
                  sum += result.parameters[offset + place] * grid[step][column][i]
                }
              }
            }
            return layer.activation == .tanh ? tanh(sum) : sum
          }
        }
      }
      grid = (0..<up(convolved.count, layer.pool)).map { (t: Int) -> [[Double]] in
        (0..<up(convolved[0].count, layer.pool)).map { (c: Int) -> [Double] in
          (0..<layer.units).map { (unit: Int) -> Double in
            var largest = -Double.infinity
            for row in convolved[t * layer.pool..<min((t + 1) * layer.pool, convolved.count)] {
              for place in row[c * layer.pool..<min((c + 1) * layer.pool, row.count)] {
                largest = max(largest, place[unit])
              }
            }
            return largest
          }
        }
      }
      offset += weights + layer.units
    }
    let flat = grid.map { $0.flatMap { $0 } }
    let mean = flat[0].indices.map { (i: Int) -> Double in
      flat.map { $0[i] }.reduce(0, +) / Double(flat.count)
    }
    let y = (0..<2).map { unit -> Double in
      var value = result.parameters[offset + 2 * mean.count + unit]
      for (i, number) in mean.enumerated() { value += result.parameters[offset + unit * mean.count + i] * number }
      return value
    }
    #expect(relativeDifference(result.output, y) < 1e-10, "\(Self.stacks[index].name)")
  }

  @Test("over one column it is a convolution over time")
  func oneColumn() throws {
    let all = batch([6, 3], .perStep)
    let over = LayerKind.dense(units: 1, activation: .tanh)
    let time = try run([over, .convolution(Convolution(units: 3, width: 4)), Self.dense], all)
    let grid = try run(
      [over, .convolution2D(Convolution2D(units: 3, width: 1, height: 4)), Self.dense], all,
      parameters: time.parameters)
    // Behind the end of the shorter row the two differ, and nobody looks.
    func seen(_ output: [Double]) -> [Double] {
      (0..<6).flatMap { t in (0..<(t < 3 ? 2 : 1)).flatMap { row in (0..<2).map { output[(t * 2 + row) * 2 + $0] } } }
    }
    #expect(relativeDifference(seen(grid.output), seen(time.output)) < 1e-12)
    #expect(relativeDifference(grid.gradients, time.gradients) < 1e-12)
  }

  @Test("what does not fit is refused in words")
  func refusals() {
    func refusal(_ kinds: [LayerKind], _ placement: TargetPlacement) -> String {
      do {
        _ = try ModelPlan(Models.description(kinds), for: shape(placement))
        return ""
      } catch { return error.message }
    }
    let pooled = LayerKind.convolution2D(Convolution2D(units: 2, pool: 2))
    #expect(refusal([pooled, Self.dense], .perStep).contains("leave stride= and pool="))
    #expect(refusal([.pool(.mean), pooled, Self.dense], .perSequence).contains("already become one vector"))
    #expect(refusal([pooled, .flatten(steps: nil), Self.dense], .perSequence).contains("flatten 20"))
    #expect(
      refusal([.convolution2D(Convolution2D(units: 1 << 30, width: 4_096, height: 4_096)), Self.dense], .perStep)
        .contains("this machine has"))
    #expect(refusal([.convolution2D(Convolution2D(units: 2, stride: 0)), Self.dense], .perStep).contains("between 1"))
    let branches = ModelDescription(
      name: "m",
      layers: [
        LayerDescription(name: "a", kind: pooled), LayerDescription(name: "b", kind: pooled, reads: [.input]),
        LayerDescription(name: "c", kind: pooled),
        LayerDescription(name: "d", kind: .merge(.concat), reads: [.layer("a"), .layer("c")]),
        LayerDescription(name: "e", kind: .pool(.mean)), LayerDescription(name: "f", kind: Self.dense),
      ])
    #expect(throws: ModelError.self) { try ModelPlan(branches, for: shape(.perSequence)) }
  }

  @Test("a decoder writes with attention over what convolutions make of a grid, with no recurrent encoder")
  func captions() throws {
    let shape = DataShape(
      input: .vector(size: 4), target: .classes(count: 5), placement: .perStep, decoderInput: .token(vocabulary: 5))
    func layer(_ name: String, _ kind: LayerKind, _ side: LayerSide) -> LayerDescription {
      LayerDescription(name: name, kind: kind, side: side)
    }
    func model(attention: Bool) -> ModelDescription {
      ModelDescription(
        name: "m",
        layers: [
          layer("conv2d1", .convolution2D(Convolution2D(units: 2, pool: 2, activation: .tanh)), .encoder),
          layer("conv2d2", .convolution2D(Convolution2D(units: 3)), .encoder),
          layer("embedding3", .embedding(size: 4), .decoder),
        ] + (attention ? [layer("attention4", .attention(Attention(.additive)), .decoder)] : []) + [
          layer("gru5", Models.recurrent(BuiltInCells.gru, 6), .decoder), layer("dense6", Self.dense, .decoder),
        ])
    }
    let random = CounterRandom(seed: 2, stream: .data)
    let examples = [(5, 3), (4, 4), (1, 2)].enumerated().map { number, sizes -> Example in
      let own = random.keyed(number)
      let words = (0..<sizes.1).map { Int32(own.integer(100 + $0, below: 4)) }
      return Example(
        input: .vectors((0..<sizes.0 * 4).map { own.normal($0) }, size: 4),
        target: .classes(words.dropLast() + [4]), steps: sizes.0, decoderInput: [4] + words.dropLast())
    }
    let batch = Batch(examples, identities: [0, 1, 2], placement: .perStep)
    let state = try ModelState(model(attention: true), for: shape, seed: 3)
    let result = try GradientCheck(state, batch, shape: shape, loss: .crossEntropy, seed: 1)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
    #expect(try ModelPlan(model(attention: true), for: shape).handovers == [])
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .crossEntropy, example: examples[0])
    #expect(pass.attentions.first?.sourceSteps == 3)
    #expect(throws: ModelError.self) { try ModelPlan(model(attention: false), for: shape) }
  }
}
