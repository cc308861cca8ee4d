import Notebook
import TerminalUI
import Testing

@Suite("Each chart in words")
struct WordsTests {
  @Test(arguments: ChartGoldenTests.samples.indices)
  func words(_ index: Int) throws {
    let sample = ChartGoldenTests.samples[index]
    try expectGolden(sample.output.words.joined(separator: "\n") + "\n", "words-" + sample.name)
  }

  @Test("A curve tells its trend, its extremes, and where it first lies under a reference line")
  func curve() {
    let chart = LineChart(
      xLabel: "t", series: [.init("norm", y: [1, 0.1, 0.001, 0.00001])], references: [ReferenceLine("limit", at: 0.01)])
    #expect(
      Output.line(chart).words == [
        "norm: falls all the way from 1 at t 1 to 1e-5 at t 4; least 1e-5 at t 4, largest 1 at t 1; first under limit 0.01 at t 3"
      ])
  }

  @Test("NaN and infinities are counted and the first place is told")
  func faults() {
    let chart = LineChart(xLabel: "step", series: [.init("loss", y: [1, 2, .nan, .nan, .infinity])])
    let words = Output.line(chart).words.joined()
    #expect(words.contains("2 values nan, first at step 3"))
    #expect(words.contains("1 value infinite, first at step 5"))
  }
}
