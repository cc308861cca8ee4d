import Notebook
import TerminalUI
import Testing

@Suite("Charts look as they are stored, at 40, 80 and 120 columns, in Unicode and in ASCII")
struct ChartGoldenTests {
  static let samples: [(name: String, output: Output)] = [
    ("line-two-curves", Output.line(Samples.losses)), ("line-log-cursor", .line(Samples.gradientNorms)),
    ("line-band", .line(Samples.forecast)),
    ("bars-counts", .bars(Samples.parameters)), ("bars-signed", .bars(Samples.changes)),
    ("heat-signed", .heat(Samples.hidden)), ("heat-attention", .heat(Samples.attention)),
    ("heat-ledger", .heat(Samples.ledger)), ("table-models", .table(Samples.models)),
    ("strips-unrolled", .strips(Samples.unrolled)), ("strips-tokens", .strips(Samples.tokens)),
  ]

  @Test(arguments: samples.indices)
  func drawing(_ index: Int) throws {
    let sample = Self.samples[index]
    try expectGolden(gallery(sample.output), sample.name)
  }

  @Test(arguments: samples.indices, [40, 41, 57, 80, 120, 300])
  func fitsItsWidth(_ index: Int, width: Int) {
    for characters in [CharacterSet.unicode, .ascii] {
      let lines = Self.samples[index].output.lines(Drawing(width: width, characters: characters))
      #expect(lines.allSatisfy { $0.width <= width })
      #expect(characters == .unicode || lines.allSatisfy { $0.plainText.allSatisfy(\.isASCII) })
    }
  }
}
