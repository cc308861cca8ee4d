import Notebook
import TerminalUI
import Testing

@Suite("What a chart shows is what the values say")
struct ChartMeaningTests {
  private func text(_ output: Output, width: Int = 80, _ characters: CharacterSet = .unicode) -> [String] {
    output.lines(Drawing(width: width, characters: characters)).map(\.plainText)
  }

  @Test(
    "Without colour the sign of every heat map value is still to be seen", arguments: [CharacterSet.unicode, .ascii])
  func signWithoutColour(_ characters: CharacterSet) {
    for size in [0.2, 0.4, 0.6, 0.9] {
      let row = text(.heat(HeatMap(rows: [[size, -size, 1]])), characters)[0]
      let cells = Array(row.drop { $0 != " " }.dropFirst().drop { $0 != " " }.dropFirst())
      #expect(cells[0] != cells[2], "\(size) and \(-size) look alike: \(row)")
    }
  }

  @Test("Bars are as long as their values, to an eighth of a column")
  func barLengths() {
    let lines = text(.bars(BarChart(bars: [.init("a", 1), .init("b", 0.5), .init("c", 0)])))
    func length(_ line: String) -> Int { line.count { "█▏▎▍▌▋▊▉".contains($0) } }
    #expect(length(lines[0]) > 60)
    #expect(abs(length(lines[1]) * 2 - length(lines[0])) <= 1)
    #expect(length(lines[2]) == 0)
  }

  @Test("The cursor's column is lit through every strip and the ruler")
  func litColumn() {
    let lines = Output.strips(Samples.unrolled).lines(Drawing(width: 120))
    let lit = lines.map { line in line.glyphs.indices.filter { line.glyphs[$0].style.isLit } }.filter { !$0.isEmpty }
    #expect(lit.count == 10)
    #expect(Set(lit).count == 1)
  }

  @Test("A reading follows the cursor")
  func readings() {
    var chart = Samples.unrolled
    chart.cursor = 50
    #expect(text(.strips(chart)).contains { $0.hasPrefix("dL/dh") && $0.hasSuffix(" 1") })
  }

  @Test("A reference line far from the curve does not press the curve flat, but is still told")
  func farReference() {
    let chart = LineChart(series: [.init("loss", y: [0.1, 0.2])], references: [ReferenceLine("far", at: 1000)])
    let lines = text(.line(chart))
    #expect(!lines.contains { $0.contains("1000 ┤") })
    #expect(lines.contains { $0.contains("far 1000") })
  }

  @Test("A wide character takes two columns in a table")
  func wideCharacters() {
    let table = Table(columns: [.init("a"), .init("n", .number)], rows: [["漢字", .count(1)], ["abcd", .count(2)]])
    #expect(text(.table(table)).suffix(2) == ["漢字  1", "abcd  2"])
  }

  @Test("Columns that do not fit are named")
  func hiddenColumns() {
    let columns = (1...20).map { Table.Column("column\($0)", .number) }
    let lines = text(.table(Table(columns: columns, rows: [columns.map { _ in .number(1.5) }])), width: 60)
    #expect(lines.last?.hasPrefix("not shown for want of room: column7, column8") == true)
  }
}
