import Glibc

/// The copying memory problem: 10 symbols out of 8, T − 1 blanks, a delimiter, 10 more blanks; the target is T + 10
/// blanks and then the 10 symbols (Arjovsky, Shah, Bengio, arXiv 1511.06464). Blank is 0, symbols are 1 to 8, the
/// delimiter is 9.
///
/// Knowing when to answer but not what scores 10 ln 8 / (T + 20) nats a step.
struct CopyTask: SequenceTask {
  /// T
  let blanks: Int
  private static let symbols = 8
  private static let remembered = 10
  private static let delimiter: Int32 = 9

  private static let length = TaskOption.length(100, "blanks between the symbols and their recall, with the delimiter")

  static let definition = TaskDefinition(
    "copy", teaches: "ten symbols kept over a blank stretch: exact memory", source: "Arjovsky, Shah, Bengio 2016",
    options: [length]
  ) { values in CopyTask(blanks: values(length)) }

  var longest: Int { blanks + 2 * Self.remembered }
  var shape: DataShape {
    DataShape(input: .token(vocabulary: 10), target: .classes(count: 10), placement: .perStep)
  }
  var note: String {
    "copy: 10 symbols to keep over \(PlainNumber.counted(blanks, "step")); a sequence has"
      + " \(PlainNumber.grouped(longest))"
  }
  var baseline: Baseline? {
    let nats = Double(Self.remembered) * log(Double(Self.symbols)) / Double(longest)
    return Baseline(
      loss: nats, scores: [.init(.crossEntropy, nats, unit: "nats a step")],
      sentence: "blanks until the delimiter, then guessing among 8 symbols: 10 ln 8 / (T + 20)")
  }

  func example(_ random: CounterRandom) -> Example {
    var input = [Int32](repeating: 0, count: longest)
    var target = input
    for place in 0..<Self.remembered {
      let symbol = Int32(1 + random.integer(place, below: Self.symbols))
      input[place] = symbol
      target[longest - Self.remembered + place] = symbol
    }
    input[Self.remembered + blanks - 1] = Self.delimiter
    return Example(input: .tokens(input), target: .classes(target), steps: longest)
  }
}

extension GeneratedTask {
  public static func copy(length: Int) -> GeneratedTask {
    GeneratedTask(CopyTask.definition, ["length": .integer(length)])
  }
}
