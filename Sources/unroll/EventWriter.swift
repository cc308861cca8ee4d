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
    case .output, .told, .printed: if let result = Self.result(of: event) { show(result) }
    case .warning(let text): if !style.isQuiet { report("warning: " + legible(text)) }
    case .failure(let diagnostic): report(diagnostic.source.bytes.isEmpty ? diagnostic.headline : diagnostic.rendered)
    }
  }

  /// What an event puts out as a result.
  static func result(of event: SessionEvent) -> Output? {
    switch event {
    case .output(let output): output
    case .told(let text), .printed(let text): .text(text)
    default: nil
    }
  }

  private func show(_ output: Output) {
    clearProgress()
    let drawing = Drawing(width: style.width, characters: style.characters)
    results.write(output.lines(drawing).ansi(depth: style.colour))
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

/// A line on standard error.
func complain(_ text: String) { _ = writeAll(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO) }
