import Notebook
import Script
import TerminalUI
import TestSupport
import Testing

/// Every escape sequence in every part of the notebook's screen that shows somebody's text.
@Suite struct FrameEscapeTests {
  /// Bytes that are no text become text on their way in.
  private static let texts = EscapeSequences.all.map { String(decoding: $0, as: UTF8.self) }

  private func fault(_ state: AppState) -> String? {
    EscapeSequences.acting(in: render(state).text.joined(separator: "\n").utf8)
  }

  @Test func `entries, their answers and their titles`() {
    for start in stride(from: 0, to: Self.texts.count, by: 4) {
      var document = Document()
      for text in Self.texts[start..<min(start + 4, Self.texts.count)] {
        document.append(.prose, "# \(text)\n- **\(text)** `\(text)` [\(text)](\(text))")
        let id = SampleNotebooks.entry(
          &document, "print \"\(text)\"",
          [
            .output(.text(text)), .output(.note(text)), .warning(text), .failure("\(text)\n  \(text)\n  ^"),
            .output(.table(Table(text, columns: [.init(text)], rows: [[.text(text)]]))),
          ], status: .failed)
        document.change(id) { $0.title = text }
      }
      for inside in [SampleNotebooks.insides[1], SampleNotebooks.insides[2]] {
        #expect(fault(SampleNotebooks.state(document, inside: inside)) == nil, "\(start)")
      }
    }
  }

  @Test func `the line, what completes it, and the line that was entered before`() {
    for text in Self.texts {
      var state = AppState(size: Size(columns: 80, rows: 24), history: ["add \(text)"])
      var line = LineState()
      (line.text, line.cursor, line.prompt) = ("add \(text)", 4 + text.utf8.count, "(search)`\(text)': ")
      (line.candidates, line.signature, line.argument) = ([Candidate(text, text), Candidate("a")], text, text)
      _ = update(&state, .line(line))
      #expect(fault(state) == nil)
      (line.text, line.cursor, line.prompt) = ("add", 3, "unroll> ")
      _ = update(&state, .line(line))
      #expect(fault(state) == nil)
    }
  }
}
