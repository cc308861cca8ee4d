import Glibc

/// The best answer that does not look at the input, learned from the training targets.
///
/// Numbers: the mean (MSE). Classes and bits: their training frequencies with one added to each count, so that a class
/// which the training part lacks costs much but not everything (cross-entropy), and the most frequent one (accuracy).
struct ConstantAnswer {
  private enum Answer {
    case mean([Double])
    /// How often each bit is 1.
    case shares([Double])
    case frequencies([Double], sentence: String)
  }

  private let answer: Answer

  init(_ kind: TargetKind, training: [SequenceTarget]) {
    switch kind {
    case .vector(let size): answer = .mean(Self.means(of: training, size: size))
    case .bits(let size):
      let counts = training.reduce(into: (ones: [Double](repeating: 1, count: size), all: 2.0)) { counts, target in
        guard case .vectors(let values, _) = target else { return }
        for (place, value) in values.enumerated() where value == 1 { counts.ones[place % size] += 1 }
        counts.all += Double(values.count / size)
      }
      answer = .shares(counts.ones.map { $0 / counts.all })
    case .classes(let count):
      answer = .frequencies(
        Self.frequencies(of: training, count: count),
        sentence: "always answering the most frequent class, or the training frequencies")
    case .labels(let count):
      answer = .frequencies(
        Self.frequencies(of: training, count: count),
        sentence: "guessing each label by its training frequency, told how many there are")
    }
  }

  /// How it does on targets.
  func score(_ scored: [SequenceTarget]) -> Baseline {
    switch answer {
    case .mean(let mean):
      let mse = Self.average(scored, size: mean.count) { value, column in
        (value - mean[column]) * (value - mean[column])
      }
      return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "always answering the training mean")
    case .shares(let share):
      let size = share.count
      let nats = Self.average(scored, size: size) { -log($0 == 1 ? share[$1] : 1 - share[$1]) }
      let right = Self.average(scored, size: size) { (share[$1] >= 0.5) == ($0 == 1) ? 1 : 0 }
      return Baseline(
        loss: nats, scores: [.init(.accuracy, right), .init(.crossEntropy, nats, unit: "nats a bit")],
        sentence: "always answering how often a bit is 1 in training")
    case .frequencies(let frequency, let sentence): return Self.score(frequency, scored.map(\.numbered), sentence)
    }
  }

  private static func score(_ frequency: [Double], _ scored: [[Int32]], _ sentence: String) -> Baseline {
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

  private static func frequencies(of targets: [SequenceTarget], count: Int) -> [Double] {
    var frequency = [Double](repeating: 1, count: count)
    for target in targets {
      for k in target.numbered where k >= 0 { frequency[Int(k)] += 1 }
    }
    return frequency
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
