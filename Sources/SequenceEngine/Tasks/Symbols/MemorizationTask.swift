import Glibc

/// Noiseless memorization: some symbols, T blanks, a cue, and the symbols are to be said again; everything before is
/// answered by a blank (task of Hochreiter and Schmidhuber in the form of Martens and Sutskever 2011, and of Pascanu,
/// Mikolov, Bengio, arXiv 1211.5063).
///
/// n symbols out of k over T + 2n steps: the symbols, T blanks, the cue, n − 1 blanks; the target is T + n blanks and the
/// symbols. Symbols are 0 … k − 1, the blank is k, the cue k + 1. 5 symbols out of 2 are the 5-bit problem, 10 out of 5 the
/// one of more than 20 bits. Knowing when but not what scores n ln k / (T + 2n).
struct MemorizationTask: SequenceTask {
  /// T
  let blanks: Int
  /// k
  let symbols: Int
  /// n
  let items: Int

  private static let length = TaskOption.length(100, "blanks between the symbols and the cue")
  private static let symbols = TaskOption.integer("k", 2, 2...1000, "symbols to choose from")
  private static let items = TaskOption.integer("places", 5, 1...10_000, "symbols to keep")

  static let definition = TaskDefinition(
    "memorization", teaches: "five bits kept without noise: how long nothing is lost",
    source: "Martens, Sutskever 2011; Pascanu, Mikolov, Bengio 2013", options: [length, symbols, items]
  ) { values in
    MemorizationTask(blanks: values(length), symbols: values(symbols), items: values(items))
  }

  var longest: Int { blanks + 2 * items }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: symbols + 2), target: .classes(count: symbols + 1), placement: .perStep)
  }
  var note: String {
    "memorization: \(PlainNumber.grouped(items)) of \(PlainNumber.counted(symbols, "symbol")) to keep over"
      + " \(PlainNumber.counted(blanks, "step")); a sequence has \(PlainNumber.grouped(longest))"
  }
  var baseline: Baseline? {
    let nats = Double(items) * log(Double(symbols)) / Double(longest)
    return Baseline(
      loss: nats, scores: [.init(.crossEntropy, nats, unit: "nats a step")],
      sentence: "blanks until the cue, then guessing the symbols: n ln k / (T + 2n)")
  }

  func example(_ random: CounterRandom) -> Example {
    var input = [Int32](repeating: Int32(symbols), count: longest)
    var target = input
    for place in 0..<items {
      let symbol = Int32(random.integer(place, below: symbols))
      input[place] = symbol
      target[longest - items + place] = symbol
    }
    input[items + blanks] = Int32(symbols + 1)
    return Example(input: .tokens(input), target: .classes(target), steps: longest)
  }
}
