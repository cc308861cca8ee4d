import Script
import SequenceEngine

/// The notebook with its answers as a file that others can read without this program.
public enum NotebookExport {
  /// What a notebook can become.
  public enum Form: String, Sendable, CaseIterable { case md, html, ipynb }

  /// The text of a file.
  ///
  /// - Parameter title: of the page.
  public static func text(_ document: Document, as form: Form, title: String) -> String {
    let entries = document.entries.filter { !$0.isUnderWay }
    switch form {
    case .md: return MarkdownExport(entries).text
    case .html: return PageExport(entries, title: title).text
    case .ipynb: return JupyterExport(entries).text
    }
  }

  static func write(
    _ target: ExportTarget, _ path: (written: String, absolute: String), _ context: CommandContext
  ) throws {
    guard let form = Form(rawValue: target.rawValue) else { return }
    try context.endCheck()
    let document = context.notebook
    let count = document.entries.count { !$0.isUnderWay }
    guard count > 0 else {
      throw SessionError("there are no entries yet", hint: "what was entered before this line becomes the page")
    }
    let text = text(document, as: form, title: title(of: document.path ?? path.absolute))
    try AtomicFile.write(Array(text.utf8), to: path.absolute)
    context.answer("wrote \(legible(path.written)): \(counted(count, "entry"))")
  }

  /// The name of a file without folder and ending.
  public static func title(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "notebook"
    return name.lastIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
  }
}

extension Entry {
  /// Whether it runs, the export itself among others, or is going to. While a training runs, a look is answered whose
  /// entry has its number already.
  fileprivate var isUnderWay: Bool {
    switch status {
    case .running, .queued: true
    case .fresh: number != nil
    case .done, .failed, .interrupted, .stale: false
    }
  }

  /// What its state is, where a reader has to know.
  var remark: String? {
    switch status {
    case .fresh where kind == .commands: "not run"
    case .stale: "stale: an entry above was changed since it ran"
    case .failed: "failed"
    case .interrupted: "interrupted"
    case .fresh, .done, .queued, .running: nil
    }
  }
}

extension Table {
  /// Columns side by side, numbers at the right.
  var plainText: String {
    let texts = rows.map { row in columns.indices.map { $0 < row.count ? row[$0].plainText : "" } }
    let heads = columns.map { legible($0.name) }
    let widths = columns.indices.map { column in
      ([heads[column]] + texts.map { $0[column] }).map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - cells[column].count)
        return columns[column].alignment == .trailing ? blanks + cells[column] : cells[column] + blanks
      }
      return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
    return ((title.isEmpty ? [] : [legible(title)]) + [line(heads)] + texts.map(line)).joined(separator: "\n")
  }
}

extension Table.Value {
  var plainText: String {
    switch self {
    case .text(let text): legible(text)
    case .number(let number, let format): format.text(number)
    case .missing: ""
    }
  }
}
