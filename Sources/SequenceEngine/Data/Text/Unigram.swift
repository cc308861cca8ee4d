import Glibc

/// Training frequencies, with one added to each count so that none is 0, as an answer to every step of a text.
struct Unigram {
  private let training: TrainingVocabulary
  private let frequency: [Double]

  /// - Parameter seen: how often each symbol stands in the training part.
  init(_ training: TrainingVocabulary, seen: [Int]) {
    self.training = training
    var frequency = [Double](repeating: 1, count: training.vocabulary.count)
    for (symbol, times) in seen.enumerated() where times > 0 {
      frequency[Int(training.numbers[symbol])] += Double(times)
    }
    self.frequency = frequency
  }

  /// - Parameter targets: how often each symbol is asked for.
  func score(_ targets: [Int]) -> Baseline {
    let all = frequency.reduce(0, +)
    let best = frequency.indices.max { frequency[$0] < frequency[$1] } ?? 0
    var (nats, right, asked) = (0.0, 0.0, 0.0)
    for (symbol, times) in targets.enumerated() where times > 0 {
      let number = Int(training.numbers[symbol])
      nats -= Double(times) * log(frequency[number] / all)
      right += number == best ? Double(times) : 0
      asked += Double(times)
    }
    let mean = nats / max(asked, 1)
    let uniform = log(Double(frequency.count))
    let unit = "nats a \(training.vocabulary.unit.noun)"
    return Baseline(
      loss: mean,
      scores: [
        .init(.crossEntropy, mean, unit: unit), .init(.perplexity, exp(mean)), .init(.accuracy, right / max(asked, 1)),
        .init(
          .crossEntropy, uniform, unit: "\(unit) for the uniform guess ln \(PlainNumber.grouped(frequency.count))"),
      ],
      sentence: "training frequencies as the answer to every step")
  }
}
