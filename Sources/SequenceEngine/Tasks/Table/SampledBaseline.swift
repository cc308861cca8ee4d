extension Baseline {
  /// The best constant answer, from 500 sequences of a task to count in and 500 to be scored on, where no closed form
  /// tells it.
  static func ofTask(_ task: some SequenceTask) -> Baseline {
    let random = CounterRandom(seed: 1, stream: .data)
    return .ofConstantAnswer(
      task.shape.target, training: (0..<500).map { task.example(random.keyed($0)).target },
      scored: (500..<1000).map { task.scoredExample(random.keyed($0)).target })
  }
}
