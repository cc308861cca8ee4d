import Script

/// The notebook as Markdown: commands and answers in fences, tables as tables, pictures as images that hold their data.
struct MarkdownExport {
  private let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  var text: String { entries.map(text).joined(separator: "\n\n") + "\n" }

  private func text(_ entry: Entry) -> String {
    let title = entry.heading.isEmpty ? [] : ["### \(ExportText.markdownCell(entry.heading))"]
    guard entry.kind == .commands else { return (title + [ExportText.block(entry.text)]).joined(separator: "\n\n") }
    let remark = entry.remark.map { ["*\($0)*"] } ?? []
    return (title + [Self.fence(entry.text, "unroll")] + remark + answers(entry)).joined(separator: "\n\n")
  }

  /// Neighbouring lines stand in one fence.
  private func answers(_ entry: Entry) -> [String] {
    var parts: [String] = []
    var lines: [String] = []
    func close() {
      if !lines.isEmpty { parts.append(Self.fence(lines.joined(separator: "\n"), "text")) }
      lines = []
    }
    for answer in entry.answers {
      switch answer {
      case .output(.text(let text)), .output(.note(let text)): lines.append(text)
      case .warning(let text): lines.append("warning: \(text)")
      case .failure(let text): lines.append(text)
      case .output(let output):
        close()
        parts.append(Self.text(output))
      }
    }
    close()
    return parts
  }

  private static func text(_ output: Output) -> String {
    if case .table(let table) = output { return text(table) }
    guard let picture = output.svgDocument else { return output.table.map(text) ?? "" }
    let words = ExportText.markdownCell(output.sentence)
    return "![\(words)](data:image/svg+xml;base64,\(ExportText.base64(Array(picture.utf8))))"
  }

  private static func text(_ table: Table) -> String {
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
    let rules = table.columns.map { $0.alignment == .trailing ? "---:" : $0.alignment == .center ? ":---:" : "---" }
    let rows = table.rows.map { row in
      line(
        table.columns.indices.map { column in
          guard column < row.count else { return "" }
          if case .text(let text) = row[column] { return ExportText.markdownCell(text) }
          return row[column].plainText
        })
    }
    let title = table.title.isEmpty ? [] : ["**\(ExportText.markdownCell(table.title))**", ""]
    let heads = line(table.columns.map { ExportText.markdownCell($0.name) })
    return (title + [heads, line(rules)] + rows).joined(separator: "\n")
  }

  /// A fence longer than any row of backticks inside.
  private static func fence(_ text: String, _ language: String) -> String {
    let text = ExportText.block(text)
    let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    let marks = String(repeating: "`", count: max(3, longest + 1))
    return "\(marks)\(language)\n\(text)\n\(marks)"
  }
}
