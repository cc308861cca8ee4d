/// What a search reads of an entry.
extension Entry {
  /// The texts that a reader sees of an entry, from the top: title, commands or prose, answers. Of a picture its names.
  public var searchedTexts: [String] {
    [title, text]
      + answers.flatMap { answer in
        switch answer {
        case .output(let output): output.searchedTexts
        case .warning(let text): ["warning: " + text]
        case .failure(let text): [text]
        }
      }
  }
}

extension Output {
  fileprivate var searchedTexts: [String] {
    switch self {
    case .text(let text), .note(let text): [text]
    case .table(let table):
      [table.title] + table.columns.map(\.name)
        + table.rows.flatMap { row in
          row.map { value in
            switch value {
            case .text(let text): text
            case .number(let number, let format): format.text(number)
            case .missing: ""
            }
          }
        }
    case .line(let chart):
      [chart.title, chart.xLabel, chart.yLabel] + chart.series.map(\.name) + chart.bands.map(\.name)
    case .bars(let chart): [chart.title] + chart.bars.flatMap { [$0.name, $0.note] }
    case .heat(let map): [map.title] + map.rowLabels
    case .strips(let chart): [chart.title] + chart.strips.flatMap { [$0.label, $0.caption] } + chart.footers
    case .net(let net): [net.title] + net.layers.map(\.name)
    case .words(let output): output.words
    }
  }
}
