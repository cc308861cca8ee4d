import Glibc

extension Baseline {
  /// The score of the best answer that does not look at the input, learned from the training targets.
  ///
  /// Numbers: the mean (MSE). Classes and bits: their training frequencies with one added to each count, so that a
  /// class which the training part lacks costs much but not everything (cross-entropy), and the most frequent one
  /// (accuracy).
  static func ofConstantAnswer(
    _ kind: TargetKind, training: [SequenceTarget], scored: [SequenceTarget]
  ) -> Baseline {
    switch kind {
    case .vector(let size):
      let mean = means(of: training, size: size)
      let mse = average(scored, size: size) { value, column in (value - mean[column]) * (value - mean[column]) }
      return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "always answering the training mean")
    case .bits(let size):
      let counts = training.reduce(into: (ones: [Double](repeating: 1, count: size), all: 2.0)) { counts, target in
        guard case .vectors(let values, _) = target else { return }
        for (place, value) in values.enumerated() where value == 1 { counts.ones[place % size] += 1 }
        counts.all += Double(values.count / size)
      }
      let share = counts.ones.map { $0 / counts.all }
      let nats = average(scored, size: size) { value, column in -log(value == 1 ? share[column] : 1 - share[column]) }
      let right = average(scored, size: size) { value, column in (share[column] >= 0.5) == (value == 1) ? 1 : 0 }
      return Baseline(
        loss: nats, scores: [.init(.accuracy, right), .init(.crossEntropy, nats, unit: "nats a bit")],
        sentence: "always answering how often a bit is 1 in training")
    case .classes(let count):
      return ofFrequencies(
        count, training.map(\.numbered), scored.map(\.numbered),
        sentence: "always answering the most frequent class, or the training frequencies")
    case .labels(let count):
      return ofFrequencies(
        count, training.map(\.numbered), scored.map(\.numbered),
        sentence: "guessing each label by its training frequency, told how many there are")
    }
  }

  private static func ofFrequencies(
    _ count: Int, _ training: [[Int32]], _ scored: [[Int32]], sentence: String
  ) -> Baseline {
    var frequency = [Double](repeating: 1, count: count)
    for k in training.joined() where k >= 0 { frequency[Int(k)] += 1 }
    let all = frequency.reduce(0, +)
    let best = frequency.indices.max { frequency[$0] < frequency[$1] } ?? 0
    var (nats, right, asked) = (0.0, 0.0, 0.0)
    for k in scored.joined() where k >= 0 {
      nats -= log(frequency[Int(k)] / all)
      right += Int(k) == best ? 1 : 0
      asked += 1
    }
    return Baseline(
      loss: nats / asked, scores: [.init(.accuracy, right / asked), .init(.crossEntropy, nats / asked, unit: "nats")],
      sentence: sentence)
  }

  private static func means(of targets: [SequenceTarget], size: Int) -> [Double] {
    var (sums, count) = ([Double](repeating: 0, count: size), 0.0)
    for case .vectors(let values, _) in targets {
      for (place, value) in values.enumerated() { sums[place % size] += value }
      count += Double(values.count / size)
    }
    return sums.map { $0 / max(count, 1) }
  }

  private static func average(_ targets: [SequenceTarget], size: Int, _ score: (Double, Int) -> Double) -> Double {
    var (sum, count) = (0.0, 0.0)
    for case .vectors(let values, _) in targets {
      for (place, value) in values.enumerated() where !value.isNaN {
        sum += score(value, place % size)
        count += 1
      }
    }
    return sum / max(count, 1)
  }
}

extension SequenceTarget {
  /// Its classes or labels, one after another.
  fileprivate var numbered: [Int32] {
    switch self {
    case .classes(let classes): classes
    case .labels(let rows): rows.flatMap { $0 }
    case .vectors: []
    }
  }
}
