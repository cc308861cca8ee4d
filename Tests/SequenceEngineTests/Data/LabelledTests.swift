import Foundation
import SequenceEngine
import Testing

@Suite struct LabelledTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labelled(
    _ content: String, _ options: SymbolOptions = SymbolOptions(), split: Split = .undivided, seed: UInt64 = 1
  ) throws -> Dataset {
    try Dataset(.labelled(path: folder.write("l.tsv", content), options), split: split, seed: seed)
  }

  @Test func eachTextHasOneClass() throws {
    let data = try labelled("dog\twoof\ncat\tmew\r\n\ncat\tpurr\tloud")
    #expect(data.classNames == ["cat", "dog"])
    #expect(
      data.shape
        == DataShape(
          input: .token(vocabulary: data.vocabulary!.count), target: .classes(count: 2), placement: .perSequence))
    let texts = try (0..<3).map { index in
      let example = try data.example(.train, index)
      return data.classNames![Int(example.classes[0])] + ":" + data.vocabulary!.decode(example.tokens)
    }
    #expect(texts.sorted() == ["cat:mew", "cat:purr\tloud", "dog:woof"])
  }

  @Test func aBatchIsPaddedAndSortedByLength() throws {
    let batch = try labelled("a\tx\nb\txyz\na\txy\n").trainingBatch(0)
    #expect(batch.lengths == [3, 2, 1])
    #expect(batch.tokens == [0, 0, 0, 1, 1, 0, 2, 0, 0])
  }

  @Test func wordsBytesAndLengthLimits() throws {
    let words = try labelled(
      "a\tone two three\nb\tone two\n", SymbolOptions(unit: .word, maximumLength: 2))
    #expect(Set(try (0..<2).map { try words.example(.train, $0).steps }) == [2])
    #expect(
      words.vocabulary?.symbols == ["one", "two", "three", "<unk>"]
        || words.vocabulary?.symbols == ["one", "two", "<unk>"])
    #expect(words.summary.contains("1 text cut to 2 symbols"))
    let bytes = try labelled("a\té\nb\tx\n", SymbolOptions(unit: .byte, maximumLength: 1))
    #expect(bytes.vocabulary?.symbols == ["\\x78", "\\xc3"])
  }

  @Test func rareSymbolsBecomeUnknown() throws {
    let data = try labelled("a\txxy\nb\txx\n", SymbolOptions(minimumCount: 2))
    #expect(data.vocabulary?.symbols == ["x", "<unk>"])
  }

  @Test func trainingHasEveryLabelWhateverTheSeed() throws {
    let content = (0..<40).map { "common\ttext \($0)\n" }.joined() + "rare\tonly one\n"
    for seed in 1...30 {
      let data = try labelled(content, split: .standard, seed: UInt64(seed))
      let classes = try (0..<data.count(.train)!).map { try data.example(.train, $0).classes[0] }
      #expect(classes.contains(1))
    }
  }

  @Test func theSplitIsBySeedAndCoversEveryLineOnce() throws {
    let content = (0..<50).map { "\($0 % 2)\t\(UnicodeScalar(0x4E00 + $0)!)\n" }.joined()
    let (one, two) = (
      try labelled(content, split: .standard, seed: 1), try labelled(content, split: .standard, seed: 2)
    )
    #expect(one.vocabulary?.count == 41)
    #expect(one.vocabulary != two.vocabulary)
    #expect(DataPart.allCases.map { one.count($0) } == [40, 5, 5])
    // Every text of the held-out parts is a symbol that training does not have.
    for part in [DataPart.valid, .test] {
      for index in 0..<5 { #expect(try one.example(part, index).tokens == [40]) }
    }
  }

  @Test func theBaselineIsTheMostFrequentLabel() throws {
    let data = try labelled("a\tx\na\ty\na\tz\nb\tx\n")
    #expect(data.baseline.value(.accuracy) == 0.75)
    #expect(abs(data.baseline.loss + (3 * log(4.0 / 6) + log(2.0 / 6)) / 4) < 1e-12)
  }

  @Test func badLinesAreNamed() {
    func failure(_ content: String, _ options: SymbolOptions = SymbolOptions()) -> String? {
      folder.message { try labelled(content, options) }
    }
    let advice = "correct the line: label<TAB>text"
    #expect(failure("a\tx\nb x\n") == "'l.tsv', line 2: expected a label, a TAB and a text, found no TAB; \(advice)")
    #expect(failure("a\tx\n\n\tx") == "'l.tsv', line 3: expected a label before the TAB, found none; \(advice)")
    #expect(failure("a\t\n") == "'l.tsv', line 1: expected a text after the TAB, found none; \(advice)")
    #expect(
      failure("a\tx\na\ty\n")
        == "'l.tsv': expected at least 2 different labels, found only 'a'; each line is label<TAB>text; a folder has a folder or a"
        + " file for each label")
    #expect(
      failure("\n\n")
        == "'l.tsv': expected at least 2 different labels, found no line; each line is label<TAB>text; a folder has a folder or a"
        + " file for each label")
    #expect(
      failure("a\tx\nb\ty\n", SymbolOptions(maximumLength: 0))
        == "data labelled max_length=: expected at least 1, found 0; leave max_length= out to keep whole texts")
    #expect(
      failure("a\tx\nb\ty\n", SymbolOptions(minimumCount: 0))
        == "data labelled min_count=: expected from 1 to 1,000,000,000, found 0; 1 keeps every symbol of the"
        + " training part"
    )
    let many = (0..<10).map { "\($0)\tx\n" }.joined()
    #expect(
      folder.message { try labelled(many, split: .standard) }
        == "'l.tsv', train part: expected at least 10 lines, one for each label, found 8; give more lines or raise the"
        + " training share of split")
  }
}
