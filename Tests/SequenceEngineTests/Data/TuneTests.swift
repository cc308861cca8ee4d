import Foundation
import SequenceEngine
import Testing

@Suite("Tunes in ABC notation")
struct TuneTests {
  private static let book = """
    % a book of two tunes
    X:1
    T:The First
    R:jig
    M:6/8
    K:D
    |:"D"DFA "G"dAF:|\\
    GBd z3|] % the end

    X: 2
    T:The Second
    M:4/4
    R:reel
    K: Em
    EFGA B2B2|
    E8|]
    """

  private func read(_ text: String, _ options: TuneOptions = TuneOptions()) throws -> Dataset {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".abc").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try Dataset(.tunes(path: path, options), split: .undivided)
  }

  private func tune(_ data: Dataset, _ index: Int) throws -> (kind: String, notes: String) {
    let example = try data.example(.train, index)
    guard case .tokens(let kind) = example.input, let written = example.decoderInput?.dropFirst() else {
      return ("", "")
    }
    return (
      data.vocabulary?.decode(kind) ?? "", data.targetVocabulary?.decode(Array(written)) ?? ""
    )
  }

  @Test func aKindGoesInAndATuneComesOut() throws {
    let data = try read(Self.book)
    let tunes = try (0..<2).map { try tune(data, $0) }.sorted { $0.kind < $1.kind }
    #expect(tunes.map(\.kind) == ["jig", "reel"])
    #expect(tunes.map(\.notes) == ["K:D |:DFA dAF:|GBd z3|]", "K:Em EFGA B2B2|E8|]"])
    #expect(data.shape.steps == 1)
  }

  @Test func theKindCanBeTheMeterOrTheKey() throws {
    for (kind, names) in [(TuneOptions.Kind.meter, ["4/4", "6/8"]), (.key, ["D", "Em"])] {
      let data = try read(Self.book, TuneOptions(kind: kind))
      #expect(try (0..<2).map { try tune(data, $0).kind }.sorted() == names)
    }
  }

  @Test func longTunesAreLeftOut() throws {
    let data = try read(Self.book, TuneOptions(maximumLength: 20))
    #expect(data.count(.train) == 1)
    #expect(data.summary.joined().contains("1 tune longer than 20 left out"))
  }

  @Test(arguments: [
    ("X:1\nT:none\nK:D\nABc\n", "its rhythm, the field R:"), ("X:1\nR:jig\nABc\n", "no K:"),
    ("X:1\nR:jig\nK:D\n\n", "a key and notes"), ("no tune here\n", "each beginning with X:"),
  ])
  func whatIsMissingIsNamed(_ text: String, _ message: String) {
    #expect {
      try read(text)
    } throws: { "\($0)".contains(message) }
  }
}
