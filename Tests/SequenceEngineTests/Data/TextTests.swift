import Foundation
import SequenceEngine
import Testing

@Suite struct TextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(
    _ content: String, unit: TextUnit = .character, window: Int = 5, minimumCount: Int = 1, split: Split = .standard,
    batch: Int = 2
  ) throws -> Dataset {
    try Dataset(
      .text(
        path: folder.write("t.txt", content), TextOptions(unit: unit, window: window, minimumCount: minimumCount)),
      split: split, batch: BatchSettings(size: batch))
  }

  @Test func everyStepPredictsTheNextCharacter() throws {
    let data = try text("abcabcabcabc", split: .undivided)
    let example = try data.example(.train, 0)
    #expect(data.vocabulary?.symbols == ["a", "b", "c"])
    #expect(example.tokens == [0, 1, 2, 0, 1])
    #expect(example.classes == [1, 2, 0, 1, 2])
    #expect(
      data.shape
        == DataShape(
          input: .token(vocabulary: 3), target: .classes(count: 3), placement: .perStep, targetSource: .nextInput))
  }

  @Test func tracksRunOnFromBatchToBatchAndCoverEveryStepOnce() throws {
    // 103 different symbols, so that a symbol says its place.
    let letters = (0..<103).map { String(UnicodeScalar(0x4E00 + $0)!) }.joined()
    let data = try text(letters, window: 10, split: .undivided, batch: 4)
    let updates = try #require(data.updatesPerEpoch)
    var tracks = [[Int32]](repeating: [], count: 4)
    var predicted: [Int32] = []
    for update in 0..<updates {
      let batch = data.trainingBatch(update)
      #expect(batch.rows == 4)
      #expect(batch.continuesTracks == (update > 0))
      #expect(batch.steps <= 11)
      for row in 0..<4 {
        for t in 0..<batch.lengths[row] {
          tracks[row].append(batch.tokens[t * 4 + row])
          predicted.append(batch.classes[t * 4 + row])
        }
      }
    }
    for track in tracks { #expect(zip(track, track.dropFirst()).allSatisfy { $1 == $0 + 1 }) }
    #expect(tracks.joined().sorted() == (0..<102).map(Int32.init))
    #expect(predicted.sorted() == (1..<103).map(Int32.init))
    #expect(data.trainingBatch(updates) == data.trainingBatch(0))
  }

  @Test func evaluationPredictsEveryHeldOutSymbolOnceAndNoneOfAnotherPart() throws {
    let letters = (0..<200).map { String(UnicodeScalar(0x4E00 + $0)!) }.joined()
    // Every symbol is known in training when training is everything; the places are then the same.
    let whole = try text(letters, window: 4, split: .undivided).vocabulary
    #expect(whole?.count == 200)
    let data = try text(String(repeating: "abcdefghij", count: 20), window: 4, batch: 3)
    for (part, steps) in [(DataPart.valid, 19), (.test, 19), (.train, 159)] {
      let batches = (0..<data.evaluationBatches(part)).map { data.evaluationBatch(part, $0) }
      #expect(batches.map(\.lengths).joined().reduce(0, +) == steps)
      #expect(batches.map(\.continuesTracks) == batches.indices.map { $0 > 0 })
    }
    let windows = try (0..<data.count(.valid)!).map { try data.example(.valid, $0) }
    #expect(windows.map(\.steps) == [4, 4, 4, 4, 3])
    let digits: [Int32] = (0..<19).map { $0 % 10 }
    #expect(windows.flatMap(\.tokens) == digits)
  }

  @Test func aShortTextHasFewerTracksAndSaysSo() throws {
    let data = try text(String(repeating: "ab", count: 13), window: 10, split: .undivided, batch: 8)
    #expect(data.trainingBatch(0).rows == 2)
    #expect(data.summary.contains { $0.contains("the text is too short for 8 tracks") })
  }

  @Test func heldOutSymbolsNeverEnterTheVocabulary() throws {
    let data = try text("aabbaabbaabbaabb" + "aX" + "bY")
    #expect(data.vocabulary?.symbols == ["a", "b", "<unk>"])
    #expect(data.vocabulary?.unknown == 2)
    #expect(try data.example(.test, 0).classes == [2])
    #expect(data.summary.contains("2 in the other parts that training does not have count as <unk>"))
    #expect(try text("aabbaabbaabbaabb" + "ab" + "ba").vocabulary?.symbols == ["a", "b"])
  }

  @Test func wordsAreSplitAtWhiteSpaceAndNewlinesAreWords() throws {
    let data = try text("the cat  saw\tthe dog\nthe end\n", unit: .word, split: .undivided)
    let vocabulary = try #require(data.vocabulary)
    #expect(vocabulary.symbols == ["the", "<eos>", "cat", "dog", "end", "saw", "<unk>"])
    #expect(try data.example(.train, 0).tokens == [0, 2, 5, 0, 3])
    #expect(vocabulary.decode([0, 2, 1, 0, 4]) == "the cat\nthe end")
    #expect(try vocabulary.encode("the bird\nend") == [0, 6, 1, 4])
  }

  @Test func rareWordsBecomeUnknown() throws {
    let data = try text("a a a b b c", unit: .word, minimumCount: 2, split: .undivided)
    #expect(data.vocabulary?.symbols == ["a", "b", "<unk>"])
    #expect(data.summary.contains("1 rare ones of the training part count as <unk>"))
  }

  @Test func theCorpusOwnUnkIsTheUnknownWord() throws {
    let data = try text("a <unk> a b", unit: .word, split: .undivided)
    #expect(data.vocabulary?.symbols == ["a", "b", "<unk>"])
    #expect(try data.example(.train, 0).tokens == [0, 2, 0])
  }

  @Test func bytesAreTakenAsTheyAre() throws {
    let path = try folder.write("b.bin", [0, 255, 13, 10, 0, 255])
    let data = try Dataset(.text(path: path, TextOptions(unit: .byte, window: 8)), split: .undivided)
    #expect(data.vocabulary?.symbols == ["\\x00", "\\x0a", "\\x0d", "\\xff"])
    #expect(try data.example(.train, 0).tokens == [0, 3, 2, 1, 0])
    #expect(data.vocabulary?.decode([2, 1]) == "\r\n")
  }

  @Test func lineEndsAndByteOrderMarkLeaveNoTrace() throws {
    let data = try text("\u{FEFF}a\r\nb\r\n\rab", split: .undivided)
    #expect(data.vocabulary?.symbols == ["\n", "\r", "a", "b"])
    #expect(try data.example(.train, 0).tokens == [2, 0, 3, 0, 1])
    #expect(data.summary[0].contains("2 CRLF line ends read as newlines"))
  }

  @Test func composedAndDecomposedLettersStayApart() throws {
    let data = try text("é e\u{301} é e\u{301}", unit: .word, split: .undivided)
    #expect(data.vocabulary?.count == 3)
    #expect(try data.example(.train, 0).tokens[0] != data.example(.train, 0).tokens[1])
  }

  @Test func manySymbolsKeepTheirNumbers() throws {
    let scalars = (0..<70_000).compactMap { UnicodeScalar(UInt32(0x1_0000 + $0)) }
    let content = String(String.UnicodeScalarView(scalars))
    let data = try text(content, window: 69_999, split: .undivided, batch: 1)
    #expect(try data.example(.train, 0).tokens == (0..<69_999).map(Int32.init))
  }

  @Test func theBaselineIsTheScoreOfTrainingFrequencies() throws {
    let data = try text(String(repeating: "aaab", count: 20))
    // 64 training symbols: 48 a and 16 b, one added to each; 7 test steps: a a b a a a b.
    let expected = -(5 * log(49.0 / 66) + 2 * log(17.0 / 66)) / 7
    #expect(abs(data.baseline.loss - expected) < 1e-12)
    #expect(abs(data.baseline.value(.perplexity)! - exp(expected)) < 1e-12)
    #expect(abs(data.baseline.value(.accuracy)! - 5.0 / 7) < 1e-12)
    #expect(data.baseline.scores.last?.value == log(2))
  }

  @Test func badTextsAreRefusedWithThePlace() throws {
    func read(_ bytes: [UInt8]) -> String? {
      folder.message { try Dataset(.text(path: folder.write("x", bytes), TextOptions()), split: .undivided) }
    }
    #expect(
      read([0x61, 0x62, 0, 0x63])
        == "'x', byte 2: expected text, found a zero byte, so a binary file; give a text file, or unit=byte where"
        + " data text"
        + " reads any file")
    let advice =
      "convert the file, for example with iconv -f latin1 -t utf-8, say encoding=latin1 where that is an option, or unit=byte"
      + " where data text reads any file"
    let bad: [([UInt8], Int)] = [
      ([0x61, 0xE9, 0x62], 1), ([0x61, 0x80], 1), ([0xC0, 0x80, 0x61], 0), ([0xE0, 0x80, 0x80], 0),
      ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5], 0), ([0x61, 0x61, 0xE2, 0x82], 2),
    ]
    for (bytes, place) in bad {
      #expect(read(bytes) == "'x', byte \(place): expected UTF-8, found a byte that is not; \(advice)")
    }
  }

  @Test func scalarsThatChunksCutInTwoAreReadWhole() throws {
    let content = String(repeating: "€", count: 100_000)
    let data = try text(content + "a", window: 99_999, split: .undivided, batch: 1)
    #expect(data.vocabulary?.symbols == ["a", "€"])
    #expect(try data.example(.train, 0).tokens.allSatisfy { $0 == 1 })
  }

  @Test func sizesAreChecked() {
    #expect(
      folder.message { try text("abcdefgh") }
        == "'t.txt', valid part: expected at least 2 characters, one to see and one to predict, found 1; give a"
        + " longer text"
        + " or another split")
    #expect(
      folder.message { try text("abc", window: 0) }
        == "data text window=: expected from 1 to 1,000,000,000, found 0; 50 is usual")
    #expect(
      folder.message { try text("abc", minimumCount: 0) }
        == "data text min_count=: expected from 1 to 1,000,000,000, found 0; 1 keeps every symbol of the training part")
  }

  @Test func aPrimeWithAnUnknownSymbolIsAnError() throws {
    let vocabulary = try #require(try text("ababab", split: .undivided).vocabulary)
    #expect(
      message { try vocabulary.encode("a\u{1B}") }
        == "char '\\u{1b}': expected a symbol of the training part, found one that it does not have; use symbols of the"
        + " training text (show data lists them)")
  }
}
