import Foundation
import SequenceEngine
import Testing

@Suite("Lines on their own")
struct LineTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func lines(
    _ content: String, _ options: SymbolOptions = SymbolOptions(), split: Split = .undivided
  ) throws -> Dataset { try Dataset(.lines(path: folder.write("names.txt", content), options), split: split) }

  @Test func eachLineIsReadFromTheEndOfTheOneBeforeToItsOwn() throws {
    let data = try lines("emma\r\n\nava\nli")
    #expect(data.count(.train) == 3)
    let pairs = try (0..<3).map { index in
      let own = try data.example(.train, index)
      return data.vocabulary!.decode(own.tokens) + "→" + data.vocabulary!.decode(own.classes)
    }
    #expect(pairs.sorted() == ["\nava→ava\n", "\nemma→emma\n", "\nli→li\n"])
    #expect(data.vocabulary?.symbols == ["\n", "a", "e", "i", "l", "m", "v"])
    #expect(data.isNextSymbol && !data.isOneText)
  }

  @Test func wordsEndWithTheirOwnSymbol() throws {
    let data = try lines("a b\nb\n", SymbolOptions(unit: .word))
    let own = try (0..<2).map { try data.example(.train, $0) }.first { $0.steps == 3 }
    #expect(own.map { $0.classes.map { data.vocabulary!.symbols[Int($0)] } } == ["a", "b", "<eos>"])
  }

  @Test func longLinesAreLeftOutAndTheBaselineIsTheFrequencyOfSymbols() throws {
    let data = try lines("ab\nabcdef\na\n", SymbolOptions(maximumLength: 2))
    #expect(data.count(.train) == 2)
    #expect(data.summary.contains("1 line longer than 2 left out"))
    // Targets are a, b, end, a, end; one is added to each count.
    let expected = -(2 * log(3.0 / 8) + log(2.0 / 8) + 2 * log(3.0 / 8)) / 5
    #expect(abs(data.baseline.loss - expected) < 1e-12)
    #expect(
      folder.message { try lines("\n\n") } == "'names.txt': expected a text a line, found none; give another file")
    #expect(
      folder.message { try lines("abc\n", SymbolOptions(maximumLength: 1)) }?.contains("all longer than max_length")
        == true)
  }
}
