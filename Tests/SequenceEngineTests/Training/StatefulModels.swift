import SequenceEngine

/// What tests of states that are carried on have in common.
protocol StatefulModels {}

extension StatefulModels {
  var dense: LayerKind { .dense(units: nil, activation: .identity) }

  var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.precision = .double
    settings.optimizer = Optimizer(.sgd, rate: 1)
    return settings
  }

  /// Windows of a series of random numbers.
  func series(_ rows: Int, window: Int, batch: Int, shuffle: Bool = false) throws -> Dataset {
    let folder = try TemporaryFolder()
    let random = CounterRandom(seed: 4, stream: .data)
    let text = "x\n" + (0..<rows).map { "\(random.normal($0))\n" }.joined()
    return try Dataset(
      .csv(path: folder.write("s.csv", text), SeriesOptions(window: window, normalisation: .none)), split: .undivided,
      batch: BatchSettings(size: batch, shuffle: shuffle))
  }
}
