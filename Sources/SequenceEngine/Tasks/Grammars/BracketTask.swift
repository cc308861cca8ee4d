/// Brackets: at each symbol of a word the set of brackets that may come next, one yes or no for each (Suzgun, Gehrmann,
/// Belinkov, Shieber, LSTM networks can perform dynamic counting, W19-3905, 2019).
///
/// - dyck1: one pair of brackets, well nested.
/// - shuffle2: two such words, of ( ) and of [ ], whose symbols are mixed in any order that keeps each in its own.
/// - dyck2: two pairs, well nested in each other.
///
/// Words are drawn by S → (S) with probability 1/2, S → SS with 1/4, S → nothing with 1/4, each pair of brackets as
/// likely, until one has a length that is asked for. Opening brackets may always come, a closing one where its pair is
/// open (in dyck2: was opened last).
struct BracketTask: SequenceTask {
  enum Language: String { case dyck1, shuffle2, dyck2 }

  let language: Language
  /// Symbols of the longest word of training, the shortest has 2.
  let most: Int
  /// Symbols of words that a model is scored on.
  let scored: ClosedRange<Int>

  private static let length = TaskOption.integer("length", 50, 2...1000, "symbols of the longest word of training")
  private static let testLength = TaskOption.integer(
    "test_length", nil, 2...1000, "score on words longer than length= and up to this; left out: as in training")

  private static func definition(_ language: Language, _ teaches: String) -> TaskDefinition {
    TaskDefinition(
      language.rawValue, teaches: teaches, source: "Suzgun, Gehrmann, Belinkov, Shieber 2019",
      options: [length, testLength]
    ) { values in
      let most = values(length)
      let scored = try values.scoredLengths(testLength, trained: 2...most)
      guard scored.upperBound > most + 1 || scored.lowerBound == 2 else {
        throw DataError(
          "data \(language.rawValue) test_length=", expected: "at least \(PlainNumber.grouped(most + 2))",
          found: PlainNumber.grouped(most + 1), advice: "words have an even number of symbols")
      }
      return BracketTask(language: language, most: most, scored: scored)
    }
  }

  static let dyck1 = definition(.dyck1, "nested brackets of one kind: a counter")
  static let shuffle2 = definition(.shuffle2, "two kinds of brackets that ignore each other: two counters")
  static let dyck2 = definition(.dyck2, "two kinds of brackets nested in each other: a stack")

  private var pairs: Int { language == .dyck1 ? 1 : 2 }
  var longest: Int { max(most, scored.upperBound) }
  var hasOneLength: Bool { false }
  var vocabulary: Vocabulary? {
    Vocabulary(unit: .character, symbols: Array(["(", ")", "[", "]"].prefix(2 * pairs)), unknown: nil)
  }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: 2 * pairs), target: .bits(size: 2 * pairs), placement: .perStep,
      targetSource: .nextInput)
  }
  var note: String {
    "\(language.rawValue): words of 2 to \(PlainNumber.grouped(most)) brackets, scored with"
      + " \(PlainNumber.grouped(scored.lowerBound)) to \(PlainNumber.grouped(scored.upperBound)); the target is the set of"
      + " brackets that may come next"
  }
  var baseline: Baseline { .ofTask(self) }

  func example(_ random: CounterRandom) -> Example { asked(word(random, 2...most)) }
  func scoredExample(_ random: CounterRandom) -> Example { asked(word(random, scored)) }

  /// Draws words until one has a length inside.
  private func word(_ random: CounterRandom, _ lengths: ClosedRange<Int>) -> [Int32] {
    var attempt = 0
    while true {
      var draws = Draws(random: random.keyed(attempt))
      let word = language == .shuffle2 ? shuffled(&draws, lengths) : nested(&draws, pairs, longest: lengths.upperBound)
      if let word, lengths.contains(word.count) { return word }
      attempt += 1
    }
  }

  private struct Draws {
    let random: CounterRandom
    var next = 0
    mutating func below(_ bound: Int) -> Int {
      next += 1
      return random.integer(next, below: bound)
    }
  }

  /// Leftmost derivation; nil where the word grows too long.
  private func nested(_ draws: inout Draws, _ pairs: Int, longest: Int) -> [Int32]? {
    // −1 is an S that is still open.
    var (stack, word): ([Int32], [Int32]) = ([-1], [])
    while let top = stack.popLast() {
      guard top < 0 else {
        word.append(top)
        continue
      }
      switch draws.below(4) {
      case 0, 1:
        let opening = Int32(2 * draws.below(pairs))
        word.append(opening)
        stack += [opening + 1, -1]
      case 2: stack += [-1, -1]
      default: break
      }
      guard word.count + stack.count <= 4 * longest, word.count <= longest else { return nil }
    }
    return word
  }

  private func shuffled(_ draws: inout Draws, _ lengths: ClosedRange<Int>) -> [Int32]? {
    guard let first = nested(&draws, 1, longest: lengths.upperBound),
      let second = nested(&draws, 1, longest: lengths.upperBound)
    else { return nil }
    var word: [Int32] = []
    var (i, j) = (0, 0)
    while i < first.count || j < second.count {
      // Every way of mixing them is as likely.
      if draws.below(first.count - i + second.count - j) < first.count - i {
        word.append(first[i])
        i += 1
      } else {
        word.append(second[j] + 2)
        j += 1
      }
    }
    return word
  }

  private func asked(_ word: [Int32]) -> Example {
    var target: [Double] = []  // [T, brackets]
    var (open, stack) = ([0, 0], [Int]())
    for bracket in word {
      let pair = Int(bracket / 2)
      if bracket.isMultiple(of: 2) {
        open[pair] += 1
        stack.append(pair)
      } else {
        open[pair] -= 1
        if let own = stack.lastIndex(of: pair) { stack.remove(at: own) }
      }
      for pair in 0..<pairs {
        target += [1, (language == .dyck2 ? stack.last == pair : open[pair] > 0) ? 1 : 0]
      }
    }
    return Example(
      input: .tokens(word), target: .vectors(target, size: 2 * pairs), steps: word.count)
  }
}
