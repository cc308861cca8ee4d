import Glibc

/// What the two tasks of the Reber grammar have in common: strings of an automaton, and the next symbol as target.
struct ReberGrammar {
  let automaton: Automaton
  private let classes: ClassTargets

  /// Longer strings, one in 10¹⁰, are drawn again.
  let longest = 200

  init(_ automaton: Automaton, _ values: TaskValues) throws {
    self.automaton = automaton
    classes = try ClassTargets(automaton.symbols.count, values)
  }

  var vocabulary: Vocabulary { Vocabulary(unit: .character, symbols: automaton.symbols, unknown: nil) }
  var criterion: Criterion { Criterion(.legal(automaton)) }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: automaton.symbols.count), target: classes.kind, placement: .perStep,
      targetSource: .nextInput)
  }

  /// The score of predictions of which some are choices between two symbols and the others are certain.
  func baseline(choices: Double, predictions: Double, sentence: String) -> Baseline {
    let share = choices / predictions
    return classes.guessing([(2, share), (1, 1 - share)], sentence: sentence)
  }

  func floor(choices: Double, predictions: Double) -> LossFloor {
    LossFloor(
      loss: baseline(choices: choices, predictions: predictions, sentence: "").loss,
      sentence: "the choices of the grammar itself, \(PlainNumber.text(choices)) in"
        + " \(PlainNumber.text(predictions)) predictions")
  }

  func example(_ random: CounterRandom) -> Example {
    var (string, attempt) = ([Int32](), 0)
    while string.isEmpty {
      string = automaton.string(random.keyed(attempt), longest: longest) ?? []
      attempt += 1
    }
    let target = Array(string.dropFirst())
    return Example(
      input: .tokens(Array(string.dropLast())), target: classes.target(target), steps: target.count)
  }

  private static let symbols = ["B", "T", "P", "S", "X", "V", "E"]

  /// The walk through the graph, its first state at place `first`, with the state behind the E that ends it.
  private static func walk(from first: Int, to end: Int) -> [[String: Int]] {
    func state(_ number: Int) -> Int { first + number }
    return [
      ["T": state(1), "P": state(2)], ["S": state(1), "X": state(3)], ["T": state(2), "V": state(4)],
      ["X": state(2), "S": state(5)], ["P": state(3), "V": state(5)], ["E": end],
    ]
  }

  static let plain = Automaton(symbols: symbols, edges: [["B": 1]] + walk(from: 1, to: 7) + [[:]])

  /// 0 –B→ 1 –T→ 2 or –P→ 3, each with a string of its own (0 –B→ walk of six states) and the same letter behind it.
  static let embedded: Automaton = {
    let (first, second, end) = (4, 10, 18)
    return Automaton(
      symbols: symbols,
      edges: [["B": 1], ["T": 2, "P": 3], ["B": first], ["B": second]]
        + walk(from: first, to: 16) + walk(from: second, to: 17)
        + [["T": end], ["P": end], ["E": 19], [:]])
  }()
}
