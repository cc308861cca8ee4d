import Glibc

/// Two-symbol temporal order: E, noise out of a b c d, and B at the end; at one place in each of two stretches stands X
/// or Y, and their order is the class: XX, XY, YX, YY (Hochreiter and Schmidhuber 1997, experiment 6a: length 100 to
/// 110, stretches 10…20 and 50…60; other lengths scale these).
struct TemporalOrderTask: SequenceTask {
  let length: Int
  private static let end: Int32 = 7  // E B a b c d X Y are 0 … 7

  var longest: Int { length + length / 10 }
  var hasOneLength: Bool { longest == length }
  var shape: DataShape {
    DataShape(input: .token(vocabulary: 8), target: .classes(count: 4), placement: .perSequence)
  }
  var note: String {
    "temporal_order: \(PlainNumber.grouped(length)) to \(PlainNumber.grouped(longest)) symbols; the target is the order"
      + " of the two X or Y among them"
  }
  var baseline: Baseline {
    Baseline(
      loss: log(4), scores: [.init(.accuracy, 0.25), .init(.crossEntropy, log(4), unit: "nats")],
      sentence: "guessing among the four orders")
  }

  func example(_ random: CounterRandom) -> Example {
    let steps = length + random.integer(0, below: length / 10 + 1)
    var symbols = (0..<steps).map { Int32(2 + random.integer(10 + $0, below: 4)) }
    symbols[0] = 0
    symbols[steps - 1] = 1
    let tenth = length / 10
    let first = random.integer(1, below: 2)
    let second = random.integer(2, below: 2)
    symbols[tenth + random.integer(3, below: tenth + 1)] = Self.end - 1 + Int32(first)
    symbols[5 * tenth + random.integer(4, below: tenth + 1)] = Self.end - 1 + Int32(second)
    return Example(input: .tokens(symbols), target: .classes([Int32(2 * first + second)]), steps: steps)
  }
}
