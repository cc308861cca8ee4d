import Foundation
import SequenceEngine

/// How long a text of 100 MB takes from its file to a data set.
struct TextFigures {
  let rounds: Int
  private static let size = 100_000_000

  func measure() throws -> [Figure] {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("text.txt").path
      try Self.text().write(to: URL(fileURLWithPath: path))
      return try [(TextUnit.character, 1.0), (.byte, 1), (.word, 2)].map { unit, goal in
        var symbols = ""
        let best = try Figure.best(rounds: rounds) {
          let data = try Dataset(.text(path: path, TextOptions(unit: unit)))
          symbols = data.summary.first { $0.hasPrefix("vocabulary") } ?? ""
        }
        return Figure(
          name: "a text of 100 MB, unit=\(unit.rawValue)", value: best.seconds, goal: goal, unit: "s",
          note: "\(best.note); \(symbols)")
      }
    }
  }

  /// Lines of words, frequent and rare ones, as a language has them.
  private static func text() -> Data {
    let random = CounterRandom(seed: 1, stream: .data)
    let words = (0..<20_000).map { word in
      (0..<2 + random.integer(word, below: 8)).map {
        UInt8(ascii: "a") + UInt8(random.integer(word * 16 + $0, below: 26))
      }
    }
    var text = Data(capacity: size + 128)
    var place = 0
    while text.count < size {
      let share = random.uniform(place)
      text.append(contentsOf: words[Int(share * share * share * Double(words.count))])
      place += 1
      text.append(UInt8(ascii: place % 12 == 0 ? "\n" : " "))
    }
    return text
  }
}
