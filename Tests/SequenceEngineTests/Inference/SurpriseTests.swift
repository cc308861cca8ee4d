import Foundation
import SequenceEngine
import Testing

@Suite("What a model did not expect")
struct SurpriseTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test("planted spikes are found, and little else")
  func planted() throws {
    let phi = 0.5
    var values = SeriesByHand.autoregressive(phi, count: 6000)
    // In the last third, which is the test part.
    let planted = (0..<20).map { 4100 + 90 * $0 }
    for row in planted { values[row] += row.isMultiple(of: 4) ? 9 : -9 }
    let data = try SeriesByHand.data(
      SeriesByHand.file(values, in: folder), split: Split(train: 0.4, valid: 0.2666, test: 0.3334))
    let reader = try SurpriseReader(SeriesByHand.state(phi, for: data.shape), data, loss: .meanSquared)
    let ordinary = try reader.read(.valid)
    let scale = SurpriseScale(ordinary)
    let threshold = SurpriseThreshold(ordinary.map(scale.score), level: 0.999)
    #expect(threshold.isReached)
    // One standard normal number in a thousand is further than this from 0.
    #expect(abs(threshold.value - 3.29) < 0.6)
    let found = try reader.read(.test).filter { scale.score($0) > threshold.value }
    let firstRow = 6000 - (data.count(.test) ?? 0)
    let rows = Set(found.map { firstRow + $0.example })
    #expect(planted.allSatisfy { rows.contains($0) })
    // The row behind a spike is forecast from it, so it is marked too.
    let others = rows.filter { row in !planted.contains { $0 == row || $0 + 1 == row } }
    #expect(others.count <= 5, "\(others.sorted())")
  }

  @Test("bits are −log2 of the probability of each symbol of a text, its states carried from window to window")
  func text() throws {
    let path = try folder.write("text.txt", String(repeating: "abcab cba ", count: 30))
    let data = try Dataset(.text(path: path, TextOptions(window: 7)), split: .undivided)
    let kinds = [Models.recurrent(BuiltInCells.lstm, 5), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(kinds), for: data.shape, seed: 2)
    let readings = try SurpriseReader(state, data, loss: .crossEntropy).read(.train)
    #expect(readings.count == 299)
    let tokens = try #require(data.vocabulary).encode(String(repeating: "abcab cba ", count: 30))
    let whole = Example(
      input: .tokens(Array(tokens.dropLast())), target: .classes(Array(tokens.dropFirst())), steps: 299)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .crossEntropy, example: whole)
    #expect(relativeDifference(readings.map { $0.bits * M_LN2 }, pass.loss.byStep) < 1e-10)
    #expect(readings.map { Int32($0.target[0]) } == Array(tokens.dropFirst()))
    #expect(readings[7].example == 1 && readings[7].step == 0)
  }

  @Test("numbers are scored by the length of the error in standard deviations, answers by the bits of all of them")
  func scores() throws {
    func reading(_ target: [Double], _ answer: [Double]) -> SurpriseReading {
      SurpriseReading(example: 0, step: nil, bits: .nan, target: target, answer: answer)
    }
    let scale = SurpriseScale([reading([1, 10], [0, 0]), reading([3, 30], [0, 0])])
    #expect(scale.errors[0] == (mean: 2, deviation: 1) && scale.errors[1] == (mean: 20, deviation: 10))
    #expect(abs(scale.score(reading([5, 60], [0, 0])) - 5) < 1e-12)
    let constant = SurpriseScale([reading([1], [0]), reading([2], [1])])
    #expect(constant.score(reading([4], [3])) == 0 && constant.score(reading([4], [2])) == .infinity)

    let sequences = InlineSequences(input: [[[1], [0]]], target: .perStep([[[1, 0], [1, 1]]]), bits: true)
    let data = try Dataset(.inline(sequences))
    let state = try ModelState(
      Models.description([.dense(units: nil, activation: .identity)]), for: data.shape, seed: 2)
    let own = try SurpriseReader(state, data, loss: .binaryCrossEntropy).read(.train)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .binaryCrossEntropy,
      example: data.example(.train, 0))
    // The loss is the mean over both answers.
    #expect(relativeDifference(own.map { $0.bits * M_LN2 / 2 }, pass.loss.byStep) < 1e-12)
  }

  @Test("under another loss than binary cross-entropy the outputs for bits are probabilities, kept between 0 and 1")
  func bitsWithoutLogits() throws {
    let sequences = InlineSequences(
      input: [[[0.75], [0.25], [1.5], [-1]]], target: .perStep([[[1], [1], [0], [0]]]), bits: true)
    let data = try Dataset(.inline(sequences))
    // What it puts out is what it reads.
    let readings = try SurpriseReader(SeriesByHand.state(1, for: data.shape), data, loss: .meanSquared).read(.train)
    #expect(readings.map(\.answer) == [[1], [0], [1], [0]])
    try #require(readings.count == 4)
    #expect(abs(readings[0].bits - log2(4.0 / 3)) < 1e-12 && abs(readings[1].bits - 2) < 1e-12)
    // The third was held to be impossible, the fourth to be sure.
    #expect(readings[2].bits == 1022 && readings[3].bits == 0)

    let logits = BitReading(under: .binaryCrossEntropy)
    #expect(logits.probability(0) == 0.5 && logits.isYes(0.1) && !logits.isYes(-0.1))
    let plain = BitReading(under: .meanAbsolute)
    #expect(plain.probability(0.3) == 0.3 && plain.probability(7) == 1 && plain.probability(.nan).isNaN)
    #expect(!plain.isYes(0.1) && plain.isYes(0.6))
  }

  @Test("a threshold is the quantile that new scores stay under with the level's probability")
  func threshold() {
    let scores = (1...199).map(Double.init)
    #expect(SurpriseThreshold(scores, level: 0.995) == SurpriseThreshold(scores.reversed(), level: 0.995))
    #expect(SurpriseThreshold(scores, level: 0.995).value == 199)
    #expect(SurpriseThreshold(scores, level: 0.995).isReached)
    #expect(SurpriseThreshold(scores, level: 0.5).value == 100)
    #expect(!SurpriseThreshold(scores, level: 0.999).isReached)
  }
}
