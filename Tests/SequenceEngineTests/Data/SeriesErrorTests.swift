import SequenceEngine
import Testing

/// Tables that are no series, and what is said of them.
@Suite struct SeriesErrorTests: SeriesFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func badSyntaxIsNamedByRowAndCell() {
    let advice = "write cells with commas, quotes or newlines as \"…\", quotes in them doubled"
    #expect(
      failure("a,b\n1,2\"\n")
        == "'s.csv', row 2, cell 2: expected a quote only at a cell's beginning, found one inside it; \(advice)")
    #expect(
      failure("a,b\n\"1\"2,3\n")
        == "'s.csv', row 2, cell 1: expected a comma or the line's end after a closing quote, found '2'; \(advice)")
    #expect(
      failure("a,b\n1,\"2\n")
        == "'s.csv', row 2, cell 2: expected a closing quote, found the end of the file; \(advice)")
    #expect(
      failure("a\r1\r2\r")
        == "'s.csv', row 1, cell 1: expected lines that end with LF or CRLF, found a lone CR; \(advice)")
  }

  @Test func badCellsAreNamedByRowAndColumn() {
    let gap = "say what to do about gaps with gaps=drop, hold or line, or leave the column out with columns="
    let correct = "correct the cell, or leave the column out with columns="
    #expect(failure("a,b\n1,2\n3,\n") == "'s.csv', row 3, column 'b': expected a number, found an empty cell; \(gap)")
    #expect(failure("a,b\n1,2\nNA,4\n") == "'s.csv', row 3, column 'a': expected a number, found the gap 'NA'; \(gap)")
    #expect(failure("a\n1\nnan\n") == "'s.csv', row 3, column 'a': expected a number, found the gap 'nan'; \(gap)")
    #expect(failure("a\n1\n12x\n") == "'s.csv', row 3, column 'a': expected a number, found '12x'; \(correct)")
    #expect(failure("a\n1\n0x10\n") == "'s.csv', row 3, column 'a': expected a number, found '0x10'; \(correct)")
    #expect(failure("a\n1\ninf\n") == "'s.csv', row 3, column 'a': expected a number, found 'inf'; \(correct)")
    #expect(
      failure("a\n1\n1e400\n")
        == "'s.csv', row 3, column 'a': expected a number below 1e150, found '1e400'; correct the cell or rescale"
        + " the column"
    )
    #expect(
      failure("a\n1\n\u{1B}[2J\n") == "'s.csv', row 3, column 'a': expected a number, found '\\u{1b}[2J'; \(correct)")
    #expect(
      failure("a,b\n1,2\n3\n") == "'s.csv', row 3: expected 2 cells as in the header, found 1; correct the row")
  }

  @Test func aHeaderAndRowsAreNeeded() {
    #expect(
      failure("1,2\n3,4\n")
        == "'s.csv', row 1, cell 1: expected the name of a column, found '1'; put a line with the columns' names at"
        + " the top"
        + " of the file")
    #expect(
      failure("a,\n3,4\n")?.hasPrefix("'s.csv', row 1, cell 2: expected the name of a column, found nothing") == true)
    #expect(
      failure("a,a\n3,4\n")
        == "'s.csv', row 1, cell 2: expected a name of its own, found 'a' again; rename one of the two")
    #expect(
      failure("a,b\n") == "'s.csv': expected a header and rows of numbers, found a header only; give a file with data")
    #expect(
      failure("day\nmonday\n")
        == "'s.csv', row 2: expected at least one column of numbers, found none; give a file with numbers, the"
        + " decimal sign"
        + " a point")
  }

  @Test func aMissingColumnOffersTheNearestName() {
    #expect(
      failure("month,sunspots\n1,2\n", SeriesOptions(columns: ["sunspot"], window: 1))
        == "'s.csv', columns=: expected a column of the file, found 'sunspot'; did you mean 'sunspots'?")
    #expect(
      failure("a,b\n1,2\n", SeriesOptions(target: ["temperature"], window: 1))
        == "'s.csv', target=: expected a column of the file, found 'temperature'; it has 'a', 'b'")
    #expect(
      failure("a,b\n1,2\n", SeriesOptions(columns: ["a", "a"], window: 1))
        == "'s.csv', columns=: expected each column once, found one of them twice; name every column once")
    #expect(
      failure("a,b\n1,2\n", SeriesOptions(columns: [], window: 1))
        == "'s.csv', row 2: expected at least one column of numbers, found none; give a file with numbers, the"
        + " decimal sign"
        + " a point")
    #expect(
      failure("a,b\n1,2\n", SeriesOptions(target: [], window: 1))
        == "'s.csv', target=: expected each column once, found none; name every column once")
  }

  @Test func tooFewRowsAreAnError() {
    #expect(
      folder.message { try series(counting(100), SeriesOptions(window: 10), split: .standard) }
        == "'s.csv', valid part: expected at least 11 rows for window + horizon, found 10; make window= or horizon="
        + " smaller,"
        + " or change the split")
    #expect(
      failure("a\n1\n", SeriesOptions(window: 0))
        == "data csv window=: expected from 1 to 1,000,000,000 rows, found 0; 24 is usual")
    #expect(
      failure("a\n1\n", SeriesOptions(window: 1, horizon: -1))
        == "data csv horizon=: expected from 1 to 1,000,000,000 rows, found -1; 1 forecasts the next row")
  }
}
