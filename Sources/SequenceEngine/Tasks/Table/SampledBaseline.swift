extension Baseline {
  /// The best constant answer, from 500 sequences of a task to count in and 500 to be scored on, where no closed form
  /// tells it; from fewer where these would have more than ten million steps, for long sequences tell more each.
  ///
  /// - Throws: what `progress` throws.
  static func sampled(_ task: some SequenceTask, progress: DataProgress) throws -> Baseline {
    let random = CounterRandom(seed: 1, stream: .data)
    let count = max(1, min(500, 5_000_000 / task.longest))
    var (training, scored): ([SequenceTarget], [SequenceTarget]) = ([], [])
    var steps = 0
    func tell(_ example: Example) throws {
      steps += example.steps
      // Fewer take no time that anybody would want to stop.
      guard steps >= 250_000 else { return }
      steps = 0
      try progress(training.count + scored.count, 2 * count)
    }
    for number in 0..<count {
      let example = task.example(random.keyed(number))
      training.append(example.target)
      try tell(example)
    }
    for number in 500..<500 + count {
      let example = task.scoredExample(random.keyed(number))
      scored.append(example.target)
      try tell(example)
    }
    return ConstantAnswer(task.shape.target, training: training).score(scored)
  }
}
