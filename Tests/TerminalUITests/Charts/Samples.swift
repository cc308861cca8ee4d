import Foundation
import Notebook
import TerminalUI

/// Outputs that look like what the program shows.
enum Samples {
  static func wave(unit: Int, count: Int) -> [Double] {
    (0..<count).map { step in
      let phase = 0.4 * Double(step) + Double(unit)
      return sin(phase) * Double(unit + 1) / 8
    }
  }

  /// Falls from `start + end` towards `end`, by e in `time` steps.
  private static func decay(from start: Double, to end: Double, time: Double) -> [Double] {
    (0..<300).map { (step: Int) -> Double in end + start * exp(-Double(step) / time) }
  }

  static let losses = LineChart(
    "training", xLabel: "step", yLabel: "loss",
    series: [
      .init("plain", y: decay(from: 0.2, to: 0.167, time: 20)),
      .init("gated", y: decay(from: 0.3, to: 0.005, time: 60)),
    ], references: [ReferenceLine("baseline", at: 0.167)])

  static let gradientNorms = LineChart(
    "gradient norm", xLabel: "t", yLabel: "norm of dL/dh", yScale: .log10,
    series: [.init("rnn1", y: (1...50).map { pow(0.7, Double(50 - $0)) })],
    references: [ReferenceLine("vanishing", at: 1e-6)], cursorX: 17)

  static let forecast: LineChart = {
    func wave(_ steps: ClosedRange<Int>) -> [Double] {
      steps.map { (step: Int) -> Double in 5 + 3 * sin(0.5 * Double(step)) }
    }
    let values = wave(1...24)
    let deviations = (1...20).map { Double($0).squareRoot() }
    var chart = LineChart(
      "forecast", xLabel: "step",
      series: [.init("seen", y: wave(-23...0), firstX: -23), .init("y", y: values)])
    chart.bands = [
      LineChart.Band(
        "90% interval", x: (1...20).map(Double.init),
        lower: zip(values, deviations).map { $0 - $1 }, upper: zip(values, deviations).map { $0 + $1 })
    ]
    return chart
  }()

  static let parameters = BarChart(
    "parameters",
    bars: [
      .init("embedding1", 51_200), .init("lstm2", 131_584, note: "frozen"), .init("dense3", 12_900), .init("last4", 0),
    ], format: .integer)

  static let changes = BarChart(
    "change of loss", bars: [.init("rnn", -0.4), .init("lstm", 0.25), .init("gru", 0.9)],
    references: [ReferenceLine("limit", at: 0.5)])

  static let hidden = HeatMap("hidden rnn1", rows: (0..<8).map { wave(unit: $0, count: 24) }, cursorColumn: 10)

  static let attention = HeatMap(
    "attention", rows: [[0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0, 0.2, 0.8]], rowLabels: ["je", "t'aime", "漢字"],
    columnLabels: ["I", "love", "you"], rowName: "target", columnName: "source", kind: .magnitude, range: 0...1)

  static let ledger = HeatMap(
    "ledger", rows: (1...20).map { t in (1...t).map { pow(0.5, Double(t - $0)) } }, rowName: "t", kind: .magnitude,
    scale: .log10, cursorColumn: 5, cursorRow: 12)

  static let models = Table(
    "models", columns: [.init("name"), .init("layers"), .init("parameters", .number), .init("loss", .number)],
    rows: [
      ["plain", "rnn 64 tanh → dense 1", .count(4353), .number(0.1672)],
      ["gated", "embedding 16 → lstm 128 → dropout 0.5 → dense 10", .count(1_204_353), .number(.nan)],
      ["漢字モデル", "gru 64", .missing, .number(3.1e-9)],
    ])

  static let unrolled = StripChart(
    "unrolled  example 1", cursor: 17, pass: .backward,
    strips: [
      .init("x", .bars((0..<50).map { abs(sin(Double($0) * 1.7)) })),
      .init("mark", .marks((0..<50).map { $0 == 9 || $0 == 31 })),
      .init(
        "h", .heat(rows: (0..<4).map { wave(unit: $0, count: 50) }, .signed, range: nil),
        readings: [.series("‖h‖", (0..<50).map { 3 + sin(Double($0)) }), .text("unit 12 of 64")]),
      .init(
        "dL/dh",
        .logBars((0..<50).map { pow(0.7, Double(49 - $0)) }, references: [ReferenceLine("vanishing", at: 1e-6)]),
        caption: "nothing earlier than t=12 is heard"),
    ], footers: ["horizon  halves every 1.9 steps   radius 0.83   σ 0.91"])

  static let tokens = StripChart(
    "sample", cursor: 3,
    strips: [
      .init("text", .symbols(["the", " ", "cat", "\n", "漢字", "sat", "e\u{301}"])),
      .init("loss", .bars([2.1, 0.3, 1.4, 0.2, .nan, 0.9, .infinity])),
    ])
}

/// A drawing of each width and character set, one under the other.
func gallery(_ output: Output) -> String {
  var text = ""
  for characters in [CharacterSet.unicode, .ascii] {
    for width in [40, 80, 120] {
      text += "== \(width) \(characters) ==\n"
      text += output.lines(Drawing(width: width, characters: characters)).ansi(depth: .none)
    }
  }
  return text
}
