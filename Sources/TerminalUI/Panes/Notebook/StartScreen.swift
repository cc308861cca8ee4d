/// What an empty notebook says: what this is, and the ways to begin.
enum StartScreen {
  private static let ways: [(key: String, meaning: String)] = [
    ("lesson", "the course: lessons with questions and exercises"),
    ("demo", "watch a first session being typed"),
    ("data adding length=50", "or begin yourself; then add rnn 32, add dense, unroll"),
    ("help  ?", "every command, every key"),
  ]

  private static let greeting = "Recurrent networks, step by step through time: build, unroll, look inside."

  /// - Parameter lost: what is said of a session that can be brought back; empty: there is none.
  static func lines(_ size: Size, ink: Ink, lost: String = "") -> [StyledLine] {
    let ways = ways + (lost.isEmpty ? [] : [("recover", lost)])
    let width = max(8, size.columns - 2)
    var lines = StyledLine(greeting, .title).broken(at: width)
    let keyWidth = width >= 60 ? (ways.map(\.key.count).max() ?? 0) + 2 : 0
    for way in ways {
      var line = StyledLine(way.key, .strong)
      line.pad(to: max(keyWidth, line.width + 2))
      line.append(way.meaning)
      lines += line.broken(at: width, hanging: keyWidth == 0 ? 2 : keyWidth)
    }
    let top = size.rows > lines.count + 4 ? (size.rows - lines.count) / 3 : 0
    return [StyledLine](repeating: StyledLine(), count: top)
      + lines.map { line in
        var indented = StyledLine(" ")
        indented.append(line)
        return indented
      }
  }
}
