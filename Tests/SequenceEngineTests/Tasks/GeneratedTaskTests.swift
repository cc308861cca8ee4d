import Foundation
import SequenceEngine
import Testing

@Suite struct GeneratedTaskTests: TaskData {
  /// Mean and three standard errors of the mean.
  private func estimate(_ values: [Double]) -> (mean: Double, bound: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return (mean, 3 * (variance / Double(values.count)).squareRoot())
  }

  @Test func addingHasOneMarkInEachHalfAndTheirSumAsTarget() throws {
    for length in [2, 3, 11, 50] {
      let data = try data(.adding(length: length))
      for index in 0..<50 {
        let example = try data.example(.test, index)
        let values = (0..<length).map { example.numbers[2 * $0] }
        let marked = (0..<length).filter { example.numbers[2 * $0 + 1] == 1 }
        #expect(marked.count == 2)
        #expect(marked[0] < length / 2 && marked[1] >= length / 2)
        #expect(example.answers == [values[marked[0]] + values[marked[1]]])
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
      }
    }
  }

  @Test func addingBaselineIsOneSixth() throws {
    let data = try data(.adding(length: 10), count: 20_000, split: .undivided)
    let errors = try (0..<20_000).map { pow(try data.example(.train, $0).answers[0] - 1, 2) }
    let (mean, bound) = estimate(errors)
    #expect(data.baseline.loss == 1.0 / 6)
    #expect(abs(mean - data.baseline.loss) < bound)
  }

  @Test func copyAsksForTheSymbolsAfterTheDelimiter() throws {
    let example = try data(.copy(length: 5)).example(.valid, 3)
    #expect(example.steps == 25)
    let symbols = Array(example.tokens[..<10])
    #expect(symbols.allSatisfy { (1...8).contains($0) })
    #expect(Array(example.tokens[10...]) == [0, 0, 0, 0, 9] + [Int32](repeating: 0, count: 10))
    #expect(example.classes == [Int32](repeating: 0, count: 15) + symbols)
    let baselines = [(100, 0.1733), (200, 0.0945), (500, 0.0400), (1000, 0.0204)]
    for (blanks, nats) in baselines {
      #expect(abs(try data(.copy(length: blanks)).baseline.loss - nats) < 5e-5)
    }
  }

  @Test func temporalOrderIsTheOrderOfTheTwoSigns() throws {
    let data = try data(.temporalOrder(length: 100))
    var seen: Set<Int32> = []
    for index in 0..<200 {
      let example = try data.example(.test, index)
      let signs = example.tokens.indices.filter { example.tokens[$0] >= 6 }
      #expect(signs.count == 2 && (10...20).contains(signs[0]) && (50...60).contains(signs[1]))
      #expect(example.classes == [2 * (example.tokens[signs[0]] - 6) + example.tokens[signs[1]] - 6])
      #expect((100...110).contains(example.steps))
      #expect(example.tokens.first == 0 && example.tokens.last == 1)
      seen.insert(example.classes[0])
    }
    #expect(seen == [0, 1, 2, 3])
    #expect(data.baseline.loss == log(4) && data.baseline.value(.accuracy) == 0.25)
  }

  @Test func parityIsTheRunningExclusiveOr() throws {
    let example = try data(.parity(length: 30)).example(.train, 5)
    var odd = false
    for (bit, answer) in zip(example.numbers, example.answers) {
      odd = odd != (bit == 1)
      #expect((answer == 1) == odd)
    }
  }

  @Test func echoRepeatsTheBitOfSomeStepsBefore() throws {
    let data = try data(.echo(length: 30, lag: 4))
    let example = try data.example(.train, 5)
    #expect(example.answers[..<4].allSatisfy { $0.isNaN })
    #expect(Array(example.answers[4...]) == Array(example.numbers[..<26]))
    #expect(data.baseline.loss == log(2))
    #expect(try self.data(.echo(length: 5, lag: 0)).example(.train, 0).answers.allSatisfy { !$0.isNaN })
  }

  @Test(arguments: [GeneratedTask.parity(length: 20), .echo(length: 20, lag: 3)])
  func halfOfTheBitsAreOnes(task: GeneratedTask) throws {
    let data = try data(task)
    let answers = try (0..<500).flatMap { try data.example(.test, $0).answers }.filter { !$0.isNaN }
    let (mean, bound) = estimate(answers)
    #expect(abs(mean - 0.5) < 1.5 * bound)
  }

  @Test func sineAsksForItsNextValueAndPersistenceIsTheBaseline() throws {
    let data = try data(.sine(length: 20), count: 20_000, split: .undivided)
    let examples = try (0..<20_000).map { try data.example(.train, $0) }
    for example in examples.prefix(50) {
      #expect(Array(example.numbers.dropFirst()) == Array(example.answers.dropLast()))
      #expect(example.numbers.allSatisfy { abs($0) < 1.5 })
    }
    let errors = examples.map { example in
      zip(example.numbers, example.answers).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) } / 20
    }
    let (mean, bound) = estimate(errors)
    #expect(abs(mean - data.baseline.loss) < bound)
    #expect(data.baseline.value(.rmse) == data.baseline.loss.squareRoot())
  }

  @Test func aMotifIsItsFirstBoxBeforeItsSecond() throws {
    let data = try data(.motif(length: 30))
    var kinds = Set<[Bool]>()
    for index in 0..<200 {
      let example = try data.example(.test, index)
      let strand = example.tokens.map { ["a", "c", "g", "t"][Int($0)] }.joined()
      let first = strand.range(of: "ttgaca")
      let behind = first.map { strand[$0.upperBound...].contains("tataat") } ?? false
      #expect(example.classes == [behind ? 1 : 0])
      kinds.insert([first != nil, strand.contains("tataat"), behind])
    }
    // Both in order, both in the wrong order, and one of them alone.
    #expect(
      kinds.isSuperset(of: [[true, true, true], [true, true, false], [true, false, false], [false, true, false]]))
  }

  @Test func halfOfTheMotifsAreThere() throws {
    let data = try data(.motif(length: 40))
    let there = try (0..<1000).map { Double(try data.example(.valid, $0).classes[0]) }
    let (mean, bound) = estimate(there)
    #expect(abs(mean - 0.5) < bound)
  }

  @Test func aSceneIsWhatItsWordsSay() throws {
    let data = try data(.scenes)
    let names = try #require(data.targetVocabulary)
    for index in 0..<200 {
      let example = try data.example(.test, index)
      let words = names.decode(Array(try #require(example.decoderInput).dropFirst())).split(separator: " ")
      #expect(words.first != words.last)
      let lit = (0..<64).filter { example.numbers[$0] == 1 }
      let sizes: [String: Int] = ["cross": 5, "square": 8, "bar": 3, "pole": 3]
      let first = sizes[String(words.first ?? "")] ?? 0
      let second = sizes[String(words.last ?? "")] ?? 0
      #expect(lit.count == first + second)
      // The first figure stands in the left or in the upper half.
      let isBeside = words.contains("left")
      let near = lit.filter { (isBeside ? $0 % 8 : $0 / 8) < 4 }
      #expect(near.count == first)
    }
  }
}
