import Foundation
import SequenceEngine
import Testing

/// The tasks of Hochreiter and Schmidhuber 1997 and of Pascanu, Mikolov and Bengio 2013 are what these papers say.
@Suite struct LongTimeLagTests {
  private func examples(_ name: String, _ values: [String: TaskValue] = [:], count: Int = 300) throws -> [Example] {
    let data = try Dataset(.generated(GeneratedTask(name, values), count: nil, heldOut: count))
    return try (0..<count).map { try data.example(.test, $0) }
  }

  /// The baseline is within three standard errors of what a constant answer scores.
  private func constantScoresTheBaseline(_ name: String, _ values: [String: TaskValue], answer: Double) throws {
    let data = try Dataset(.generated(GeneratedTask(name, values), count: 20_000), split: .undivided)
    let errors = try (0..<20_000).map { pow(try data.example(.train, $0).answers[0] - answer, 2) }
    let mean = errors.reduce(0, +) / 20_000
    let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19_999
    let bound = 3 * (variance / 20_000).squareRoot()
    #expect(abs(mean - data.baseline.loss) < bound, "\(name) \(mean)")
  }

  @Test func addingOf1997MarksTwoNumbersInTheFirstHalfAndBothEnds() throws {
    var lengths: Set<Int> = []
    for example in try examples("adding", ["form": .word("original"), "length": .integer(100)]) {
      lengths.insert(example.steps)
      let values = (0..<example.steps).map { example.numbers[2 * $0] }
      let marks = (0..<example.steps).map { example.numbers[2 * $0 + 1] }
      #expect(marks.first == -1 && marks.last == -1)
      #expect(values.allSatisfy { $0 >= -1 && $0 < 1 })
      let marked = marks.indices.filter { marks[$0] == 1 }
      let isFirstChosen = marked.count == 1
      #expect(marked.count == 2 || isFirstChosen && values[0] == 0)
      #expect(marked.allSatisfy { $0 < 50 } && (isFirstChosen || marked.contains { $0 < 10 }))
      let sum = marked.map { values[$0] }.reduce(0, +)
      #expect(abs(example.answers[0] - 0.5 - sum / 4) < 1e-12)
    }
    #expect(lengths == Set(100...110))
    try constantScoresTheBaseline("adding", ["form": .word("original")], answer: 0.5)
  }

  @Test func multiplicationIsTheProductOfTheMarkedNumbers() throws {
    var sum = 0.0
    for example in try examples("multiplication", count: 2000) {
      let marked = (0..<example.steps).filter { example.numbers[2 * $0 + 1] == 1 }
      let product = marked.map { example.numbers[2 * $0] }.reduce(1, *)
      #expect(abs(example.answers[0] - product) < 1e-12)
      let values = (0..<example.steps).map { example.numbers[2 * $0] }
      #expect(values.allSatisfy { (0...1).contains($0) })
      sum += example.answers[0]
    }
    try constantScoresTheBaseline("multiplication", [:], answer: sum / 2000)
  }

  @Test func addingOfPascanuIsTheMeanOfANumberInTheFirstTenthAndOneBeforeTheHalf() throws {
    for example in try examples("adding", ["form": .word("pascanu"), "length": .integer(50)]) {
      let marked = (0..<example.steps).filter { example.numbers[2 * $0 + 1] == 1 }
      #expect(marked.count == 2 && marked[0] < example.steps / 10 && marked[1] < example.steps / 2)
      #expect((50...55).contains(example.steps))
      let mean = (example.numbers[2 * marked[0]] + example.numbers[2 * marked[1]]) / 2
      #expect(example.answers == [mean])
    }
    try constantScoresTheBaseline("adding", ["form": .word("pascanu")], answer: 0.5)
  }

