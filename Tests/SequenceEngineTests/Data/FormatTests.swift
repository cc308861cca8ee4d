import Foundation
import SequenceEngine
import Testing

@Suite("Files as others write them")
struct FormatTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ data: Dataset, _ part: DataPart, _ index: Int) throws -> String {
    data.vocabulary!.decode(try data.example(part, index).tokens)
  }

  // MARK: Texts

  @Test func sentencesOfTheTreebankEndOnceALine() throws {
    let path = try folder.write("ptb.txt", " no it was n't <unk> \n mr. <unk> is N years old \n")
    let data = try Dataset(.text(path: path, TextOptions(unit: .word, window: 20)), split: .undivided)
    let example = try data.example(.train, 0)
    // 5 + 6 words and two ends; the last one is only a target.
    #expect(example.steps == 12)
    let words = data.vocabulary!.symbols
    #expect(words.contains("<eos>") && words.filter { $0 == "<unk>" }.count == 1)
    #expect(example.tokens.filter { words[Int($0)] == "<unk>" }.count == 2)
  }

  @Test func aFolderOfTextsTellsTheParts() throws {
    try folder.make("ptb/ptb.train.txt", String(repeating: "a b \n", count: 30))
    try folder.make("ptb/ptb.valid.txt", String(repeating: "b \n", count: 7))
    try folder.make("ptb/ptb.test.txt", String(repeating: "c \n", count: 5))
    try folder.make("ptb/README", "not data")
    let data = try Dataset(.text(path: folder.path("ptb"), TextOptions(unit: .word, window: 1)))
    #expect(DataPart.allCases.map { data.count($0) } == [89, 13, 9])
    // What only the test file has is unknown.
    #expect(data.vocabulary?.symbols.sorted() == ["<eos>", "<unk>", "a", "b"])
    #expect(data.summary.contains("the files tell the parts: train, valid, test"))
  }

  @Test func withoutAValidationFileSplitTakesItFromTraining() throws {
    try folder.make("c/eng.train", (0..<40).map { "w\($0) A\nv B\n\n" }.joined())
    try folder.make("c/eng.testb", (0..<7).map { "t\($0) A\nv B\n\n" }.joined())
    let data = try Dataset(
      .tagged(path: folder.path("c"), TaggedOptions()), split: Split(train: 0.75, valid: 0.25, test: 0))
    #expect(DataPart.allCases.map { data.count($0) } == [30, 10, 7])
    let words = try (0..<7).map { try text(data, .test, $0) }
    #expect(words.allSatisfy { $0.hasPrefix("<unk>") })
    #expect(try data.with(split: .undivided).count(.valid) == 0)
  }

  @Test func aFolderWithoutPartsIsRefusedByName() throws {
    try folder.make("two/a.train.txt", "x")
    try folder.make("two/b.train.txt", "y")
    try folder.make("one/train.txt", "x")
    #expect(
      folder.message { try Dataset(.text(path: folder.path("two"), TextOptions())) }?
        .hasPrefix("'two': expected one file for the train part, found 'a.train.txt' and 'b.train.txt'") == true)
    #expect(
      folder.message { try Dataset(.text(path: folder.path("one"), TextOptions())) }?
        .contains("found a folder with 'train.txt' alone") == true)
  }

  @Test func emptyLinesCanBeDropped() throws {
    let path = try folder.write("wiki.txt", " \n = Title = \n \n The word \n \n \n ends \n")
    func lines(_ drops: Bool, _ unit: TextUnit) throws -> String {
      let data = try Dataset(
        .text(path: path, TextOptions(unit: unit, window: 100, dropsBlankLines: drops)), split: .undivided)
      return try text(data, .train, 0)
    }
    #expect(try lines(true, .word) == "= Title =\nThe word\nends")
    #expect(try lines(false, .word) == "\n= Title =\n\nThe word\n\n\nends")
  }

  @Test func bytesOfLatin1BecomeCharacters() throws {
    let path = try folder.write("old.txt", [0x63, 0x61, 0x66, 0xE9, 0x20, 0x93, 0x80, 0x94])
    let data = try Dataset(.text(path: path, TextOptions(window: 10, encoding: .latin1)), split: .undivided)
    #expect(try text(data, .train, 0) + "”" == "café “€”")
    #expect(
      folder.message { try Dataset(.text(path: path, TextOptions())) }?.contains("byte 3: expected UTF-8") == true)
  }

  // MARK: CoNLL-U

  private static let universal = """
    # sent_id = 1
    # text = don't go
    1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
    1\tdo\tdo\tAUX\tVBP\t_\t3\taux\t_\t_
    2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
    3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_
    3.1\tgone\tgo\tVERB\tVBN\t_\t_\t_\t_\t_

    # sent_id = 2
    1\t#\t#\tSYM\t$\t_\t0\troot\t_\t_

    """

  private func tagged(_ content: String, _ column: TagColumn? = nil) throws -> [String] {
    let data = try Dataset(
      .tagged(path: folder.write("u.conllu", content), TaggedOptions(column: column)), split: .undivided)
    return try (0..<data.count(.train)!).map { index in
      let own = try data.example(.train, index)
      return zip(own.tokens, own.classes)
        .map { data.vocabulary!.symbols[Int($0)] + "/" + data.classNames![Int($1)] }.joined(separator: " ")
    }.sorted()
  }

  @Test func universalDependenciesAreReadByForm() throws {
    #expect(try tagged(Self.universal) == ["#/SYM", "do/AUX n't/PART go/VERB"])
    #expect(try tagged(Self.universal, .number(8)) == ["#/root", "do/aux n't/advmod go/root"])
    #expect(
      folder.message { try tagged(Self.universal + "1\tx\ty\tz\n") }
        == "'u.conllu', line 11: expected 10 columns, found 4; CoNLL-U has ten columns with a TAB between them; _ stands for"
        + " what is not known")
    #expect(
      folder.message { try tagged(Self.universal, .number(11)) }?.contains("a tag in column 11, found 10 columns")
        == true)
  }

  @Test func aNumberSignMayBeAToken() throws {
    #expect(try tagged("# NN O\n5 CD O\n\nRome NNP I-LOC\n") == ["#/O 5/O", "Rome/B-LOC"])
  }

  // MARK: Recordings

  private func recordings(_ content: String) throws -> Dataset {
    try Dataset(
      .recordings(path: folder.write("r.ts", content), RecordingOptions(normalisation: .none)), split: .undivided)
  }

  @Test func oneDimensionNeedsNoColonAndGapsAreFilled() throws {
    let data = try recordings(
      "@univariate true\n@timeStamps false\n@missing true\n@classLabel true a b\n@data\n1,?,3,?,?:a\n?,5,6,7,8:b\n")
    let inputs = try (0..<2).map { try data.example(.train, $0).numbers }.sorted { $0.count < $1.count }
    #expect(inputs == [[1, 1, 3], [5, 5, 6, 7, 8]])
    #expect(data.shape.steps == nil)
    #expect(data.summary.contains("2 missing numbers filled with the one before"))
    #expect(
      folder.message { try recordings("@data\n1,2:3,4:a\n?,?:1,2:b\n") }?
        .contains("line 3: expected a number in dimension 1, found none") == true)
  }

  @Test func trainingAndTestFileOfAnArchiveStayApart() throws {
    try folder.make("Toy/Toy_TRAIN.ts", "@data\n1,2:a\n3,4:b\n5,6:a\n")
    try folder.make("Toy/Toy_TEST.ts", "@data\n7,8:b\n9,9:a\n")
    let data = try Dataset(
      .recordings(path: folder.path("Toy"), RecordingOptions(normalisation: .none)), split: .undivided)
    #expect(data.count(.train) == 3 && data.count(.test) == 2)
    #expect(try (0..<2).map { try data.example(.test, $0).numbers[0] }.sorted() == [7, 9])
  }

  // MARK: Tunes and pairs

  @Test func headersOfATuneCanBeKeptOrStripped() throws {
    let book = "X:1\nT:One\nT:Other\nM:6/8\nK:D % key\nABc|\\\nd3|\n\nX:2\nT:Two\nM:4/4\nK:G\nG4|\n"
    func tunes(_ headers: TuneOptions.Headers) throws -> [String] {
      let data = try Dataset(
        .tunes(path: folder.write("b.abc", book), TuneOptions(kind: .meter, headers: headers)), split: .undivided)
      return try (0..<2).map { index in
        data.targetVocabulary!.decode(Array(try data.example(.train, index).decoderInput!.dropFirst()))
      }.sorted()
    }
    #expect(try tunes(.key) == ["K:D ABc|d3|", "K:G G4|"])
    #expect(try tunes(.keep) == ["T:One\nT:Other\nM:6/8\nK:D\nABc|d3|", "T:Two\nM:4/4\nK:G\nG4|"])
    #expect(try tunes(.strip) == ["ABc|d3|", "G4|"])
  }

  @Test func aThirdColumnOfPairsIsLeftAside() throws {
    let path = try folder.write("deu.txt", "Go.\tGeh.\tCC-BY 2.0\nHi.\tHallo\u{A0}!\tCC-BY 2.0\n")
    let data = try Dataset(.pairs(path: path, SymbolOptions(unit: .word)), split: .undivided)
    #expect(data.targetVocabulary?.symbols.sorted() == ["!", "<unk>", "Geh.", "Hallo"])
  }
}
