import Notebook
import TerminalUI
import Testing

@Suite("Charts of absurd inputs are drawn, keep to their width, and never show a control character")
struct AbsurdInputTests {
  static let values: [(name: String, values: [Double])] = [
    ("empty", []), ("one", [3]), ("zeros", [0, 0, 0]), ("all nan", [.nan, .nan]),
    ("infinities", [.infinity, -.infinity, 1, .nan]),
    ("extremes", [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]),
    ("tiny", [.leastNonzeroMagnitude, 0, -.leastNonzeroMagnitude]), ("close", [1e15, 1e15 + 1]),
    ("negative", [-1, -2, -3]),
    ("constant huge", [1e308, 1e308]), ("long", (0..<100_000).map { Double($0 % 977) - 400 }),
  ]
  static let names = [
    "", "plain", "e\u{301}\u{302}", "漢字の長い名前がここにあります", "\u{1B}[31mred\u{7}", "👩‍👩‍👧 family\u{202E}", "a\tb\r\nc",
  ]

  static func outputs(_ values: [Double], _ name: String) -> [Output] {
    let references = [ReferenceLine(name, at: 1), ReferenceLine("nan", at: .nan), ReferenceLine("zero", at: 0)]
    var outputs: [Output] = []
    for scale in [Scale.linear, .log10] {
      outputs.append(
        .line(
          LineChart(
            name, xLabel: name, yScale: scale, series: [.init(name, y: values), .init("b", y: values.reversed())],
            references: references, cursorX: 2)))
      outputs.append(
        .bars(
          BarChart(
            name, bars: values.prefix(500).map { .init(name, $0, note: name) }, scale: scale, references: references)))
      for kind in [HeatKind.signed, .magnitude] {
        outputs.append(
          .heat(
            HeatMap(
              name, rows: [values, [], Array(values.prefix(1))], rowLabels: [name], columnLabels: [name, "b"],
              firstColumn: .max, kind: kind, scale: scale, cursorColumn: .min, cursorRow: 9)))
        outputs.append(
          .heat(HeatMap(name, rows: values.prefix(300).map { [$0] }, kind: kind, scale: scale, cursorColumn: 1)))
      }
    }
    let strips: [StripChart.Strip] = [
      .init(name, .bars(values), caption: name), .init(name, .logBars(values, references: references)),
      .init("h", .heat(rows: [values, Array(values.dropLast())], .signed, range: nil), readings: [.text(name)]),
      .init("m", .marks(values.map { $0 > 0 })), .init("s", .symbols(values.map { _ in name })),
    ]
    outputs.append(.strips(StripChart(name, cursor: 1, pass: .forward, strips: strips, footers: [name])))
    outputs.append(.strips(StripChart(name, firstTime: .max, cursor: .min, strips: strips)))
    outputs.append(
      .table(
        Table(
          name, columns: [.init(name), .init("n", .number)],
          rows: values.prefix(50).map { [.text(name), .number($0), "x"] })))
    return outputs
  }

  @Test(arguments: values.indices, [40, 80, 300])
  func drawing(_ index: Int, width: Int) {
    for name in Self.names {
      for output in Self.outputs(Self.values[index].values, name) {
        for characters in [CharacterSet.unicode, .ascii] {
          let lines = output.lines(Drawing(width: width, characters: characters))
          #expect(!lines.isEmpty)
          for line in lines {
            #expect(line.width <= width, "\(line.plainText)")
            #expect(isLegible(line.plainText))
          }
        }
        #expect(output.words.allSatisfy(isLegible))
      }
      // One long row is enough for one name: the shape of a name does not depend on the values.
      if Self.values[index].values.count > 1000 { break }
    }
  }

  @Test("A hundred thousand steps share columns, and the ruler says how many")
  func binning() {
    let map = HeatMap("long", rows: [[Double](repeating: 0, count: 100_000)])
    let text = Output.heat(map).lines(Drawing(width: 109)).map(\.plainText).joined(separator: "\n")
    #expect(text.contains("each column is 1000 time steps, the strongest shown"))
  }

  @Test("The strongest value of a column's steps is shown, and one NaN makes the column a fault")
  func strongestIsKept() {
    var row = [Double](repeating: 0, count: 400)
    row[123] = -1
    row[311] = .nan
    let lines = Output.heat(HeatMap(rows: [row])).lines(Drawing(width: 50)).map(\.plainText)
    #expect(lines[0].contains("⣿"))
    #expect(lines[0].contains("×"))
  }

  private func isLegible(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !(0x202A...0x202E).contains($0.value)
    }
  }
}
