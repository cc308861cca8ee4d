import SequenceEngine

/// Series of known noise, and the model that knows how they are made.
enum SeriesByHand {
  /// x(t) = φ x(t − 1) + e(t), e of variance 1.
  static func autoregressive(_ phi: Double, count: Int, seed: UInt64 = 9) -> [Double] {
    let random = CounterRandom(seed: seed, stream: .data)
    var x = 0.0
    return (0..<count).map { t in
      x = phi * x + random.normal(t)
      return x
    }
  }

  static func file(_ values: [Double], in folder: TemporaryFolder) throws -> String {
    try folder.write("series.csv", "x\n" + values.map { "\($0)" }.joined(separator: "\n") + "\n")
  }

  static func data(_ path: String, window: Int = 1, horizon: Int = 1, split: Split) throws -> Dataset {
    try Dataset(
      .csv(path: path, SeriesOptions(window: window, horizon: horizon, normalisation: .none)), split: split)
  }

  /// y = φ x of the last time step, as a recurrent layer that forgets and a dense layer.
  static func state(_ phi: Double, for shape: DataShape) throws -> ModelState {
    let rnn = Models.recurrent(BuiltInCells.rnn, 1) { $0.options["activation"] = .function("identity") }
    var state = try ModelState(
      Models.description([rnn, .dense(units: nil, activation: .identity)]), for: shape, seed: 1)
    let plan = try ModelPlan(state.description, for: shape)
    for parameter in plan.parameters {
      let isInput = parameter.role == .input && parameter.shape.count == 2
      state.parameters[parameter.offset] = !isInput ? 0 : parameter.layer == 0 ? 1 : phi
    }
    return state
  }
}
