import SequenceEngine
import Testing

@Suite("Cloze") struct ClozeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cloze(_ content: String, window: Int = 3, split: Split = .undivided) throws -> Dataset {
    try Dataset(.cloze(path: folder.write("c.txt", content), TextOptions(window: window)), split: split)
  }

  @Test func theMiddleOfEachWindowIsHiddenAndAskedFor() throws {
    let data = try cloze("abcde")
    #expect(data.shape == DataShape(input: .token(vocabulary: 6), target: .classes(count: 5), placement: .perSequence))
    #expect(data.count(.train) == 3)
    let seen = try (0..<3).map { try data.example(.train, $0) }
    #expect(seen.map { data.vocabulary!.decode($0.tokens) } == ["a<mask>c", "b<mask>d", "c<mask>e"])
    #expect(seen.map { data.classNames![Int($0.classes[0])] } == ["b", "c", "d"])
  }

  @Test func noWindowCrossesABorder() throws {
    let data = try cloze("abcdefghijabcdefghij", window: 4, split: Split(train: 0.5, valid: 0.25, test: 0.25))
    #expect(DataPart.allCases.map { data.count($0) } == [7, 2, 2])
    let first = try data.example(.valid, 0)
    #expect(data.vocabulary!.decode(first.tokens) == "ab<mask>d")
    #expect(try data.example(.test, 1).steps == 4)
  }

  @Test func theBaselineCountsWhatIsHidden() throws {
    // Hidden are b, b, a: the most frequent letter of training, b, is right twice.
    let data = try cloze("abbab", window: 3)
    #expect(abs((data.baseline.value(.accuracy) ?? 0) - 2.0 / 3) < 1e-12)
  }

  @Test func wrongRequestsSayWhy() {
    #expect(folder.message { try cloze("abc", window: 2) }?.contains("data cloze window=: expected from 3") == true)
    #expect(
      folder.message { try cloze("ab") }?.contains("expected at least 3 characters, a whole window, found 2") == true)
    #expect(
      folder.message {
        try Dataset(
          .cloze(path: folder.write("m.txt", "a b <mask> c"), TextOptions(unit: .word, window: 3)), split: .undivided)
      }?.contains("expected a text without the symbol <mask>") == true)
  }
}
