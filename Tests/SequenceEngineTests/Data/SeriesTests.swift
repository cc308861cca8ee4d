import Foundation
import SequenceEngine
import Testing

@Suite struct SeriesTests: SeriesFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aWindowOfAllNumericColumnsForecastsTheLastOne() throws {
    let data = try series(counting(10), SeriesOptions(window: 3, horizon: 2, normalisation: .none))
    #expect(
      data.shape == DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence, steps: 3))
    #expect(data.count(.train) == 6)
    let example = try data.example(.train, 1)
    #expect(example.numbers == [1, 1, 2, 4, 3, 9])
    #expect(example.answers == [25])
    #expect(data.latestInput == .vectors([6, 36, 7, 49, 8, 64, 9, 81], size: 2))
  }

  @Test func columnsAndTargetsAreChosenByName() throws {
    let data = try series(
      counting(10), SeriesOptions(columns: ["y"], target: ["x", "y"], window: 1, normalisation: .none))
    let example = try data.example(.train, 2)
    #expect(example.numbers == [4])
    #expect(example.answers == [3, 9])
    #expect(data.normalisation?.targets.map(\.name) == ["x", "y"])
  }

  @Test func noWindowAndNoTargetReachesIntoAnotherPart() throws {
    let data = try series(
      counting(100), SeriesOptions(columns: ["x"], window: 4, horizon: 3, normalisation: .none), split: .standard)
    let rows = [DataPart.train: 0.0...79, .valid: 80...89, .test: 90...99]
    for (part, own) in rows {
      for index in 0..<data.count(part)! {
        let example = try data.example(part, index)
        #expect((example.numbers + example.answers).allSatisfy(own.contains))
        #expect(example.answers[0] == example.numbers[3] + 3)
      }
    }
    #expect(DataPart.allCases.map { data.count($0) } == [74, 4, 4])
  }

  @Test(arguments: Normalisation.Kind.allCases)
  func statisticsComeFromTheTrainingRowsAlone(kind: Normalisation.Kind) throws {
    let options = SeriesOptions(columns: ["x"], window: 2, normalisation: kind)
    let train = (0..<80).map { "\($0)\n" }.joined()
    let calm = try series("x\n" + train + String(repeating: "1\n", count: 20), options, split: .standard)
    let wild = try series("x\n" + train + String(repeating: "-1e9\n", count: 20), options, split: .standard)
    #expect(calm.normalisation == wild.normalisation)
    #expect(try calm.example(.train, 5) == wild.example(.train, 5))
    let column = try #require(calm.normalisation?.targets.first)
    switch kind {
    case .standard:
      #expect(abs(column.offset - 39.5) < 1e-12)
      #expect(abs(column.scale - (6399.0 / 12).squareRoot()) < 1e-12)
    case .minmax: #expect((column.offset, column.scale) == (0, 79))
    case .none: #expect((column.offset, column.scale) == (0, 1))
    }
    #expect(abs(column.denormalise(column.normalise(12.5)) - 12.5) < 1e-12)
    let example = try calm.example(.train, 5)
    #expect(abs(calm.normalisation!.denormalise(targets: example.answers)[0] - 7) < 1e-12)
  }

  @Test func aColumnThatDoesNotVaryStaysFinite() throws {
    for kind in Normalisation.Kind.allCases {
      let data = try series("x\n5\n5\n5\n", SeriesOptions(window: 1, normalisation: kind))
      #expect(try data.example(.train, 0).numbers[0].isFinite)
    }
  }

  @Test func persistenceIsScoredOnTheTestWindowsInOriginalUnits() throws {
    let values = (0..<100).map { Double(($0 * 37) % 23) }
    let data = try series(
      "x\n" + values.map { "\($0)\n" }.joined(), SeriesOptions(window: 4, horizon: 2), split: .standard)
    var squares = 0.0
    for index in 0..<data.count(.test)! {
      let example = try data.example(.test, index)
      let difference = example.answers[0] - example.numbers[3]
      squares += difference * difference
    }
    let mse = squares / Double(data.count(.test)!)
    #expect(abs(data.baseline.loss - mse) < 1e-12)
    let scale = data.normalisation!.targets[0].scale
    #expect(abs(data.baseline.value(.rmse)! - mse.squareRoot() * scale) < 1e-9)
    #expect(data.baseline.sentence == "persistence: the last value seen is the forecast")
  }

  @Test func quotedCellsFollowRFC4180() throws {
    let data = try series(
      "\u{FEFF}\"a \"\"b\"\", c\",\"x\ny\"\r\n\"1\", 2 \r\n3,\"4\"", SeriesOptions(window: 1, normalisation: .none))
    #expect(data.normalisation?.inputs.map(\.name) == ["a \"b\", c", "x\ny"])
    #expect(try data.example(.train, 0).numbers == [1, 2])
    #expect(try data.example(.train, 0).answers == [4])
  }

  @Test func semicolonsAndTabsStandBetweenCellsWhereTheHeaderHasNoComma() throws {
    let options = SeriesOptions(window: 1, normalisation: .none)
    for separator in [";", "\t"] {
      let data = try series(["\"a,b\"", "\"c\"\n1", "2\n\"3\"", "4"].joined(separator: separator), options)
      #expect(data.normalisation?.inputs.map(\.name) == ["a,b", "c"])
      #expect(try data.example(.train, 0) == series("x,y\n1,2\n3,4", options).example(.train, 0))
    }
    let commas = try series("a;b,\"c;d\"\n1,2\n3,4\n", options)
    #expect(commas.normalisation?.inputs.map(\.name) == ["a;b", "c;d"])
    #expect(
      failure("a;b\n1;2\"\n")
        == "'s.csv', row 2, cell 2: expected a quote only at a cell's beginning, found one inside it; write cells with"
        + " semicolons, quotes or newlines as \"…\", quotes in them doubled")
    #expect(
      failure("a\tb\n\"1\"2\t3\n")?.contains("expected a TAB or the line's end after a closing quote") == true)
  }

  @Test(arguments: ["3,5", "-1.234,5", ",5e3"])
  func decimalCommasBetweenSemicolonsAreRefused(cell: String) {
    let refused = "column 'b': expected a number, found '\(cell)'; write the decimal sign as a point"
    #expect(failure("day;b;c\nmon;\(cell);2\n") == "'s.csv', row 2, \(refused)")
    #expect(failure("day;b;c\nmon;1;2\ntue;\(cell);2\n") == "'s.csv', row 3, \(refused)")
    // A column that nobody asks for may hold anything.
    #expect(failure("b;c\n\(cell);2\n\(cell);3\n", SeriesOptions(columns: ["c"], window: 1)) == nil)
  }

  @Test func linesOfNothingAreLeftOutOfTablesOfSeveralColumns() throws {
    let options = SeriesOptions(window: 1, normalisation: .none)
    let plain = try series("a,b\n1,2\n3,4\n5,6\n", options)
    let loose = try series("a,b\n\n1,2\n3,4\r\n\r\n\n5,6\n\n\n", options)
    #expect(loose.count(.train) == 2)
    #expect(try (0..<2).allSatisfy { try loose.example(.train, $0) == plain.example(.train, $0) })
    #expect((0..<2).map { plain.targetRow(.train, $0) } == [3, 4])
    #expect((0..<2).map { loose.targetRow(.train, $0) } == [4, 7])
    #expect(failure("a,b\n1,2\n\n3\n")?.hasPrefix("'s.csv', row 4: expected 2 cells") == true)
    #expect(failure("a,b\n1,2\n\"\"\n")?.hasPrefix("'s.csv', row 3: expected 2 cells") == true)
  }

  @Test func inATableOfOneColumnALineOfNothingIsAGapButAtTheEnd() throws {
    let options = SeriesOptions(window: 1, normalisation: .none, gaps: .hold)
    let data = try series("a\n1\n\n\n2\n\n\n", options)
    #expect(data.latestInput == .vectors([2], size: 1) && data.count(.train) == 3)
    #expect(data.summary.contains("2 rows with gaps: the value before stands for each"))
    #expect(failure("a\n1\n2\n\n\n") == nil)
    #expect(failure("a\n1\n\n2\n")?.hasPrefix("'s.csv', row 3, column 'a': expected a number, found an empty") == true)
  }

  @Test func aHundredThousandColumnsAreReadAtOnce() throws {
    let names = (0..<100_000).map { "c\($0)" }
    #expect(failure((names + ["c7"]).joined(separator: ",") + "\n")?.contains("found 'c7' again") == true)
  }

  // MARK: Gaps

  private static let holes = "a,b\n,10\n1,.\nNA,30\n4,40\n?,50\n"

  @Test func rowsWithGapsAreDroppedOrHeldOrDrawn() throws {
    func values(_ gaps: SeriesOptions.Gaps) throws -> (numbers: [Double], notes: [String]) {
      let data = try series(
        Self.holes, SeriesOptions(columns: ["a", "b"], window: 1, normalisation: .none, gaps: gaps))
      guard case .vectors(let latest, _)? = data.latestInput else { return ([], []) }
      return (try (0..<data.count(.train)!).flatMap { try data.example(.train, $0).numbers } + latest, data.summary)
    }
    #expect(
      folder.message { try values(.drop) }?.contains("expected at least 2 rows for window + horizon, found 1") == true)
    // Before the second row and behind the fourth a has no number.
    let ends = "left out for gaps without a number on both sides: 1 at the start and 1 at the end"
    let held = try values(.hold)
    #expect(held.numbers == [1, 10, 1, 30, 4, 40])
    #expect(held.notes.contains("2 rows with gaps: the value before stands for each") && held.notes.contains(ends))
    let drawn = try values(.line)
    #expect(drawn.numbers == [1, 20, 2.5, 30, 4, 40])
    #expect(drawn.notes.contains("2 rows with gaps filled on a straight line between their neighbours"))
    #expect(drawn.notes.contains(ends))
    let dropped = try series(
      "a\n1\n\"\"\n3\n4\n", SeriesOptions(window: 1, normalisation: .none, gaps: .drop))
    #expect(dropped.count(.train) == 2 && dropped.summary.contains("1 row with gaps left out"))
    for gaps in [SeriesOptions.Gaps.hold, .line] {
      #expect(
        folder.message { try series("a,b\n1,\n2,\n,3\n,4\n", SeriesOptions(window: 1, gaps: gaps)) }
          == "'s.csv': expected rows in which every column has begun and none has ended, found none; leave a column out"
          + " with columns=")
    }
    #expect(
      folder.message { try series("a,b\n1,\n2,\n", SeriesOptions(window: 1, gaps: .line)) }
        == "'s.csv', column 'b': expected at least one number, found gaps only; leave the column out with columns=")
  }

  @Test("no row is made up where a series has not begun or has ended", arguments: [SeriesOptions.Gaps.hold, .line])
  func endsOfNothing(gaps: SeriesOptions.Gaps) throws {
    let rows = (0..<170).map { "d\($0),\($0 < 150 ? "\($0 * $0 % 7)" : "")" }
    let data = try series(
      "day,a\n" + rows.joined(separator: "\n"), SeriesOptions(columns: ["a"], window: 1, gaps: gaps), split: .standard)
    #expect(DataPart.allCases.reduce(0) { $0 + (data.count($1) ?? 0) } == 147)
    #expect(data.baseline.loss > 0)
    #expect(data.summary.contains("left out for gaps without a number on both sides: 20 at the end"))
    #expect(!data.summary.joined().contains("with gaps"))
  }

  @Test func aTargetIsFoundAgainInTheFileWhateverWasLeftOut() throws {
    func rows(_ gaps: SeriesOptions.Gaps) throws -> [Int?] {
      let data = try series("a\n\n1\n2\n?\n4\n5\n", SeriesOptions(window: 1, gaps: gaps))
      return (0..<data.count(.train)!).map { data.targetRow(.train, $0) }
    }
    #expect(try rows(.drop) == [4, 6, 7])
    #expect(try rows(.hold) == [4, 5, 6, 7])
    #expect(try rows(.line) == [4, 5, 6, 7])
    let parts = try series(counting(100), SeriesOptions(columns: ["x"], window: 4, horizon: 3), split: .standard)
    // The test part begins with value 90, which stands on row 92.
    #expect(parts.targetRow(.test, 0) == 98 && parts.targetRow(.train, 0) == 8)
  }
}
