import Glibc
import Notebook
import Script
import SequenceEngine
import TerminalUI

/// Events for programs: one JSON object a line. NaN and infinities are "nan", "inf", "-inf".
final class JSONLinesWriter: EventWriter {
  var failure: Int32? { results.failure }
  private let results: ResultStream
  private let diagnostics: TextWriter

  init(_ style: WriterStyle) {
    results = ResultStream(style.output)
    diagnostics = TextWriter(style)
  }

  func flush() {
    results.flush()
    diagnostics.flush()
  }

  func begin(seed: UInt64) {
    put(
      EventRecord(
        "session",
        [
          ("version", .text(Unroll.version)), ("seed", .number(Double(seed))),
          ("threads", .number(Double(Parallel.threads))),
        ]))
  }

  func end(status: Int32, seconds: Double) {
    put(EventRecord("done", [("status", .number(Double(status))), ("seconds", .number(seconds))]))
    flush()
  }

  func write(_ event: SessionEvent) {
    switch event {
    case .record(let record): put(record)
    case .printed(let text), .timed(let text, _): put(EventRecord("print", [("text", .text(text))]))
    case .output(let output): write(output)
    case .told, .view, .prose: break
    case .progress, .warning:
      results.flush()
      diagnostics.write(event)
    case .failure(let diagnostic):
      let place = diagnostic.position
      put(
        EventRecord(
          "error",
          [
            ("file", .text(diagnostic.source.name)), ("line", .number(Double(place.line))),
            ("column", .number(Double(place.column))), ("message", .text(diagnostic.sentence)),
          ]))
      results.flush()
      diagnostics.write(event)
    }
  }

  private func write(_ output: Output) {
    switch output {
    case .text(let text): put(EventRecord("text", [("text", .text(text))]))
    case .note: break
    case .table(let table): put(EventRecord("table", Self.fields(table)))
    case .line, .bars, .heat, .strips, .net, .words:
      // A picture as the words that a reader without one gets.
      let words = output.words.joined(separator: "\n")
      put(EventRecord("text", [("text", .text(words))]))
    }
  }

  private static func fields(_ table: Table) -> [(name: String, value: EventRecord.Field)] {
    let rows = table.rows.map { row in
      EventRecord.Field.list(
        row.map { value in
          switch value {
          case .text(let text): .text(text)
          case .number(let number, _): .number(number)
          case .missing: .nothing
          }
        })
    }
    return [
      ("name", .text(table.title)), ("columns", .list(table.columns.map { .text($0.name) })), ("rows", .list(rows)),
    ]
  }

  private func put(_ record: EventRecord) {
    let fields = record.fields.map { (key: $0.name, value: Self.json($0.value)) }
    results.write(JSONText.object([("event", .text(record.event))] + fields).written() + "\n")
  }

  private static func json(_ field: EventRecord.Field) -> JSONText {
    switch field {
    case .nothing: .null
    case .flag(let flag): .flag(flag)
    case .text(let text): .text(text)
    case .list(let items): .list(items.map(json))
    case .number(let number): .number(number)
    }
  }
}
