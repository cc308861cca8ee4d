import Script

/// The notebook in Jupyter's format, nbformat 4.5: answers as streams, tables and pictures as data that Jupyter
/// displays.
struct JupyterExport {
  private let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  var text: String {
    JSONText.object([
      ("cells", .list(entries.map(cell))),
      (
        "metadata",
        .object([
          (
            "language_info",
            .object([("file_extension", .text(".rnn")), ("name", .text("unroll")), ("mimetype", .text("text/plain"))])
          )
        ])
      ),
      ("nbformat", .number(4)), ("nbformat_minor", .number(5)),
    ]).written(isIndented: true) + "\n"
  }

  private func cell(_ entry: Entry) -> JSONText {
    let name: [(key: String, value: JSONText)] = entry.heading.isEmpty ? [] : [("name", .text(legible(entry.heading)))]
    let tags: [(key: String, value: JSONText)] = entry.isOnce ? [("tags", .texts([EntryTags.once]))] : []
    let metadata: JSONText = .object(name + tags)
    let common: [(key: String, value: JSONText)] = [("id", .text("entry-\(entry.id)")), ("metadata", metadata)]
    guard entry.kind == .commands else {
      return .object([("cell_type", .text("markdown"))] + common + [("source", Self.lines(entry.text))])
    }
    return .object(
      [("cell_type", .text("code")), ("execution_count", entry.number.map { .number(Double($0)) } ?? .null)] + common
        + [
          ("outputs", .list(entry.answers.map(Self.output))), ("source", Self.lines(entry.text)),
        ])
  }

  /// Lines with their ends, as Jupyter keeps them.
  private static func lines(_ text: String) -> JSONText {
    let lines = ExportText.lines(text)
    return .texts(lines.enumerated().map { $0.offset < lines.count - 1 ? $0.element + "\n" : $0.element })
  }

  private static func stream(_ name: String, _ text: String) -> JSONText {
    .object([("name", .text(name)), ("output_type", .text("stream")), ("text", lines(text + "\n"))])
  }

  private static func output(_ answer: Entry.Answer) -> JSONText {
    switch answer {
    case .warning(let text): return stream("stderr", "warning: \(text)")
    case .failure(let text):
      let headline = ExportText.lines(text).first ?? ""
      return .object([
        ("ename", .text("Error")), ("evalue", .text(headline)), ("output_type", .text("error")),
        ("traceback", .texts(ExportText.lines(text))),
      ])
    case .output(.text(let text)), .output(.note(let text)): return stream("stdout", text)
    case .output(let output):
      var data: [(key: String, value: JSONText)] = []
      if case .table(let table) = output {
        data = [("text/html", lines(table.html)), ("text/plain", lines(table.plainText))]
      } else {
        if let picture = output.svgDocument { data.append(("image/svg+xml", lines(picture))) }
        data.append(("text/plain", lines(output.sentence)))
      }
      return .object([
        ("data", .object(data)), ("metadata", .object([])), ("output_type", .text("display_data")),
      ])
    }
  }
}
