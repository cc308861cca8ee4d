import Foundation
import SequenceEngine
import Testing

@Suite struct PairTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func pairs(
    _ content: String, _ options: SymbolOptions = SymbolOptions(), split: Split = .undivided, seed: UInt64 = 1
  ) throws -> Dataset {
    try Dataset(.pairs(path: folder.write("p.tsv", content), options), split: split, seed: seed)
  }

  private func texts(_ data: Dataset) throws -> [String] {
    try (0..<(data.count(.train) ?? 0)).map { index in
      let example = try data.example(.train, index)
      guard case .classes(let target) = example.target else { return "" }
      return data.vocabulary!.decode(example.tokens) + ">" + data.targetVocabulary!.decode(target)
    }.sorted()
  }

  @Test func eachSourceHasATarget() throws {
    let data = try pairs("un\tone\ndeux\ttwo\tfrom somewhere\r\n\ntrois\tthree")
    #expect(try texts(data) == ["deux>two", "trois>three", "un>one"])
    #expect(data.vocabulary!.symbols == ["d", "e", "i", "n", "o", "r", "s", "t", "u", "x"])
    #expect(data.targetVocabulary!.symbols == ["e", "h", "n", "o", "r", "t", "w"])
    #expect(data.classNames!.last == "<end>" && data.decoderSymbols!.last == "<start>")
    #expect(data.longestTarget == 5)
    #expect(
      data.shape
        == DataShape(
          input: .token(vocabulary: 10), target: .classes(count: 8), placement: .perStep,
          decoderInput: .token(vocabulary: 8)))
  }

  @Test func theDecoderReadsTheBorderAndThenTheTarget() throws {
    let example = try pairs("ab\txy\n").example(.train, 0)
    #expect(example.decoderInput == [2, 0, 1])
    #expect(example.target == .classes([0, 1, 2]))
    #expect(example.steps == 2 && example.targetSteps == 3)
  }

  @Test func eachSideOfABatchFallsInLength() throws {
    let batch = try pairs("aaa\tx\na\txyxy\naa\txx\n").trainingBatch(0)
    #expect(batch.lengths == [3, 2, 1])
    let decoder = try #require(batch.decoder)
    #expect(decoder.lengths == [5, 3, 2])
    #expect(decoder.sourceRows == [2, 1, 0])
    #expect(decoder.steps == 5 && decoder.input.count == 15)
    guard case .classes(let classes) = batch.target else { return }
    let last: [Int32] = (0..<5).map { classes[$0 * 3 + 2] }
    #expect(last == [0, 2, -1, -1, -1])
    let first = batch.prefix(rows: 1)
    #expect(first.lengths == [3] && first.decoder?.lengths == [2])
  }

  @Test func wordsLengthLimitsAndRareSymbols() throws {
    let data = try pairs(
      "a b c\tx y\nd e\tz\na b\tx x\n", SymbolOptions(unit: .word, maximumLength: 2, minimumCount: 2))
    #expect(data.count(.train) == 2)
    #expect(data.summary.contains("1 pair longer than 2 left out"))
    #expect(data.vocabulary!.symbols == ["<unk>"])
    #expect(data.targetVocabulary!.symbols == ["x", "<unk>"])
  }

  @Test func vocabulariesComeFromTheTrainingPartAlone() throws {
    let content = (0..<50).map { "s\(UnicodeScalar(0x4E00 + $0)!)\tt\(UnicodeScalar(0x4F00 + $0)!)\n" }.joined()
    let data = try pairs(content, split: .standard)
    #expect(DataPart.allCases.map { data.count($0) } == [40, 5, 5])
    #expect(data.vocabulary!.count == 42 && data.targetVocabulary!.count == 42)
    let held = try data.example(.test, 0)
    #expect(held.tokens.last == 41 && held.decoderInput?.last == 41)
  }

  @Test func wrongLinesAreToldWithTheirPlace() throws {
    #expect(
      folder.message { try pairs("a\tb\nno tab\n") }
        == "'p.tsv', line 2: expected a source, a TAB and a target, found no TAB; correct the line: source<TAB>target")
    #expect(folder.message { try pairs("\tb\n") }?.contains("line 1: expected a source before the TAB") == true)
    #expect(folder.message { try pairs("a\t\n") }?.contains("line 1: expected a target after the TAB") == true)
    #expect(folder.message { try pairs("\n\n") }?.contains("expected lines source<TAB>target, found none") == true)
    #expect(
      folder.message { try pairs("aaa\tb\n", SymbolOptions(maximumLength: 2)) }?.contains("all longer than max_length")
        == true)
    #expect(
      folder.message { try pairs("a\tb\n", split: .standard) }?.contains("part: expected at least 1 pair") == true)
  }

  @Test func theBaselineIsThatOfTheTargetSymbols() throws {
    let baseline = try pairs("a\tx\nb\tx\n").baseline
    #expect(baseline.value(.accuracy) == 0.5)
    #expect(abs(baseline.loss - log(2)) < 1e-12)
  }
}

@Suite struct PairTaskTests {
  private func texts(_ task: GeneratedTask, _ count: Int) throws -> [(source: String, target: String)] {
    let data = try Dataset(.generated(task, count: count), split: .undivided)
    return try (0..<count).map { index in
      let example = try data.example(.train, index)
      guard case .tokens(let source) = example.input, case .classes(let target) = example.target else {
        return ("", "")
      }
      return (data.vocabulary!.decode(source), data.targetVocabulary!.decode(target))
    }
  }

  @Test func datesSayTheSameDayInBothWays() throws {
    let calendar = Calendar(identifier: .gregorian)
    let formatter = DateFormatter()
    (formatter.locale, formatter.timeZone) = (Locale(identifier: "en_US_POSIX"), TimeZone(identifier: "UTC"))
    var forms: Set<String> = []
    for (source, target) in try texts(.dates, 300) {
      formatter.dateFormat = "yyyy-MM-dd"
      let day = try #require(formatter.date(from: target), "\(target)")
      #expect((1950...2049).contains(calendar.component(.year, from: day)))
      let ordinal = source.replacingOccurrences(of: #"(\d)(st|nd|rd|th) "#, with: "$1 ", options: .regularExpression)
      let known = [
        "d MMMM yyyy", "MMMM d, yyyy", "d MMM yyyy", "EEEE, d MMMM yyyy", "d.M.yyyy", "'the' d 'of' MMMM yyyy",
      ]
      let form = known.first { form in
        formatter.dateFormat = form
        return formatter.string(from: day) == ordinal
      }
      forms.insert(try #require(form, "\(source)"))
    }
    #expect(forms.count == 6)
  }

  @Test func lettersAreTurnedRound() throws {
    for (source, target) in try texts(.reverse(length: 9), 100) {
      #expect((5...9).contains(source.count) && String(source.reversed()) == target)
    }
    #expect(message { try GeneratedTask("dates", ["length": .integer(4)]) }?.contains("expected no length") == true)
  }
}
