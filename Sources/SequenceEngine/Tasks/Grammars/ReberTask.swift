/// The Reber grammar: at each symbol of a string the next one is asked for (Reber 1967; Cleeremans, Servan-Schreiber,
/// McClelland 1989).
///
/// Behind B stands a walk through the graph 0 –T→ 1 –P→ 2, 1 –S→ 1 –X→ 3, 2 –T→ 2 –V→ 4, 3 –X→ 2 –S→ end, 4 –P→ 3 –V→
/// end, each way with probability 1/2, and then E. A walk has six choices in the mean, so that a string has 8 symbols
/// and each of its 7 predictions costs 6 ln 2 / 7 = 0.594 nats at least.
struct ReberTask: SequenceTask {
  let grammar: ReberGrammar

  static let definition = TaskDefinition(
    "reber", teaches: "the next symbol of a small grammar: the states of an automaton",
    source: "Reber 1967; Cleeremans 1989",
    options: [ClassTargets.option]
  ) { values in ReberTask(grammar: try ReberGrammar(ReberGrammar.plain, values)) }

  var longest: Int { grammar.longest }
  var hasOneLength: Bool { false }
  var shape: DataShape { grammar.shape }
  var vocabulary: Vocabulary? { grammar.vocabulary }
  var criterion: Criterion? { grammar.criterion }
  var note: String { "reber: strings of a graph of six states, 5 symbols and more; the target is the next symbol" }
  var floor: LossFloor? { grammar.floor(choices: 6, predictions: 7) }
  var baseline: Baseline? { nil }
  func example(_ random: CounterRandom) -> Example { grammar.example(random) }
}

/// The embedded Reber grammar: B, then T or P, a string of the Reber grammar, the same T or P again, and E (Cleeremans
/// et al. 1989; Hochreiter and Schmidhuber 1997, task 1).
///
/// 7 choices in 11 predictions leave 0.441 nats; without memory of the outer T or P it is 8 ln 2 / 11 = 0.504.
struct EmbeddedReberTask: SequenceTask {
  let grammar: ReberGrammar

  static let definition = TaskDefinition(
    "embedded_reber", teaches: "a grammar between two letters that must be the same: a short lag with structure in it",
    source: "Cleeremans 1989; Hochreiter, Schmidhuber 1997, task 1",
    options: [ClassTargets.option]
  ) { values in EmbeddedReberTask(grammar: try ReberGrammar(ReberGrammar.embedded, values)) }

  var longest: Int { grammar.longest }
  var hasOneLength: Bool { false }
  var shape: DataShape { grammar.shape }
  var vocabulary: Vocabulary? { grammar.vocabulary }
  var criterion: Criterion? { grammar.criterion }
  var note: String {
    "embedded_reber: strings of the Reber grammar between two letters T or P, 9 symbols and more; the target is the next"
      + " symbol"
  }
  var floor: LossFloor? { grammar.floor(choices: 7, predictions: 11) }
  var baseline: Baseline? {
    grammar.baseline(choices: 8, predictions: 11, sentence: "knowing all but the outer letter: 8 ln 2 / 11")
  }
  func example(_ random: CounterRandom) -> Example { grammar.example(random) }
}
