import SequenceEngine

/// An example of seven time steps for ledgers, and passes of small models over it.
protocol LedgerExamples {}

extension LedgerExamples {
  var shape: DataShape { DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perStep) }
  var steps: Int { 7 }

  func example(onlyAt s: Int? = nil, without: Set<Int> = []) -> Example {
    let random = CounterRandom(seed: 5, stream: .data)
    let target = (0..<steps).map { t in
      (s != nil && s != t + 1) || without.contains(t + 1) ? Double.nan : random.normal(100 + t)
    }
    return Example(
      input: .vectors((0..<steps * 2).map { random.normal($0) }, size: 2), target: .vectors(target, size: 1),
      steps: steps)
  }

  func state(_ layers: [LayerKind]) throws -> ModelState {
    try ModelState(Models.description(layers), for: shape, seed: 6)
  }

  func pass(_ state: ModelState, _ example: Example, _ overrides: [StateOverride] = []) throws -> RecordedPass {
    try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared, example: example, overrides: overrides)
  }
}
