/// Words of well-nested brackets as S → (S) with probability 1/2, S → SS with 1/4 and S → nothing with 1/4 make them,
/// each kind of bracket as likely. Kind k opens by 2k and closes by 2k + 1.
struct NestedWords {
  /// Kinds of brackets.
  let kinds: Int

  private enum Rule { case enclose, double, end }
  private static let choices: [Rule] = [.enclose, .enclose, .double, .end]

  /// A word of any length; nil where it grows beyond `longest` symbols.
  func word(_ draws: inout Draws, longest: Int) -> [Int32]? {
    derived(&draws) { draws, symbols, open in
      guard symbols <= longest, symbols + open <= 4 * longest else { return nil }
      return Self.choices[draws.below(4)]
    }
  }

  /// A word of so many pairs of brackets, each as likely as among those that `word(_:longest:)` draws.
  func word(_ draws: inout Draws, pairs: Int) -> [Int32] {
    var rules = Self.rules(&draws, pairs: pairs).makeIterator()
    return derived(&draws) { _, _, _ in rules.next() } ?? []
  }

  /// Leftmost derivation; nil where there is no rule for an S.
  ///
  /// - Parameter next: the rule for the leftmost S, from the symbols before it and all that is open from it on.
  private func derived(
    _ draws: inout Draws, _ next: (inout Draws, _ symbols: Int, _ open: Int) -> Rule?
  ) -> [Int32]? {
    // −1 is an S that is still open.
    var (stack, word): ([Int32], [Int32]) = ([-1], [])
    while let top = stack.popLast() {
      guard top < 0 else {
        word.append(top)
        continue
      }
      guard let rule = next(&draws, word.count, stack.count + 1) else { return nil }
      switch rule {
      case .enclose:
        let opening = Int32(2 * draws.below(kinds))
        word.append(opening)
        stack += [opening + 1, -1]
      case .double: stack += [-1, -1]
      case .end: break
      }
    }
    return word
  }

  /// The rules of a leftmost derivation with so many S → (S).
  ///
  /// With n of these, b times S → SS and so b + 1 times S → nothing any two derivations are as likely. Of every order
  /// that these rules can stand in, exactly one rotation is a derivation: the one that begins where the fewest S are
  /// open for the first time (cycle lemma; Dvoretzky and Motzkin 1947).
  private static func rules(_ draws: inout Draws, pairs: Int) -> [Rule] {
    let doubled = draws.choice(doublings(pairs))
    var (enclose, double, end) = (pairs, doubled, doubled + 1)
    var rules: [Rule] = []
    var (open, fewest, start) = (0, 0, 0)
    while enclose + double + end > 0 {
      let place = draws.below(enclose + double + end)
      if place < enclose {
        enclose -= 1
        rules.append(.enclose)
      } else if place < enclose + double {
        double -= 1
        open += 1
        rules.append(.double)
      } else {
        end -= 1
        open -= 1
        rules.append(.end)
      }
      if open < fewest { (fewest, start) = (open, rules.count) }
    }
    return Array(rules[start...] + rules[..<start])
  }

  /// How likely b = 0, 1, … times S → SS are beside n times S → (S), up to a common factor: there are
  /// (n + 2b)! / (n! b! (b + 1)!) such derivations, each with the probability 2⁻ⁿ 4⁻²ᵇ⁻¹.
  ///
  /// The largest stands near b = n/2, and from 2n on each is less than half of the one before, so that no Double sees
  /// what is left out. For n = 500 the sum is below 10¹⁵¹.
  private static func doublings(_ n: Int) -> [Double] {
    var weights = [1.0]
    for b in 0..<2 * n + 64 {
      let size = Double(n + 2 * b)
      weights.append(weights[b] * (size + 1) * (size + 2) / Double(16 * (b + 1) * (b + 2)))
    }
    return weights
  }

  /// The probabilities of words of 0 to `most` pairs of brackets.
  static func shares(upTo most: Int) -> [Double] {
    // No pair: nothing, or SS of two such, p = 1/4 + p²/4.
    let none = 2 - 3.0.squareRoot()
    var shares = [none]
    while shares.count <= most {
      // n pairs: (S) of n − 1, or SS, one of which may have none.
      let n = shares.count
      var sum = shares[n - 1] / 2
      for i in 1..<n { sum += shares[i] * shares[n - i] / 4 }
      shares.append(sum / (1 - none / 2))
    }
    return shares
  }
}

/// Random numbers one after another.
struct Draws {
  private let random: CounterRandom
  private var drawn = 0

  init(_ random: CounterRandom) { self.random = random }

  mutating func below(_ bound: Int) -> Int {
    drawn += 1
    return random.integer(drawn, below: bound)
  }

  /// A place, as likely as its weight.
  mutating func choice(_ weights: [Double]) -> Int {
    drawn += 1
    var rest = random.uniform(drawn) * weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      guard rest >= weight else { return place }
      rest -= weight
    }
    return weights.count - 1
  }
}