  @Test(arguments: [(2, [10...20, 50...60]), (3, [10...20, 33...43, 66...76])])
  func temporalOrderOf1997StandsInItsStretches(symbols: Int, stretches: [ClosedRange<Int>]) throws {
    var (classes, places) = (Set<Int32>(), [Set<Int>](repeating: [], count: symbols))
    for example in try examples("temporal_order", ["places": .integer(symbols)], count: 1000) {
      let signs = example.tokens.indices.filter { example.tokens[$0] >= 6 }
      #expect(signs.count == symbols && zip(signs, stretches).allSatisfy { $1.contains($0) })
      #expect(example.tokens.first == 0 && example.tokens.last == 1)
      #expect(example.tokens.dropFirst().dropLast().allSatisfy { (2...7).contains($0) })
      let order = signs.map { example.tokens[$0] - 6 }.reduce(0) { 2 * $0 + $1 }
      #expect(example.classes == [order])
      classes.formUnion(example.classes)
      for (number, place) in signs.enumerated() { places[number].insert(place) }
    }
    #expect(classes.count == 1 << symbols && places == stretches.map { Set($0) })
    let data = try Dataset(.generated(GeneratedTask("temporal_order", ["places": .integer(symbols)]), count: nil))
    #expect(data.baseline.loss == log(Double(1 << symbols)))
  }

  @Test(arguments: [(2, [10..<20, 50..<60]), (3, [10..<20, 30..<40, 60..<70])])
  func temporalOrderOfPascanuHasNoEnds(symbols: Int, stretches: [Range<Int>]) throws {
    let form: [String: TaskValue] = ["form": .word("pascanu"), "places": .integer(symbols)]
    for example in try examples("temporal_order", form) {
      let signs = example.tokens.indices.filter { example.tokens[$0] >= 4 }
      #expect(example.steps == 100 && signs.count == symbols && zip(signs, stretches).allSatisfy { $1.contains($0) })
    }
    var more = form
    (more["length"], more["max_length"]) = (.integer(50), .integer(200))
    let lengths = try examples("temporal_order", more, count: 3000).map(\.steps)
    #expect(Set(lengths) == Set(50...200))
  }

