import SequenceEngine
import Testing

@Suite("Varied cells and their naive twins")
struct CellVariationTwinTests: VariedModels {
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
      let x = (0..<3).map { values[t * batch.rows * 3 + $0] }
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
}
