import Notebook

/// The panes of a chosen layout on a screen of some size.
struct PlannedPanes {
  /// From the left, in each column from the top.
  private(set) var columns: [[(name: PaneName, area: Rectangle)]] = []

  static let leastColumns = 24
  private static let leastRows = 5

  /// - Parameter example: the pane that stands in the place of the unrolled strips, where the layout has such a place
  ///   and not that pane itself.
  init(_ layout: ScreenLayout, in body: Rectangle, example: PaneName) {
    var names = layout.columns.map { $0.panes.compactMap { PaneName(word: $0.pane) } }
    if !names.joined().contains(example), let column = names.firstIndex(where: { $0.contains(where: \.isOfExample) }),
      let row = names[column].firstIndex(where: \.isOfExample)
    {
      names[column][row] = example
    }
    let widths = Self.parts(body.size.columns, layout.columns.map(\.share), least: Self.leastColumns)
    var left = body.column
    for (index, column) in layout.columns.enumerated() where index < widths.count {
      // What has no room is left out, from the bottom.
      let shown = min(column.panes.count, max(1, body.size.rows / Self.leastRows))
      let heights = Self.parts(body.size.rows, column.panes.prefix(shown).map(\.share), least: Self.leastRows)
      var top = body.row
      columns.append(
        zip(names[index], heights).map { name, height in
          defer { top += height }
          return (name, Rectangle(row: top, column: left, columns: widths[index], rows: height))
        })
      left += widths[index]
    }
  }

  /// A length cut by shares, no part below the least that there is room for.
  static func parts(_ length: Int, _ shares: [Double], least: Int) -> [Int] {
    guard !shares.isEmpty, length > 0 else { return [] }
    let least = min(least, length / shares.count)
    let sum = shares.reduce(0, +)
    var parts = shares.map { max(least, Int((Double(length) * $0 / sum).rounded())) }
    while true {
      let rest = length - parts.reduce(0, +)
      guard rest != 0, let largest = parts.indices.max(by: { parts[$0] < parts[$1] }) else { return parts }
      let new = max(least, parts[largest] + rest)
      guard new != parts[largest] else { return parts }
      parts[largest] = new
    }
  }
}

extension PaneName {
  /// The word for it in a written layout.
  var word: String { self == .ledger ? "ledger" : title }

  init?(word: String) {
    guard let name = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = name
  }
}
