/// Pictures of what was shown.
enum SVGPicture {
  /// The pictures among some answers under one another, as a file by itself; nil: there are none.
  static func document(_ outputs: [Output]) -> String? {
    let pictures = outputs.compactMap { output in output.drawing.map { (output, $0) } }
    guard let first = pictures.first else { return nil }
    var whole = first.1
    for picture in pictures.dropFirst() { whole.append(picture.1) }
    return whole.document(
      title: first.0.title, words: pictures.map(\.0.sentence).joined(separator: "; "), isWhole: true)
  }
}

extension Output {
  /// The picture as a part of a page; nil: it is none.
  package var inlineSVG: String? { drawing?.document(title: title, words: sentence, isWhole: false) }

  /// The picture as a file by itself; nil: it is none.
  var svgDocument: String? { SVGPicture.document([self]) }

  fileprivate var drawing: SVGDrawing? {
    switch self {
    case .line(let chart): chart.svg()
    case .bars(let chart): chart.svg()
    case .heat(let map): map.svg()
    case .strips(let chart): chart.svg()
    case .words(let output): output.drawing
    case .text, .note, .table: nil
    }
  }

  var kindName: String {
    switch self {
    case .line: "curves"
    case .bars: "bars"
    case .heat: "a heat map"
    case .strips: "strips"
    case .table: "a table"
    case .text, .note, .words: "text"
    }
  }

  var title: String {
    switch self {
    case .line(let chart): chart.title
    case .bars(let chart): chart.title
    case .heat(let map): map.title
    case .strips(let chart): chart.title
    case .table(let table): table.title
    case .words(let output): output.title
    case .text, .note: ""
    }
  }

  /// What a picture shows, in a sentence, for whoever does not see it.
  var sentence: String {
    func told(_ text: String, _ otherwise: String) -> String { text.isEmpty ? otherwise : text }
    let format = NumberFormat.general
    switch self {
    case .text(let text), .note(let text): return text
    case .table(let table): return "\(told(table.title, "table")), \(table.rows.count) rows"
    case .line(let chart):
      let curves = chart.series.map { curve in
        let finite = curve.points.map(\.y).filter(\.isFinite)
        guard let first = finite.first, let last = finite.last else { return "\(curve.name) has no values" }
        return "\(curve.name) goes from \(format.text(first)) to \(format.text(last))"
      }
      return ([told(chart.title, "curves") + (chart.yScale == .log10 ? ", log scale" : "")] + curves)
        .joined(separator: "; ")
    case .bars(let chart):
      let bars = chart.bars.prefix(12).map { "\($0.name) \(chart.format.text($0.value))" }
      return told(chart.title, "bars") + ": " + bars.joined(separator: ", ") + (chart.bars.count > 12 ? ", …" : "")
    case .heat(let map):
      let finite = map.rows.joined().filter(\.isFinite)
      let ends =
        finite.min().flatMap { least in finite.max().map { ", \(format.text(least)) to \(format.text($0))" } } ?? ""
      return "\(told(map.title, "heat map")): \(map.rows.count) × \(map.columnCount) numbers\(ends)"
    case .strips(let chart):
      return ([told(chart.title, "unrolled") + ", \(chart.count) time steps"] + chart.footers).joined(separator: "; ")
    case .words(let output): return output.sentence
    }
  }
}
