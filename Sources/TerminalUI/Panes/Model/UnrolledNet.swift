import Notebook

/// The net over a few time steps: the same layers at each, joined by what a recurrent layer carries on.
struct UnrolledNet {
  private let layers: [ModelSnapshot.Layer]
  private let ink: Ink
  private let width: Int
  private let labelWidth: Int
  /// The time steps shown, nil for T where no example is unrolled.
  private let times: [Int?]
  private let cursor: Int?

  private static let columnWidth = 8

  init(_ layers: [ModelSnapshot.Layer], steps: Int?, cursor: Int?, ink: Ink, width: Int) {
    self.layers = layers
    self.width = width
    self.ink = ink
    labelWidth = min(layers.map(\.name.displayWidth).max() ?? 0, max(6, width / 5))
    let last = max(3, "\(steps ?? 0)".count)
    let room = max(2, (width - labelWidth - 2 - last) / Self.columnWidth + 1)
    self.cursor = steps == nil ? nil : cursor
    times = Self.times(steps, cursor: cursor ?? 1, count: min(room, 12))
  }

  /// First, last, and the neighbours of the cursor, as many as there is room for.
  private static func times(_ steps: Int?, cursor: Int, count: Int) -> [Int?] {
    guard let steps else { return (1..<count).map { $0 } + [nil] }
    guard steps > count else { return (1...max(1, steps)).map { $0 } }
    var chosen: Set<Int> = [1, steps]
    for distance in 0..<steps {
      for time in [cursor + distance, cursor - distance] where (1...steps).contains(time) && chosen.count < count {
        chosen.insert(time)
      }
      if chosen.count >= count { break }
    }
    return chosen.sorted()
  }

  var rows: [NetRow] {
    var rows = [NetRow(row("t", .soft) { column in times[column].map { "\($0)" } ?? "T" })]
    rows.append(NetRow(row("x", .strong) { _ in " x" }))
    var isLastOnly = false
    for (number, layer) in layers.enumerated() {
      let arrows = isLastOnly
      if layer.isDecoder, number > 0, !layers[number - 1].isDecoder {
        rows.append(NetRow(row("decoder", .soft) { _ in " x" }))
      }
      rows.append(NetRow(row("", .soft) { arrows && $0 < times.count - 1 ? "" : " \(ink.pointerDown)" }, layer: number))
      rows.append(NetRow(row(layer, isLastOnly: isLastOnly, isOutput: number == layers.count - 1), layer: number))
      isLastOnly = isLastOnly || layer.returnsLast
    }
    return rows
  }

  private func row(_ layer: ModelSnapshot.Layer, isLastOnly: Bool, isOutput: Bool) -> StyledLine {
    let node = layer.isRecurrent ? "(h)" : isOutput ? "[y]" : "[\(ink.zero)]"
    return row(layer.name, .strong) { column in
      guard !isLastOnly || column == times.count - 1 else { return "" }
      guard layer.isRecurrent, column < times.count - 1 else { return node }
      return node
        + link(
          after: column, isForward: !layer.isBackwardInTime, isBackward: layer.isBackwardInTime || layer.isBidirectional
        )
    }
  }

  /// The line to the next time step, dotted over those that are left out.
  private func link(after column: Int, isForward: Bool, isBackward: Bool) -> String {
    let length = Self.columnWidth - 3
    var line = [Character](repeating: ink.horizontal, count: length)
    if !isNext(column) { line[length / 2] = ink.ellipsis }
    if isBackward { line[0] = ink.pointerLeft }
    if isForward { line[length - 1] = ink.pointerRight }
    return String(line)
  }

  private func isNext(_ column: Int) -> Bool {
    guard let now = times[column], let next = times[column + 1] else { return false }
    return next == now + 1
  }

  /// A label and a text in each time step's column, the cursor's column lit.
  private func row(_ label: String, _ style: Style, _ text: (Int) -> String) -> StyledLine {
    var line = StyledLine(label, style).truncated(to: labelWidth, ellipsis: ink.ellipsis)
    line.pad(to: labelWidth + 2)
    for column in times.indices {
      let start = labelWidth + 2 + column * Self.columnWidth
      line.pad(to: start)
      let isLit = times[column] != nil && times[column] == cursor
      let shown = StyledLine(text(column), .plain)
      line.append(shown.restyledByColumn { place, style in place < 3 ? style.lit(isLit) : .series(0) })
    }
    return line.truncated(to: width, ellipsis: ink.ellipsis)
  }
}
