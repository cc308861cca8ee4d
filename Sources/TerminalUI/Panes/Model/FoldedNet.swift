import Notebook

/// The layers from input to output, a recurrent one with the loop that leads back into it:
///
///     ┌▶ rnn1 64 ┐
///     └─◀ t-1 ───┘
struct FoldedNet {
  private let layers: [ModelSnapshot.Layer]
  private let ink: Ink
  private let size: Size
  private let facts: LayerFacts
  private let form: Form
  /// Columns of the drawing, before the facts.
  private let drawingWidth: Int

  /// From the most roomy to the one with a row for each layer.
  private enum Form: CaseIterable { case connected, boxes, lines }

  init(_ layers: [ModelSnapshot.Layer], ink: Ink, size: Size) {
    self.layers = layers
    self.ink = ink
    self.size = size
    let loops = layers.count { $0.isRecurrent }
    let boxes = 2 + layers.count + loops + (layers.contains(where: \.isDecoder) ? 1 : 0)
    form = boxes + layers.count <= size.rows ? .connected : boxes <= size.rows ? .boxes : .lines
    let names = layers.map { "\($0.name) \($0.outputSize)".displayWidth }
    drawingWidth = min((names.max() ?? 0) + 5, max(12, size.columns / 3))
    facts = LayerFacts(layers, ink: ink, width: size.columns - drawingWidth - 2, besides: form != .lines)
  }

  var rows: [NetRow] {
    var rows = [NetRow(beside(StyledLine(), facts.header))]
    let hasSides = layers.contains(where: \.isDecoder)
    if form != .lines {
      rows.append(NetRow(StyledLine("   \(hasSides ? "encoder " : "")x \(layers.first?.inputSize ?? 0)", .soft)))
    }
    for (number, layer) in layers.enumerated() {
      if form != .lines, layer.isDecoder, number > 0, !layers[number - 1].isDecoder {
        // Time begins anew here: what goes over is the encoder's last state, and what attention looks at.
        rows.append(NetRow(StyledLine("   decoder x \(layer.inputSize)", .soft)))
      } else if form == .connected {
        rows.append(NetRow(StyledLine("   \(ink.vertical)", .soft)))
      }
      rows += drawn(layer, number)
    }
    return rows
  }

  private func drawn(_ layer: ModelSnapshot.Layer, _ number: Int) -> [NetRow] {
    let told = facts.line(number)
    if form == .lines {
      var line = StyledLine(layer.isRecurrent ? "\(ink.loop) " : "  ", .series(0))
      line.append(name(layer, room: drawingWidth - 2))
      return [NetRow(beside(line, told), layer: number)]
    }
    guard layer.isRecurrent else {
      var line = StyledLine("   ")
      line.append(name(layer, room: drawingWidth - 3))
      return [NetRow(beside(line, told), layer: number)]
    }
    var top = StyledLine()
    top.append(Glyph(ink.topLeft, .series(0)))
    top.append(Glyph(ink.pointerRight, .series(0)))
    top.append(" ")
    top.append(name(layer, room: drawingWidth - 5))
    top.append(" ")
    top.append(repeating: ink.horizontal, count: drawingWidth - 1 - top.width, .series(0))
    top.append(Glyph(ink.topRight, .series(0)))
    var bottom = StyledLine()
    bottom.append(Glyph(ink.bottomLeft, .series(0)))
    bottom.append(Glyph(ink.horizontal, .series(0)))
    bottom.append(Glyph(ink.pointerLeft, .series(0)))
    bottom.append(layer.isBidirectional ? " t-1 t+1 " : layer.isBackwardInTime ? " t+1 " : " t-1 ", .soft)
    bottom.append(repeating: ink.horizontal, count: drawingWidth - 1 - bottom.width, .series(0))
    bottom.append(Glyph(ink.bottomRight, .series(0)))
    var second = StyledLine(layer.description, .soft)
    let words = LayerFacts.words(layer)
    if !words.isEmpty { second.append("   " + words, .warning) }
    return [
      NetRow(beside(top, told), layer: number),
      NetRow(beside(bottom, second), layer: number),
    ]
  }

  private func name(_ layer: ModelSnapshot.Layer, room: Int) -> StyledLine {
    var line = StyledLine(layer.name, .strong)
    line.append(" \(layer.outputSize)")
    return line.truncated(to: max(1, room), ellipsis: ink.ellipsis)
  }

  private func beside(_ drawing: StyledLine, _ told: StyledLine) -> StyledLine {
    var line = drawing
    line.pad(to: drawingWidth + 2)
    line.append(told)
    return line.truncated(to: size.columns, ellipsis: ink.ellipsis)
  }
}
