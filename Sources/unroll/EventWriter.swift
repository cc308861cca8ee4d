import Glibc
import Notebook
import Script
import TerminalUI

/// Where a session's events go.
protocol EventWriter: AnyObject {
  func begin(seed: UInt64)
  func write(_ event: SessionEvent)
  func end(status: Int32, seconds: Double)
  /// Hands on what was collected; nothing of a command waits for the next one.
  func flush()
  /// The first error number of writing a result; `nil` when all were written.
  var failure: Int32? { get }
}

/// What the streams are like.
struct WriterStyle: Sendable {
  var output: Int32
  var width: Int
  var characters: CharacterSet
  var colour: ColourDepth
  var showsProgress: Bool
  var isQuiet: Bool
  /// Whether pictures are told in words.
  var tellsPictures = false
  /// Whether answers that are longer than a line are broken between words: for a person, and not for a program that
  /// reads what comes out.
  var breaksLines = false
}

/// Events for people: results to standard output, diagnostics and the progress line to standard error.
final class TextWriter: EventWriter {
  var failure: Int32? { results.failure }
  private let style: WriterStyle
  private let results: ResultStream
  private var progressWidth = 0

  init(_ style: WriterStyle) {
    self.style = style
    results = ResultStream(style.output)
  }

  func begin(seed: UInt64) {}
  func end(status: Int32, seconds: Double) { flush() }

  func flush() {
    clearProgress()
    results.flush()
  }

  func write(_ event: SessionEvent) {
    switch event {
    case .progress(let progress): show(progress)
    case .record, .view: break
    case .output(.note) where style.isQuiet: break
    case .output, .told: if let result = Self.result(of: event) { show(result, breaking: style.breaksLines) }
    // What was printed may be meant to be copied.
    case .printed, .timed: if let result = Self.result(of: event) { show(result, breaking: false) }
    // Prose stands apart from what commands answer.
    case .prose(let text):
      show(
        [StyledLine()] + Prose.lines(text, width: min(style.width, 100), characters: style.characters) + [StyledLine()])
    case .warning(let text): if !style.isQuiet { report(broken("warning: " + legible(text))) }
    case .failure(let diagnostic): report(rendered(diagnostic))
    }
  }

  /// The headline is broken; the line below it is not, since a mark points into it.
  private func rendered(_ diagnostic: Diagnostic) -> String {
    guard !diagnostic.source.bytes.isEmpty else { return broken(legible(diagnostic.headline)) }
    let lines = diagnostic.rendered.split(separator: "\n", omittingEmptySubsequences: false)
    return ([broken(legible(String(lines[0])))] + lines.dropFirst().map(String.init)).joined(separator: "\n")
  }

  /// What an event puts out as a result.
  static func result(of event: SessionEvent) -> Output? {
    switch event {
    case .output(let output): output
    case .told(let text), .printed(let text), .timed(let text, _): .text(text)
    default: nil
    }
  }

  private func show(_ output: Output, breaking: Bool) {
    let drawing = Drawing(width: style.width, characters: style.characters)
    let lines = (style.tellsPictures ? output.told : output).lines(drawing)
    show(breaking ? lines.flatMap(broken) : lines)
  }

  /// What follows of a broken line stands as deep as it, or a little deeper than one that begins at the edge.
  private func broken(_ line: StyledLine) -> [StyledLine] {
    let depth = line.glyphs.prefix { $0.character == " " }.count
    return line.broken(at: style.width, hanging: depth == 0 ? 2 : depth)
  }

  private func broken(_ text: String) -> String {
    style.breaksLines ? broken(StyledLine(text)).map(\.plainText).joined(separator: "\n") : text
  }

  private func show(_ lines: [StyledLine]) {
    clearProgress()
    results.write(lines.ansi(depth: style.colour))
  }

  private func report(_ text: String) {
    // What came before the message is to be read before it.
    flush()
    complain(text)
  }

  private func show(_ progress: Progress) {
    results.flush()
    guard style.showsProgress else { return }
    let share = progress.total > 0 ? " \(100 * min(progress.done, progress.total) / progress.total)%" : ""
    let line = StyledLine("\(progress.job)\(share)  \(progress.detail)").truncated(to: style.width - 1, ellipsis: "~")
    // Blanks over the line before, since a dumb terminal cannot be told to erase.
    let rest = String(repeating: " ", count: max(0, progressWidth - line.width))
    progressWidth = line.width
    _ = writeAll("\r" + line.plainText + rest, to: STDERR_FILENO)
  }

  private func clearProgress() {
    guard progressWidth > 0 else { return }
    _ = writeAll("\r" + String(repeating: " ", count: progressWidth) + "\r", to: STDERR_FILENO)
    progressWidth = 0
  }
}

/// Writes a text whole; false when the stream is gone or full.
func writeAll(_ text: String, to file: Int32) -> Bool {
  var text = text
  return text.withUTF8 { bytes in
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}

/// Lines on standard error, legible whatever they quote: names of files, words of the command line, the environment.
func complain(_ text: String) {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { legible(String($0)) }
  let all = lines.joined(separator: "\n")
  _ = writeAll(all.hasSuffix("\n") ? all : all + "\n", to: STDERR_FILENO)
}
