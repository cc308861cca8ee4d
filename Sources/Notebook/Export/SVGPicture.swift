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
    case .net(let net): net.svg()
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
    case .net: "a net"
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
    case .net(let net): net.title
    case .table(let table): table.title
    case .words(let output): output.title
    case .text, .note: ""
    }
  }
}
