import Notebook
import Testing

/// One answer of each kind, its words all hostile and its numbers awkward.
struct SamplePictures: CustomTestStringConvertible, Sendable {
  var name: String
  var output: Output
  var testDescription: String { name }

  /// A notebook of one entry of each kind, whose text, title and answers are hostile.
  var document: Document {
    var document = Document()
    document.append(.prose, "# \(HostileText.text)\n[\(HostileText.text)](javascript:x)", title: HostileText.text)
    let id = document.append(.commands, "print \"\(HostileText.text)\"", title: HostileText.text)
    document.change(id) { entry in
      entry.status = .done
      entry.answers = [
        .output(output), .output(.text(HostileText.text)), .output(.note(HostileText.text)),
        .warning(HostileText.text), .failure(HostileText.text),
      ]
    }
    return document
  }

  private static let words = HostileText.text
  private static let numbers = [1, .nan, -3, .infinity, 0, -.infinity, 1e300, .leastNonzeroMagnitude, -0.0]

  static let all = [
    SamplePictures(name: "line", output: .line(line(.linear))),
    SamplePictures(name: "log line", output: .line(line(.log10))),
    SamplePictures(name: "empty line", output: .line(LineChart(words, series: []))),
    SamplePictures(
      name: "bars",
      output: .bars(
        BarChart(
          words, bars: numbers.map { .init(words, $0, note: words) }, references: [ReferenceLine(words, at: 2)]))),
    SamplePictures(name: "no bars", output: .bars(BarChart(words, bars: [], scale: .log10))),
    SamplePictures(
      name: "heat",
      output: .heat(
        HeatMap(
          words, rows: [numbers, [1]], rowLabels: [words], columnLabels: [words, words], rowName: words,
          columnName: words, cursorColumn: 2))),
    SamplePictures(
      name: "large heat",
      output: .heat(
        HeatMap(
          words, rows: (0..<130).map { row in (0..<250).map { Double(row * $0 % 7) } }, kind: .magnitude, scale: .log10)
      )),
    SamplePictures(name: "empty heat", output: .heat(HeatMap(words, rows: []))),
    SamplePictures(name: "net", output: .net(net(isUnrolled: false))),
    SamplePictures(name: "unrolled net", output: .net(net(isUnrolled: true))),
    SamplePictures(name: "no net", output: .net(NetPicture(words, layers: []))),
    SamplePictures(
      name: "strips",
      output: .strips(
        StripChart(
          words, cursor: 2, pass: .backward,
          strips: [
            .init(words, .bars(numbers), caption: words),
            .init(words, .logBars(numbers, references: [ReferenceLine(words, at: 1e-6)])),
            .init(words, .heat(rows: [numbers, numbers], .signed, range: nil)),
            .init(words, .marks([true, false])), .init(words, .symbols([words, "a"])),
          ], footers: [words]))),
    SamplePictures(name: "no strips", output: .strips(StripChart(words, strips: []))),
  ]

  private static func net(isUnrolled: Bool) -> NetPicture {
    let layers = [
      ModelSnapshot.Layer(
        name: words, description: words, inputSize: 2, outputSize: 4, parameters: 28, isRecurrent: true,
        isBackwardInTime: isUnrolled, returnsLast: true),
      ModelSnapshot.Layer(name: words, description: words, inputSize: 4, outputSize: 1, parameters: 5),
    ]
    return NetPicture(words, layers: layers, isUnrolled: isUnrolled, steps: isUnrolled ? 9 : nil, cursor: 3)
  }

  private static func line(_ scale: Scale) -> LineChart {
    var chart = LineChart(
      words, xLabel: words, yLabel: words, yScale: scale,
      series: [.init(words, y: numbers), .init("one", y: [2]), .init("none", points: [])],
      references: [ReferenceLine(words, at: 2), ReferenceLine("far", at: 1e200)], cursorX: 3)
    chart.bands = [.init(words, x: [1, 2], lower: [0, 1], upper: [2, 3])]
    return chart
  }
}
