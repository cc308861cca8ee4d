import Foundation
import SequenceEngine
import Testing

@Suite("Tagged text") struct TaggedTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func tagged(
    _ content: String, _ options: TaggedOptions = TaggedOptions(), split: Split = .undivided, seed: UInt64 = 1
  ) throws -> Dataset {
    try Dataset(.tagged(path: folder.write("t.tsv", content), options), split: split, seed: seed)
  }

  /// Every sentence as `token/tag …`, in the order of the alphabet.
  private func sentences(_ data: Dataset) throws -> [String] {
    try (0..<data.count(.train)!).map { index in
      let example = try data.example(.train, index)
      return zip(example.tokens, example.classes)
        .map { data.vocabulary!.symbols[Int($0)] + "/" + data.classNames![Int($1)] }.joined(separator: " ")
    }.sorted()
  }

  @Test func everyTokenHasItsTagAndSentencesEndAtBlankLines() throws {
    let data = try tagged("-DOCSTART- -X- O\n\nRome\tB-LOC\r\nis\tO\n \n\nshe O\n")
    #expect(try sentences(data) == ["Rome/B-LOC is/O", "she/O"])
    #expect(data.shape == DataShape(input: .token(vocabulary: 4), target: .classes(count: 2), placement: .perStep))
  }

  @Test func theTagColumnCanBeChosen() throws {
    let content = "U.N. NNP I-NP B-ORG\nacts VBZ I-VP O\n"
    #expect(try sentences(tagged(content)) == ["U.N./B-ORG acts/O"])
    #expect(try sentences(tagged(content, TaggedOptions(column: .number(2)))) == ["U.N./NNP acts/VBZ"])
  }

  @Test func aRaggedBatchIsMasked() throws {
    let batch = try tagged("a X\n\na X\nb Y\nb Y\n\nb Y\na X\n").trainingBatch(0)
    #expect(batch.lengths == [3, 2, 1])
    #expect(batch.classes == [0, 1, 0, 1, 0, -1, 1, -1, -1])
  }

  @Test func namesOfIOB1GetTheirBeginnings() throws {
    // B- parts two places that touch; every other name begins with I-.
    let data = try tagged("in O\nNew I-LOC\nYork I-LOC\nOslo B-LOC\nAnn I-PER\n\nRome I-LOC\n")
    #expect(try sentences(data) == ["Rome/B-LOC", "in/O New/B-LOC York/I-LOC Oslo/B-LOC Ann/B-PER"])
    #expect(data.summary.contains("the tags are IOB1; every name was given its B-"))
  }

  @Test func aContinuationOfNothingNamesItsLine() {
    let advice = "begin every name with B-; files where B- only parts names that touch (IOB1) are read as they are"
    #expect(
      folder.message { try tagged("a B-PER\nb O\n\nc O\nd I-PER\n") }
        == "'t.tsv', line 5: expected 'B-PER' or 'I-PER' before 'I-PER', found 'O'; \(advice)")
    #expect(
      folder.message { try tagged("a B-PER\nb I-LOC\n") }
        == "'t.tsv', line 2: expected 'B-LOC' or 'I-LOC' before 'I-LOC', found 'B-PER'; \(advice)")
    #expect(
      folder.message { try tagged("a B-PER\n\nb I-PER\n") }
        == "'t.tsv', line 3: expected 'B-PER' or 'I-PER' before 'I-PER', found the beginning of a sentence; \(advice)")
  }

  @Test func badLinesAreNamed() {
    func failure(_ content: String, _ options: TaggedOptions = TaggedOptions()) -> String? {
      folder.message { try tagged(content, options) }
    }
    #expect(
      failure("a O\nb\n")
        == "'t.tsv', line 2: expected a token and its tag, found one column; give every token its tag; a blank line ends"
        + " a sentence")
    #expect(
      failure("a DT O\n\nb O\n")
        == "'t.tsv', line 3: expected 3 columns as in line 1, found 2; give every token its tag, or choose the tag's column"
        + " with column=")
    #expect(
      failure("a O\n", TaggedOptions(column: .number(3)))?.contains("expected a tag in column 3, found 2 columns")
        == true)
    #expect(failure("a\t\n")?.contains("line 1: expected a tag behind the token, found none") == true)
    #expect(failure("\tO\n")?.contains("line 1: expected a token in column 1, found none") == true)
    #expect(failure("a O\n")?.contains("expected at least 2 different tags, found only 'O'") == true)
    #expect(failure("\n\n")?.contains("found no token") == true)
    #expect(
      failure("a O\nb P\n", TaggedOptions(column: .number(1)))?.contains("data tagged column=: expected at least 2")
        == true)
    #expect(
      failure("a O\nb P\n", TaggedOptions(maximumLength: 0))?.contains("max_length=: expected at least 1") == true)
  }

  @Test func aTagThatTrainingLacksIsTold() throws {
    let content = (0..<19).map { "w\($0) O\nRome B-LOC\n\n" }.joined() + "Ann B-PER\n"
    let told = try (1...40).map { try tagged(content, split: .standard, seed: $0) }
      .filter { data in !(0..<data.count(.train)!).contains { (try? data.example(.train, $0).steps) == 1 } }
    #expect(!told.isEmpty)
    for data in told {
      #expect(data.summary.contains("training has no 'B-PER', so a model cannot learn to answer it"))
      #expect(data.baseline.loss.isFinite)
    }
  }

  @Test func longSentencesAreCutAndTheBaselineIsTheMajorityTag() throws {
    let data = try tagged("a O\nb O\nc P\nd P\ne P\n\na O\n", TaggedOptions(maximumLength: 3))
    #expect(try sentences(data) == ["a/O", "a/O b/O c/P"])
    #expect(data.baseline.value(.accuracy) == 0.75)
    #expect(data.summary.contains("1 sentence cut to 3 tokens"))
  }

  @Test func onlyExactNamesCount() throws {
    let tags = try #require(EntityTags(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]))
    var score = EntityScore()
    // There are PER(0–2), LOC(3), LOC(4); found are PER(0–1), LOC(3), LOC(4), and an I-PER that begins a name.
    score.add(answers: [1, 0, 0, 3, 3, 2], targets: [1, 2, 0, 3, 3, 0], tags)
    #expect((score.right, score.found, score.there) == (2, 4, 3))
    #expect(score.precision == 0.5 && score.recall == 2.0 / 3)
    #expect(abs(score.f1 - 2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3)) < 1e-15)
    // A name of another type is another name, though its steps are the same.
    var other = EntityScore()
    other.add(answers: [3, 4], targets: [1, 2], tags)
    #expect(other.f1 == 0)
    #expect(EntityScore().f1.isNaN)
    #expect(EntityTags(["NN", "VB"]) == nil && EntityTags(["O", "B-"]) == nil && EntityTags(["O"]) == nil)
  }
}
