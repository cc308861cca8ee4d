import Foundation
import SequenceEngine

extension BenchmarkCase {
  /// Random texts, or fresh sequences of the adding problem.
  ///
  /// - Parameters:
  ///   - updates: batches before anything comes again, at least.
  ///   - folder: where texts are written.
  package func dataset(updates: Int, in folder: URL) throws -> Dataset {
    let sizes = sizes
    let batch = try BatchSettings(size: sizes.rows)
    let path = folder.appendingPathComponent("text.txt").path
    let count = sizes.rows * updates
    let request: DataRequest
    switch sizes.task {
    case .adding: return try Dataset(.generated(.adding(length: sizes.steps), count: nil), batch: batch)
    case .text:
      try write(text(max(10_000, sizes.steps * count + 1)), to: path)
      request = .text(path: path, TextOptions(window: sizes.steps))
    case .labelledWords:
      try write(labelledWords(max(count, 2 * vocabulary / sizes.steps)), to: path)
      request = .labelled(path: path, SymbolOptions(unit: .word))
    case .pairs:
      try write(pairs(count), to: path)
      request = .pairs(path: path, SymbolOptions())
    }
    return try Dataset(request, split: .undivided, batch: batch)
  }

  /// The one sequence that is looked at, or whose probabilities are compared.
  func example(of dataset: Dataset) throws -> Example { try dataset.example(.train, 0) }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private var random: CounterRandom { CounterRandom(seed: 1, stream: .data) }

  private func character(_ number: Int) -> Character { Character(UnicodeScalar(UInt8(ascii: "0") + UInt8(number))) }

  private func text(_ count: Int) -> String {
    String((0..<count).map { character(random.integer($0, below: vocabulary)) })
  }

  /// Lines of T words with one of two labels. The vocabulary counts `<unk>`, which stands in no line; all others do.
  private func labelledWords(_ lines: Int) -> String {
    let (random, steps, known) = (random, sizes.steps, vocabulary - 1)
    return (0..<lines).map { line in
      let words = (0..<steps).map { t in
        let place = line * steps + t
        return "w\(place < known ? place : random.integer(place, below: known))"
      }
      return "\(line % 2)\t\(words.joined(separator: " "))\n"
    }.joined()
  }

  /// Lines of T symbols and T − 1 symbols: a decoder reads the start symbol before, and writes the end symbol behind them.
  private func pairs(_ lines: Int) -> String {
    let (random, steps) = (random, sizes.steps)
    func side(_ line: Int, _ offset: Int, _ count: Int, _ symbols: Int) -> String {
      String(
        (0..<count).map { t in
          let place = (2 * line + offset) * steps + t
          // Every symbol stands somewhere, so that the vocabularies are whole.
          return character(line * count + t < symbols ? line * count + t : random.integer(place, below: symbols))
        })
    }
    return (0..<lines).map {
      "\(side($0, 0, steps, vocabulary))\t\(side($0, 1, steps - 1, vocabulary - 1))\n"
    }.joined()
  }
}
