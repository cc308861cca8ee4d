import Notebook

/// How much of a long output is shown.
enum Folding: Sendable, Hashable {
  /// An older entry: the first lines.
  case short
  /// The entry that ran last: the first lines, and where it writes now.
  case recent
  case whole

  /// Lines at the start and at the end; what lies between them is counted. nil shows everything.
  func shown(of count: Int) -> (head: Int, tail: Int)? {
    switch self {
    case .short: count > 16 ? (12, 0) : nil
    case .recent: count > 200 ? (12, 120) : nil
    case .whole: nil
    }
  }
}

/// A picture as it was drawn, kept while its entry goes on running.
struct DrawnAnswer: Sendable, Equatable {
  var answer: Entry.Answer
  var lines: [StyledLine]
}

/// What an entry answered, as lines. Texts are broken into lines only as far as they are shown, so that ten thousand
/// printed lines cost no more than a screen of them.
struct AnswerLines {
  private(set) var lines: [StyledLine] = []
  /// The line that tells how many are hidden.
  private(set) var foldLine: Int?
  /// By the answer's place.
  private(set) var drawn: [Int: DrawnAnswer] = [:]
  private let width: Int
  private let drawing: Drawing

  init(
    _ answers: [Entry.Answer], width: Int, characters: CharacterSet, folding: Folding, reusing old: [Int: DrawnAnswer]
  ) {
    self.width = max(8, width)
    drawing =
      folding == .whole
      ? Drawing(width: width, characters: characters, plotRows: 14, heatRows: 64, stripHeatRows: 8)
      : Drawing(width: width, characters: characters, plotRows: 8, heatRows: 12)
    let blocks = answers.enumerated().map { block($1, at: $0, reusing: old[$0]) }
    let count = blocks.reduce(0) { $0 + $1.count }
    guard let (head, tail) = folding.shown(of: count) else {
      for block in blocks { lines += show(block, 0..<block.count) }
      return
    }
    var first = 0
    for block in blocks {
      let headEnd = min(max(0, head - first), block.count)
      let tailStart = min(max(headEnd, count - tail - first), block.count)
      lines += show(block, 0..<headEnd)
      if first + headEnd >= head, foldLine == nil {
        foldLine = lines.count
        let hidden = NumberFormat.integer.text(Double(count - head - tail))
        lines.append(StyledLine("\(drawing.ink.ellipsis) \(hidden) more lines", .soft))
      }
      lines += show(block, tailStart..<block.count)
      first += block.count
    }
  }

  private enum Block {
    case raw([Substring], Style)
    case lines([StyledLine])

    var count: Int {
      switch self {
      case .raw(let texts, _): texts.count
      case .lines(let lines): lines.count
      }
    }
  }

  private mutating func block(_ answer: Entry.Answer, at place: Int, reusing old: DrawnAnswer?) -> Block {
    switch answer {
    case .output(.text(let text)): return .raw(Self.split(text), .plain)
    case .output(.note(let text)): return .raw(Self.split(text), .soft)
    case .warning(let text):
      var line = StyledLine("warning: ", .warning)
      line.append(text.linesOfText.joined(separator: " "), .warning)
      return .lines(line.broken(at: width, hanging: 2))
    case .failure(let text): return .lines(FailureLines.lines(text, width: width, ink: drawing.ink))
    case .output(let output):
      let picture =
        old?.answer == answer ? old?.lines ?? [] : output.lines(drawing).flatMap { $0.broken(at: max(24, width)) }
      drawn[place] = DrawnAnswer(answer: answer, lines: picture)
      return .lines(picture)
    }
  }

  private func show(_ block: Block, _ range: Range<Int>) -> [StyledLine] {
    switch block {
    case .lines(let lines): return Array(lines[range])
    case .raw(let texts, let style):
      return texts[range].flatMap { text in
        StyledLine(String(text), style).broken(at: width, hanging: text.prefix { $0 == " " }.count)
      }
    }
  }

  /// By bytes: a text of many lines is cut into lines at every change of its entry.
  private static func split(_ text: String) -> [Substring] {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
    if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
