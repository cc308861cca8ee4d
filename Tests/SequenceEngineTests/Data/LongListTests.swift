import SequenceEngine
import Testing

/// However many columns, classes or symbols data have, what is said of them stays short.
@Suite("Long lists in answers") struct LongListTests {
  private let folder: TemporaryFolder
  private static let columns = (0..<5000).map { "c\($0)" }

  init() throws { folder = try TemporaryFolder() }

  /// A table of 5,000 columns.
  private func wide() throws -> String {
    let rows = (0..<6).map { row in Self.columns.indices.map { "\(($0 * 7 + row * row) % 10)" }.joined(separator: ",") }
    return try folder.write("wide.csv", ([Self.columns.joined(separator: ",")] + rows).joined(separator: "\n"))
  }

  private func summary(_ request: DataRequest, split: Split = .undivided) throws -> String {
    try Dataset(request, split: split).summary.joined(separator: "\n")
  }

  @Test func aWideTableNamesItsFirstColumns() throws {
    let inputs = try summary(.csv(path: wide(), SeriesOptions(window: 2)))
    #expect(inputs.contains("'c0', 'c1',") && inputs.contains("'c11' and 4,988 more to 'c4999' in the next row"))
    #expect(inputs.count < 1000)
    let targets = try summary(.csv(path: wide(), SeriesOptions(columns: ["c0"], target: Self.columns, window: 2)))
    #expect(targets.contains("of 'c0' to 'c0', 'c1',") && targets.contains("in units of 'c11' and 4,988 more (pers"))
    #expect(targets.count < 1500)
  }

  @Test func twelveNamesAreAllSaid() throws {
    let names = (0..<12).map { "c\($0)" }
    let path = try wide()
    let all = try summary(.csv(path: path, SeriesOptions(columns: names, target: ["c0"], window: 2)))
    #expect(all.contains("'c10', 'c11' to 'c0'") && !all.contains(" more"))
  }

  @Test func aWrongColumnOfAWideTableIsNamedInFewWords() throws {
    let path = try wide()
    let first = Self.columns.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    let said = folder.message { try summary(.csv(path: path, SeriesOptions(target: ["temperature"], window: 2))) }
    #expect(said?.hasSuffix("found 'temperature'; it has \(first) and 4,988 more") == true)
  }

  @Test func classesThatTrainingLacksAreNamedByTheFirst() throws {
    let rows = "sky,x\n" + (0..<3000).map { "w\($0),\($0)\n" }.joined()
    let labelled = try summary(
      .rows(path: folder.write("r.csv", rows), labels: "sky", SeriesOptions(window: 5, horizon: 0)), split: .standard)
    #expect(labelled.contains("the class of the same row, 1 of 3,000"))
    #expect(labelled.contains(" and 588 more, so a model cannot learn to answer it") && labelled.count < 1000)
    // Each sentence has a tag of its own.
    let tags = (0..<2000).map { "w B-T\($0)\n\n" }.joined()
    let tagged = try summary(.tagged(path: folder.write("t.tsv", tags), TaggedOptions()), split: .standard)
    #expect(tagged.contains("2,000 types: 'T0', 'T1',") && tagged.contains(" and 1,988 more\n"))
    #expect(tagged.contains(" and 388 more, so a model cannot learn to answer it") && tagged.count < 1200)
  }

  @Test func labelsAndCharactersAreCounted() throws {
    let lines = (0..<6000).map { "class\($0 % 3000)\ttext\n" }.joined()
    let labels = try summary(.labelled(path: folder.write("l.tsv", lines), SymbolOptions()))
    #expect(labels.contains("3,000 labels") && labels.count < 1000)
    let scalars = (UInt32(0x4E00)..<0x4E00 + 5000).compactMap { Unicode.Scalar($0) }
    let characters = String(String.UnicodeScalarView(scalars + scalars))
    let text = try summary(.text(path: folder.write("c.txt", characters), TextOptions()))
    #expect(text.contains("vocabulary: 5,000 characters") && text.count < 1000)
  }
}
