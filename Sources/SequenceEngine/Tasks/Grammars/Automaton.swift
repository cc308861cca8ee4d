/// A finite automaton whose strings end where no symbol may follow: which symbols are legal behind a beginning.
///
/// From each state every legal symbol comes with the same probability.
public struct Automaton: Sendable, Equatable {
  public let symbols: [String]
  /// [state][symbol], nil where the symbol is not legal.
  private let transitions: [[Int?]]
  let start = 0

  /// - Parameter edges: of each state the symbols that may follow it, with the state that each leads to.
  init(symbols: [String], edges: [[String: Int]]) {
    self.symbols = symbols
    transitions = edges.map { own in symbols.map { own[$0] } }
  }

  func state(after symbol: Int, in state: Int) -> Int? {
    transitions[state].indices.contains(symbol) ? transitions[state][symbol] : nil
  }

  /// The symbols that may come next.
  func legal(in state: Int) -> [Int] { transitions[state].indices.filter { transitions[state][$0] != nil } }

  /// Draws a string; nil if it has more than `longest` symbols.
  func string(_ random: CounterRandom, longest: Int) -> [Int32]? {
    var (state, text) = (start, [Int32]())
    while true {
      let choices = legal(in: state)
      guard !choices.isEmpty else { return text }
      guard text.count < longest else { return nil }
      let symbol = choices[random.integer(text.count, below: choices.count)]
      text.append(Int32(symbol))
      state = transitions[state][symbol] ?? start
    }
  }
}