  @Test func targetsAsNumbersAreOneForTheClassAndWithinTheToleranceOfThePaper() throws {
    let task = try GeneratedTask("temporal_order", ["targets": .word("numbers")])
    let data = try Dataset(.generated(task, count: nil))
    #expect(data.shape.target == .vector(size: 4) && data.criterion == Criterion(.within(0.3)))
    #expect(try data.example(.test, 0).answers.sorted() == [0, 0, 0, 1])
    // A fourth for each of four numbers: one is off by 3/4, three by 1/4.
    #expect(abs(data.baseline.loss - 3.0 / 16) < 1e-15)
    #expect(
      message { try GeneratedTask("temporal_order", ["tolerance": .number(0.1)]) }
        == "data temporal_order tolerance=: expected no tolerance= for classes, found one; a tolerance is for numbers:"
        + " targets=numbers")
    #expect(
      message { try GeneratedTask("temporal_order", ["max_length": .integer(200)]) }?.contains("form=original") == true)
  }

  @Test func aLongLagEndsAsItBegan() throws {
    for example in try examples("long_lag", ["length": .integer(6)], count: 20) {
      #expect(Array(example.tokens.dropFirst()) == [0, 1, 2, 3, 4])
      #expect(Array(example.classes) == [0, 1, 2, 3, 4, example.tokens[0]])
      #expect([5, 6].contains(example.tokens[0]))
    }
    let random = try examples("long_lag", ["length": .integer(6), "order": .word("random")])
    for example in random {
      #expect(example.classes == Array(example.tokens.dropFirst()) + [example.tokens[0]])
      #expect(example.tokens.dropFirst().allSatisfy { $0 < 5 })
    }
    #expect(Set(random.map(\.tokens)).count > 200)
    let data = try Dataset(.generated(GeneratedTask("long_lag", ["length": .integer(6)]), count: nil))
    #expect(abs(data.baseline.loss - log(2) / 6) < 1e-15 && data.floor == nil)
    let drawn = try Dataset(
      .generated(GeneratedTask("long_lag", ["length": .integer(6), "order": .word("random")]), count: nil))
    let floor = 5 * log(5.0) / 6
    let guessing = floor + log(2.0) / 6
    #expect(abs(drawn.baseline.loss - guessing) < 1e-12)
    #expect(abs((drawn.floor?.loss ?? 0) - floor) < 1e-12)
    #expect(drawn.criterion == Criterion(.right, lastAlone: true))
  }

  @Test func aVeryLongLagIsAskedForAtItsTrigger() throws {
    let all = try examples("very_long_lag", ["length": .integer(30), "k": .integer(4)], count: 2000)
    for example in all {
      #expect(example.tokens[0] == 5 && example.tokens.last == 4 && example.steps >= 33)
      #expect(example.classes == [example.tokens[1] - 6])
      #expect(example.tokens[2..<example.steps - 1].allSatisfy { (0..<4).contains($0) })
    }
    // Nine more in the mean, with standard deviation √90.
    let mean = all.reduce(0) { $0 + Double($1.steps) } / 2000
    let bound = 3 * (90.0 / 2000).squareRoot()
    #expect(abs(mean - 42) < bound)
  }

  @Test(arguments: ["late", "inputs", "targets"])
  func twoSequencesDifferInTheirFirstSteps(noise: String) throws {
    let values: [String: TaskValue] = ["form": .word(noise), "length": .integer(100)]
    var signs: [Double] = []
    var rest: [Double] = []
    for example in try examples("two_sequence", values) {
      let isFirst = (example.answers[0] > 0.5) == (noise != "targets")
      #expect((100...110).contains(example.steps))
      signs += example.numbers[..<3].map { isFirst ? $0 : -$0 }
      rest += example.numbers[3...]
      #expect((noise == "targets" ? [0.2, 0.8] : [0, 1]).contains(example.answers[0]))
    }
    func variance(_ values: [Double], mean: Double) -> Double {
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    #expect(abs(variance(rest, mean: 0) - 0.2) < 0.01)
    let expected = noise == "inputs" ? 0.2 : 0
    #expect(abs(variance(signs, mean: 1) - expected) <= 0.2 * expected)
    let data = try Dataset(.generated(GeneratedTask("two_sequence", values), count: nil))
    let training = data.trainingBatch(0).target
    guard case .vectors(let targets, _) = training else { throw Unexpected() }
    #expect(targets.allSatisfy { [0, 1].contains($0) } == (noise != "targets"))
    #expect(data.baseline.loss == (noise == "targets" ? 0.09 : 0.25))
  }

  private struct Unexpected: Error {}

  @Test func aPermutationAsksForItsFirstSymbol() throws {
    for example in try examples("random_permutation", ["length": .integer(40), "max_length": .integer(60)]) {
      #expect((40...60).contains(example.steps) && [0, 1].contains(example.tokens[0]))
      #expect(example.classes == [example.tokens[0]])
      #expect(example.tokens.dropFirst().allSatisfy { (2..<100).contains($0) })
    }
    let data = try Dataset(.generated(GeneratedTask("random_permutation"), count: nil))
    #expect(data.baseline.loss == log(2) && data.shape.target == .classes(count: 100))
  }

  @Test func memorizationAsksForItsSymbolsBehindTheCue() throws {
    let example = try examples("memorization", ["length": .integer(4), "k": .integer(5), "places": .integer(3)])[0]
    let symbols = Array(example.tokens[..<3])
    #expect(symbols.allSatisfy { (0..<5).contains($0) })
    #expect(Array(example.tokens[3...]) == [5, 5, 5, 5, 6, 5, 5])
    #expect(example.classes == [Int32](repeating: 5, count: 7) + symbols)
    let data = try Dataset(.generated(GeneratedTask("memorization"), count: nil))
    #expect(abs(data.baseline.loss - 5 * log(2) / 110) < 1e-15)
  }

  @Test func aFlipFlopHoldsTheLastPulseOfEachLine() throws {
    for example in try examples("flip_flop", ["length": .integer(30), "rate": .number(0.2)], count: 50) {
      var held = [0.0, 0, 0]
      for t in 0..<30 {
        for line in 0..<3 {
          let pulse = example.numbers[3 * t + line]
          if pulse != 0 { held[line] = pulse }
          #expect([-1, 0, 1].contains(pulse) && (t > 0 || pulse != 0))
          #expect(example.answers[3 * t + line] == held[line])
        }
      }
    }
    let data = try Dataset(.generated(GeneratedTask("flip_flop"), count: nil))
    let errors = try (0..<500).map { index in
      let example = try data.example(.valid, index)
      return zip(example.numbers, example.answers).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 300
    }
    let mean = errors.reduce(0, +) / 500
    let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 499
    let bound = 3 * (variance / 500).squareRoot()
    #expect(abs(mean - data.baseline.loss) < bound)
  }
}
