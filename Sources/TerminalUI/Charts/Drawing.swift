import Notebook

/// The paper that an output is drawn on.
public struct Drawing: Sendable, Hashable {
  /// Terminal columns; below 24 a chart is drawn for 24 and the screen cuts it.
  public var width: Int
  public var characters: CharacterSet
  /// What curves are drawn with.
  public var dots: Dots
  /// Rows of a line chart between its axes.
  public var plotRows: Int
  /// Rows of a heat map; units beyond them are drawn several to a row.
  public var heatRows: Int
  /// Rows of a heat strip in the unrolled view.
  public var stripHeatRows: Int
  /// Rows of a log strip, such as the gradient's.
  public var logStripRows: Int

  public init(
    width: Int = 80, characters: CharacterSet = .unicode, dots: Dots = .braille, plotRows: Int = 10,
    heatRows: Int = 32, stripHeatRows: Int = 4, logStripRows: Int = 3
  ) {
    self.width = min(max(width, 24), 2000)
    self.characters = characters
    self.dots = characters == .ascii ? .marks : dots
    self.plotRows = min(max(plotRows, 3), 500)
    self.heatRows = min(max(heatRows, 1), 10_000)
    self.stripHeatRows = min(max(stripHeatRows, 1), 10_000)
    self.logStripRows = min(max(logStripRows, 1), 100)
  }

  var ink: Ink { characters == .unicode ? .unicode : .ascii }
}

extension Output {
  /// The output as lines of at most `drawing.width` columns; text alone is never cut, the terminal wraps it.
  public func lines(_ drawing: Drawing) -> [StyledLine] {
    let lines: [StyledLine]
    switch self {
    case .text(let text): return drawing.finished(text.linesOfText.map { StyledLine($0) })
    case .note(let text): return drawing.finished(text.linesOfText.map { StyledLine($0, .soft) })
    case .table(let table): lines = table.lines(drawing)
    case .line(let chart): lines = chart.lines(drawing)
    case .bars(let chart): lines = chart.lines(drawing)
    case .heat(let map): lines = map.lines(drawing)
    case .strips(let chart): lines = chart.lines(drawing)
    case .net(let net): lines = net.lines(drawing)
    case .words(let output): return drawing.finished(output.words.map { StyledLine($0) })
    }
    return drawing.finished(lines.map { $0.truncated(to: drawing.width, ellipsis: drawing.ink.ellipsis) })
  }
}

extension Drawing {
  fileprivate func finished(_ lines: [StyledLine]) -> [StyledLine] {
    lines.map { characters == .ascii ? $0.trimmed().asciiOnly : $0.trimmed() }
  }
}

extension StyledLine {
  /// The line for a terminal without Unicode: a near sign where there is one, else `?`, each as wide as what it
  /// replaces.
  var asciiOnly: StyledLine {
    mapCharacters { character in
      if character.isASCII { return String(character) }
      return Self.nearest[character] ?? String(repeating: "?", count: character.displayWidth)
    }
  }

  private static let nearest: [Character: String] = [
    "…": "~", "–": "-", "—": "-", "−": "-", "×": "x", "·": ".", "‖": "|", "→": ">", "←": "<", "↑": "^", "↓": "v",
    "“": "\"", "”": "\"", "‘": "'", "’": "'", "≤": "<", "≥": ">", "◀": "<", "▶": ">", "●": "*", "∞": "8", "²": "2",
    "σ": "s", "─": "-", "│": "|", "├": "+", "└": "+",
  ]
}
