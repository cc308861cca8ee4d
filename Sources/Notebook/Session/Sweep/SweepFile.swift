import Glibc
import Script
import SequenceEngine

/// Finished rows of sweeps, kept beside their script until it has run through: a sweep that was stopped or killed goes on
/// where it was. One line for each sweep and each row, every line a list in the notation of the language.
struct SweepFile {
  struct Section {
    var key: String
    /// The first line of the sweep, to tell one that has changed from another one.
    var head: String
    var rows: [Int: SweepRow]
  }

  let path: String
  private(set) var sections: [Section]

  /// Sweeps that are kept in one file; the oldest go first.
  private static let most = 16

  /// What the file holds; nothing when there is none, or none that can be read.
  init(path: String) {
    self.path = path
    sections = []
    guard ScriptFile.exists(path), let text = try? ScriptFile.read(path).text else { return }
    for line in text.split(separator: "\n") {
      guard case .list(let items)? = Self.value(of: String(line)) else { continue }
      if items.count == 3, items[0] == .text("sweep"), case .text(let key) = items[1], case .text(let head) = items[2] {
        sections.append(Section(key: key, head: head, rows: [:]))
      } else if !sections.isEmpty, case .number(let number)? = items.first, let place = Int(exactly: number),
        let row = SweepRow(Array(items.dropFirst()))
      {
        sections[sections.count - 1].rows[place] = row
      }
    }
  }

  static func path(beside script: String) -> String { script + ".sweep" }

  /// The name that messages give it.
  var name: String { legible(path.split(separator: "/").last.map(String.init) ?? path) }

  func section(_ key: String) -> Section? { sections.first { $0.key == key } }

  /// Puts a sweep's rows in the place of what it had, or of what another version of the same sweep had.
  mutating func put(_ section: Section) throws {
    sections.removeAll { $0.key == section.key || $0.head == section.head }
    sections = sections.suffix(Self.most - 1) + [section]
    try write()
  }

  /// Forgets sweeps; without any the file goes.
  mutating func remove(_ keys: Set<String>) {
    sections.removeAll { keys.contains($0.key) }
    if sections.isEmpty { unlink(path) } else { try? write() }
  }

  private func write() throws {
    var text = "# Rows of sweeps that were not through, for the next run of the same script. It may be deleted.\n"
    for section in sections {
      text += "[\"sweep\", \(quoted(section.key)), \(quoted(section.head))]\n"
      for (number, row) in section.rows.sorted(by: { $0.key < $1.key }) { text += "[\(number), \(row.literal)]\n" }
    }
    try AtomicFile.write(Array(text.utf8), to: path)
  }

  private static func value(of line: String) -> Value? {
    guard line.hasPrefix("[") else { return nil }
    let source = SourceText(name: "", text: line)
    guard let expression = try? Parser(CommandTable(commands: [])).parseExpression(source) else { return nil }
    return try? Evaluator(source, in: Literals()).evaluate(expression)
  }

  /// Nothing but literals stands in the file.
  private struct Literals: EvaluationScope {
    func value(of name: String) -> Value? { nil }
    func call(_ function: String, _ arguments: [Value]) -> Value? { nil }
    func random() throws -> Double { throw EvaluationFailure("nothing is drawn here") }
    var knownNames: [String] { [] }
    var knownFunctions: [String] { [] }
  }
}

extension SweepRow {
  /// What was reported, the error (or no), what was printed and warned of, as items of a list.
  var literal: String {
    let reported = reported.map { "[\(quoted($0.name)), \($0.value.literal)]" }.joined(separator: ", ")
    let (printed, warnings) = (Value.list(printed.map(Value.text)), Value.list(warnings.map(Value.text)))
    return "[\(reported)], \(error.map(quoted) ?? "no"), \(printed.literal), \(warnings.literal)"
  }

  fileprivate init?(_ items: [Value]) {
    guard items.count == 4, case .list(let reported) = items[0], case .list(let printed) = items[2],
      case .list(let warnings) = items[3]
    else { return nil }
    for pair in reported {
      guard case .list(let parts) = pair, parts.count == 2, case .text(let name) = parts[0] else { return nil }
      report(name, parts[1])
    }
    if case .text(let message) = items[1] { error = message }
    self.printed = printed.map(\.description)
    self.warnings = warnings.map(\.description)
  }
}
