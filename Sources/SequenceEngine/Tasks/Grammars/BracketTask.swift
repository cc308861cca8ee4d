/// Brackets: at each symbol of a word the set of brackets that may come next, one yes or no for each (Suzgun, Gehrmann,
/// Belinkov, Shieber, LSTM networks can perform dynamic counting, W19-3905, 2019).
///
/// - dyck1: one pair of brackets, well nested.
/// - shuffle2: two such words, of ( ) and of [ ], whose symbols are mixed in any order that keeps each in its own.
/// - dyck2: two pairs, well nested in each other.
///
/// Words are drawn by S → (S) with probability 1/2, S → SS with 1/4, S → nothing with 1/4, each pair of brackets as
/// likely, and those of a length that is asked for are kept. Opening brackets may always come, a closing one where its
/// pair is open (in dyck2: was opened last).
struct BracketTask: SequenceTask {
  enum Language: String { case dyck1, shuffle2, dyck2 }

  let language: Language
  /// Symbols of the longest word of training, the shortest has 2.
  let most: Int
  /// Symbols of words that a model is scored on.
  let scored: ClosedRange<Int>
  /// The same in pairs of brackets.
  private let sizes: ClosedRange<Int>
  /// How likely a well-nested word has n pairs; [n]
  private let shares: [Double]
  /// How likely the first of two such words has n pairs where they have `sizes` together, up to a common factor; [n]
  private let firstShares: [Double]

  /// - Parameter scored: it holds an even number.
  private init(_ language: Language, most: Int, scored: ClosedRange<Int>) {
    let sizes = (scored.lowerBound + 1) / 2...scored.upperBound / 2
    let shares = NestedWords.shares(upTo: sizes.upperBound)
    (self.language, self.most, self.scored, self.sizes, self.shares) = (language, most, scored, sizes, shares)
    firstShares = shares.indices.map { shares[$0] * shares[Self.rest(sizes, $0)].reduce(0, +) }
  }

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
      let shortest = (scored.lowerBound + 1) / 2 * 2
      guard shortest <= scored.upperBound else {
        throw DataError(
          "data \(language.rawValue) test_length=", expected: "at least \(PlainNumber.grouped(shortest))",
          found: PlainNumber.grouped(scored.upperBound), advice: "words have an even number of symbols")
      }
      return BracketTask(language, most: most, scored: scored)
    }
  }

  static let dyck1 = definition(.dyck1, "nested brackets of one kind: a counter")
  static let shuffle2 = definition(.shuffle2, "two kinds of brackets that ignore each other: two counters")
  static let dyck2 = definition(.dyck2, "two kinds of brackets nested in each other: a stack")

  private var pairs: Int { language == .dyck1 ? 1 : 2 }
  var longest: Int { max(most, scored.upperBound) }
  var baseline: Baseline? { nil }
  var hasOneLength: Bool { false }
  var scoresOtherwise: Bool { scored.lowerBound > most }
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

  func example(_ random: CounterRandom) -> Example { asked(word(random)) }
  func scoredExample(_ random: CounterRandom) -> Example {
    asked(scored.lowerBound > most ? longWord(random) : word(random))
  }

  /// A word of training. Short words are the most likely, so that a few attempts find one.
  private func word(_ random: CounterRandom) -> [Int32] {
    var attempt = 0
    while true {
      var draws = Draws(random.keyed(attempt))
      if let word = attempted(&draws), (2...most).contains(word.count) { return word }
      attempt += 1
    }
  }

  private func attempted(_ draws: inout Draws) -> [Int32]? {
    guard language == .shuffle2 else { return NestedWords(kinds: pairs).word(&draws, longest: most) }
    let words = NestedWords(kinds: 1)
    guard let first = words.word(&draws, longest: most), let second = words.word(&draws, longest: most) else {
      return nil
    }
    return mixed(first, second, &draws)
  }

  /// A word that is longer than those of training. So few are as long that attempts would take long: its size is drawn
  /// first, as likely as attempts would find it, and then a word of this size.
  private func longWord(_ random: CounterRandom) -> [Int32] {
    var draws = Draws(random)
    guard language == .shuffle2 else {
      let size = sizes.lowerBound + draws.choice(Array(shares[sizes]))
      return NestedWords(kinds: pairs).word(&draws, pairs: size)
    }
    let size = draws.choice(firstShares)
    let rest = Self.rest(sizes, size)
    let words = NestedWords(kinds: 1)
    let first = words.word(&draws, pairs: size)
    let other = rest.lowerBound + draws.choice(Array(shares[rest]))
    let second = words.word(&draws, pairs: other)
    return mixed(first, second, &draws)
  }

  /// Sizes of the second of two words that have sizes inside together, 0 ≤ first ≤ the largest.
  private static func rest(_ sizes: ClosedRange<Int>, _ first: Int) -> ClosedRange<Int> {
    max(0, sizes.lowerBound - first)...sizes.upperBound - first
  }

  private func mixed(_ first: [Int32], _ second: [Int32], _ draws: inout Draws) -> [Int32] {
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
