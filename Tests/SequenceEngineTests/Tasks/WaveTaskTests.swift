import Foundation
import SequenceEngine
import Testing

@Suite struct WaveTaskTests {
  private func data(_ name: String, _ values: [String: TaskValue] = [:]) throws -> Dataset {
    try Dataset(.generated(GeneratedTask(name, values), count: nil))
  }

  /// The mean over examples of something within three standard errors of a value.
  private func expect(
    _ data: Dataset, _ expected: Double, score: (Example) -> Double
  ) throws {
    let count = 1000
    let scores = try (0..<count).map { score(try data.example(.test, $0)) }
    let mean = scores.reduce(0, +) / Double(count)
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    #expect(abs(mean - expected) < 3 * (variance / Double(count)).squareRoot(), "\(data.name): \(mean), \(expected)")
  }

  private func persistence(_ example: Example) -> Double {
    zip(example.numbers, example.answers).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
      / Double(example.answers.count)
  }

  @Test func aSumOfSinesScoresPersistenceOfEachOfThem() throws {
    let (one, five) = (try data("sine"), try data("sine", ["k": .integer(5)]))
    #expect(abs(five.baseline.loss - 5 * one.baseline.loss) < 1e-15)
    try expect(five, five.baseline.loss, score: persistence)
    #expect(try one.example(.test, 3) == data("sine", ["k": .integer(1)]).example(.test, 3))
  }

  @Test func aToneIsTheSineOfTheFrequencyThatWasTold() throws {
    let data = try data("tone")
    for index in 0..<20 {
      let example = try data.example(.valid, index)
      let turn = 2 * Double.pi * (0.02 + 0.08 * example.numbers[0])
      #expect(example.numbers.dropFirst().allSatisfy { $0 == 0 })
      for t in 0..<40 { #expect(abs(example.answers[t] - sin(turn * Double(t))) < 1e-12) }
    }
    try expect(data, data.baseline.loss) { $0.answers.reduce(0) { $0 + $1 * $1 } / 40 }
  }

  @Test func binaryAdditionIsTheSumOfTwoNumbers() throws {
    let data = try data("binary_addition", ["length": .integer(10)])
    for index in 0..<200 {
      let example = try data.example(.test, index)
      func number(_ bits: [Double]) -> Int { bits.reversed().reduce(0) { 2 * $0 + Int($1) } }
      let (a, b) = (stride(from: 0, to: 22, by: 2), stride(from: 1, to: 22, by: 2))
      let (first, second) = (number(a.map { example.numbers[$0] }), number(b.map { example.numbers[$0] }))
      #expect(first + second == number(example.answers))
      #expect(example.numbers.suffix(2) == [0, 0] && example.steps == 11)
    }
    let p = 1 - (data.baseline.value(.accuracy) ?? 0)
    try expect(data, p) { $0.answers.reduce(0, +) / 11 }
    let entropy = -p * log(p) - (1 - p) * log(1 - p)
    #expect(abs(data.baseline.loss - entropy) < 1e-12)
  }

  @Test func finalParityIsTheLastOfTheRunningOne() throws {
    let (running, whole) = (try data("parity"), try data("parity", ["form": .word("final")]))
    for index in 0..<20 {
      #expect(try running.example(.test, index).answers.last == whole.example(.test, index).answers.last)
    }
    #expect(whole.shape.placement == .perSequence)
  }

  @Test func twoEchoesScoreWhatTheLagsThatAreKnownLeave() throws {
    let data = try data("two_echoes", ["length": .integer(400)])
    // The share of ones by the two bits: what both lags know.
    var (ones, all) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
    for index in 0..<300 {
      let example = try data.example(.test, index)
      #expect(example.answers[..<8].allSatisfy { $0.isNaN })
      for t in 8..<400 {
        let kind = 2 * Int(example.numbers[t - 3]) + Int(example.numbers[t - 8])
        ones[kind] += example.answers[t]
        all[kind] += 1
      }
    }
    for (kind, p) in [0.5, 0.25, 1, 0.75].enumerated() {
      let bound = 3 * (p * (1 - p) / all[kind]).squareRoot()
      #expect(abs(ones[kind] / all[kind] - p) <= bound)
    }
    #expect(abs(data.baseline.loss - 0.6616) < 5e-5)
    #expect(abs(try #require(data.floor).loss - 0.4545) < 5e-5)
  }

  @Test func narmaFollowsItsEquationAndNeverBlowsUp() throws {
    let data = try data("narma10", ["length": .integer(300)])
    for index in 0..<100 {
      let example = try data.example(.test, index)
      let (u, y) = (example.numbers, [0] + example.answers)
      #expect(u.allSatisfy { $0 >= 0 && $0 < 0.5 } && y.allSatisfy { $0 <= 1 })
      for t in 9..<300 {
        let sum = (0...9).reduce(0) { $0 + y[t - $1] }
        let next = 0.3 * y[t] + 0.05 * y[t] * sum + 1.5 * u[t - 9] * u[t] + 0.1
        #expect(abs(y[t + 1] - next) < 1e-12)
      }
    }
  }

  /// The numbers of the published series: mean 0.929, deviation 0.226, persistence 0.146 of that at one step.
  @Test func mackeyGlassIsThePublishedSeries() throws {
    let data = try data("mackey_glass", ["length": .integer(900)])
    let values = (0..<10).flatMap { data.trainingBatch($0).row(0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    #expect(abs(mean - 0.929) < 0.02 && abs(deviation - 0.226) < 0.02)
    #expect(abs(data.baseline.loss.squareRoot() / 0.226 - 0.146) < 0.005)
  }

  @Test func lorenzMovesOnItsAttractor() throws {
    let data = try data("lorenz", ["length": .integer(900)])
    let values = (0..<10).flatMap { data.trainingBatch($0).row(0) }
    for (dimension, deviation) in [0.79, 0.90, 0.87].enumerated() {
      let own = stride(from: dimension, to: values.count, by: 3).map { values[$0] }
      let mean = own.reduce(0, +) / Double(own.count)
      let spread = (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(own.count)).squareRoot()
      #expect(abs(spread - deviation) < 0.08)
    }
    // The share of the spread that a step changes: 0.11, 0.15 and 0.18.
    let squares = [0.79 * 0.11, 0.90 * 0.15, 0.87 * 0.18].map { $0 * $0 }
    let mean = squares.reduce(0, +) / 3
    #expect(abs(data.baseline.loss - mean) < 0.15 * data.baseline.loss)
  }

  @Test(arguments: ["mackey_glass", "lorenz"])
  func noStretchThatIsScoredWasTrainedOn(name: String) throws {
    let data = try data(name, ["length": .integer(5)])
    var trained: Set<Double> = []
    for update in 0..<60 { for row in 0..<32 { trained.formUnion(data.trainingBatch(update).row(row)) } }
    for index in 0..<1000 { #expect(trained.isDisjoint(with: try data.example(.test, index).numbers)) }
  }
}

extension Batch {
  /// The numbers of one row; [T, I].
  fileprivate func row(_ row: Int) -> [Double] {
    guard case .vectors(let values, let size) = input else { return [] }
    return (0..<lengths[row]).flatMap { t -> ArraySlice<Double> in
      let first = (t * rows + row) * size
      return values[first..<first + size]
    }
  }
}
