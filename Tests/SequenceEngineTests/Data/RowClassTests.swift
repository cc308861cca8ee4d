import SequenceEngine
import Testing

/// Tables whose rows have a class each.
@Suite struct RowClassTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func rows(
    _ content: String, labels: String = "sky", _ options: SeriesOptions, split: Split = .undivided
  ) throws -> Dataset {
    try Dataset(.rows(path: folder.write("r.csv", content), labels: labels, options), split: split)
  }

  private static let sky = "x,sky,y\n" + (0..<20).map { "\($0),\($0 % 3 == 0 ? "sun" : "fog"),\(2 * $0)\n" }.joined()

  @Test func everyRowHasItsClassOrThatOfALaterOne() throws {
    let own = try rows(Self.sky, SeriesOptions(window: 6, horizon: 0, normalisation: .none))
    #expect(own.classNames == ["fog", "sun"] && own.shape.placement == .perStep)
    #expect(own.shape.input == .vector(size: 2))
    #expect(try (0..<4).map { try own.example(.train, $0).steps } == [6, 6, 6, 2])
    let second = try own.example(.train, 1)
    #expect(second.numbers == [6, 12, 7, 14, 8, 16, 9, 18, 10, 20, 11, 22] && second.classes == [1, 0, 0, 1, 0, 0])
    let later = try rows(Self.sky, SeriesOptions(columns: ["x"], window: 18, horizon: 2, normalisation: .none))
    #expect(
      try later.example(.train, 0).classes == (0..<18).map { ($0 + 2) % 3 == 0 ? 1 : 0 } && later.count(.train) == 1)
    #expect(abs(own.baseline.value(.accuracy)! - 13.0 / 20) < 1e-12)
  }

  @Test func noClassOfAnotherPartIsAskedFor() throws {
    let data = try rows(
      Self.sky, SeriesOptions(columns: ["x"], window: 5, horizon: 1, normalisation: .none), split: .standard)
    let own = try DataPart.allCases.map { part in
      try (0..<data.count(part)!).flatMap { try data.example(part, $0).numbers }
    }
    let expected: [[Double]] = [(0..<15).map { Double($0) }, [16], [18]]
    #expect(own == expected)
  }

  @Test func labelsThatDoNotFitAreNamed() {
    let usual = SeriesOptions(window: 2, horizon: 0)
    #expect(
      folder.message { try rows(Self.sky, labels: "skies", usual) }
        == "'r.csv', labels=: expected a column of the file, found 'skies'; it has 'x', 'sky', 'y'")
    #expect(
      folder.message { try rows("x,sky\n1,sun\n2,\n", usual) }
        == "'r.csv', row 3, column 'sky': expected a word, the row's class, found an empty cell; correct the row")
    #expect(
      folder.message { try rows("x,sky\n1,sun\n2,sun\n", usual) }?.contains(
        "at least 2 different words, found only 'sun'") == true)
  }
}
