import Foundation
import SequenceEngine
import Testing

@Suite("The score of knowing nothing on each part")
struct PartBaselineTests: SeriesFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a series is scored on the windows of the very part, column by column")
  func persistence() throws {
    let rows = (0..<200).map { (t: Int) -> String in "\(t * t % 37 + t),\(t % 9 * 100)" }
    var options = SeriesOptions(window: 4, normalisation: .none)
    options.target = ["a", "b"]
    let data = try series("a,b\n" + rows.joined(separator: "\n"), options, split: .standard)
    for part in DataPart.allCases {
      let count = try #require(data.count(part))
      var squares = [0.0, 0.0]
      for index in 0..<count {
        let example = try data.example(part, index)
        for d in 0..<2 {
          let change = example.answers[d] - example.numbers[6 + d]
          squares[d] += change * change
        }
      }
      let baseline = try #require(data.baseline(of: part))
      #expect(abs(baseline.loss / (squares.reduce(0, +) / Double(2 * count)) - 1) < 1e-12)
      for (own, sum) in zip(baseline.values(.rmse), squares) {
        #expect(abs(own / (sum / Double(count)).squareRoot() - 1) < 1e-12)
      }
    }
    #expect(data.baseline == data.baseline(of: .test))
    #expect(data.baseline != data.baseline(of: .valid))
  }

  @Test("a text is scored by training frequencies on every part, without the first symbol that nothing predicts")
  func text() throws {
    let path = try folder.write("t.txt", String(repeating: "aaab", count: 20))
    let data = try Dataset(.text(path: path, TextOptions(window: 5)))
    let training = -(47 * log(49.0 / 66) + 16 * log(17.0 / 66)) / 63
    #expect(abs((data.baseline(of: .train)?.loss ?? .nan) - training) < 1e-12)
    #expect(data.baseline(of: .test) == data.baseline)
  }

  @Test("classes are scored on the very part by the frequencies of training")
  func classes() throws {
    let classes = (0..<40).map { $0 % 5 == 0 ? 1 : 0 }
    let data = try Dataset(
      .inline(InlineSequences(input: classes.map { [[Double($0)]] }, target: .classPerSequence(classes))),
      split: .standard)
    func targets(_ part: DataPart) throws -> [Int32] {
      try (0..<(data.count(part) ?? 0)).flatMap { try data.example(part, $0).classes }
    }
    let ones = Double(try targets(.train).count { $0 == 1 })
    let share = (ones + 1) / (Double(try targets(.train).count) + 2)
    for part in DataPart.allCases {
      let own = try targets(part)
      let nats = own.reduce(0) { $0 - log($1 == 1 ? share : 1 - share) } / Double(own.count)
      #expect(abs((data.baseline(of: part)?.loss ?? .nan) - nats) < 1e-12)
    }
  }

  @Test("training data that never end have none, nor has a part without sequences")
  func absent() throws {
    let endless = try Dataset(.generated(.adding(length: 4), count: nil))
    #expect(endless.baseline(of: .train) == nil)
    #expect(endless.baseline(of: .valid) == endless.baseline)
    #expect(try Dataset(.generated(.adding(length: 4), count: 40)).baseline(of: .train) == endless.baseline)
    let whole = try Dataset(.inline(InlineSequences(input: [[[1]], [[2]]], target: .perSequence([[1], [3]]))))
    #expect(whole.baseline(of: .test) == nil)
    #expect(whole.baseline(of: .train) == whole.baseline)
  }
}
