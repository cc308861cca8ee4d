import Foundation
import SequenceEngine
import Testing

@Suite("Folders whose names are labels")
struct LabelledFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labelled(
    _ path: String, _ options: SymbolOptions = SymbolOptions(unit: .word), split: Split = .undivided
  ) throws -> Dataset {
    try Dataset(.labelled(path: folder.path(path), options), split: split)
  }

  /// `label: text` of a part, in the order of the alphabet.
  private func told(_ data: Dataset, _ part: DataPart) throws -> [String] {
    try (0..<data.count(part)!).map { index in
      let own = try data.example(part, index)
      return data.classNames![Int(own.classes[0])] + ": " + data.vocabulary!.decode(own.tokens)
    }.sorted()
  }

  @Test func reviewsLieInFoldersOfPartsAndLabels() throws {
    for (path, content) in [
      ("train/pos/10_8.txt", "good<br /><br />film"), ("train/pos/2_9.txt", "fine\nfilm"),
      ("train/neg/0_1.txt", "bad film"), ("train/unsup/0_0.txt", "whatever"), ("test/pos/0_10.txt", "good film"),
      ("test/neg/0_2.txt", "bad <br film"), ("train/urls_pos.txt", "http://example.org"), ("imdb.vocab", "good"),
    ] { try folder.make("aclImdb/" + path, content) }
    let data = try labelled("aclImdb")
    #expect(try told(data, .train) == ["neg: bad film", "pos: fine film", "pos: good film"])
    #expect(try told(data, .test) == ["neg: bad <unk> film", "pos: good film"])
    #expect(data.classNames == ["neg", "pos"])
  }

  @Test func noLinkLeadsOutOfTheFolder() throws {
    try folder.make("secret.txt", "secret words")
    try folder.make("set/pos/1.txt", "good")
    try folder.make("set/neg/1.txt", "bad")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder.path("set/pos/2.txt"), withDestinationPath: folder.path("secret.txt"))
    try folder.make("elsewhere/1.txt", "secret")
    try files.createSymbolicLink(atPath: folder.path("set/other"), withDestinationPath: folder.path("elsewhere"))
    let data = try labelled("set")
    #expect(try told(data, .train) == ["neg: bad", "pos: good"])
    #expect(data.summary.contains("2 links not followed: a link may lead out of the folder"))
  }

  @Test func aFileForEachLabelHasATextALine() throws {
    try folder.make("names/Dutch.txt", "Van Dam\n\nAalst\n")
    try folder.make("names/Greek.txt", "Adamou")
    let data = try labelled("names", SymbolOptions())
    #expect(try told(data, .train) == ["Dutch: Aalst", "Dutch: Van Dam", "Greek: Adamou"])
    try folder.make("rt/rt-polarity.neg", "dull .\n")
    try folder.make("rt/rt-polarity.pos", "a joy .\n")
    #expect(try told(labelled("rt"), .train) == ["neg: dull .", "pos: a joy ."])
    try folder.make("lonely/pos/1.txt", "good")
    #expect(folder.message { try labelled("lonely") }?.contains("a file for each label, found none") == true)
  }

  @Test func filesAreTakenInTheOrderOfTheirNumbers() throws {
    for number in [10, 9, 100, 1] { try folder.make("n/a/\(number)_5.txt", "w\(number)") }
    try folder.make("n/a/cover.txt", [0xFF, 0xFE])
    try folder.make("n/b/1.txt", "other")
    try folder.make("n/a/20_1.txt", [0x80])
    // The file of the smaller number is the one that is found wrong.
    #expect(folder.message { try labelled("n") }?.hasPrefix("'n/a/20_1.txt', byte 0: expected UTF-8") == true)
  }
}
