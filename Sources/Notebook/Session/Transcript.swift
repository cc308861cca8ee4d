import Script

/// A script that runs as a notebook: its entries, or where it has no borders one for each statement, with what they
/// answer.
struct Transcript {
  private(set) var document = Document()
  /// The entry of each top-level statement.
  private var entries: [Int] = []
  private var writing: Int?
  /// Entries that `passed` told of.
  private var told = 0

  init() {}

  init(_ program: Program) {
    let hasBorders = program.entries.contains { $0.border != nil }
    for entry in program.entries {
      if hasBorders || entry.kind == .prose {
        let id = document.append(entry.kind == .prose ? .prose : .commands, entry.text, title: entry.title)
        entries += entry.statements.map { _ in id }
      } else {
        var end = entry.range.lower
        for statement in entry.statements {
          let lower = end
          end = Self.lineEnd(after: statement.range.upper, in: program.source)
          entries.append(document.append(.commands, Self.trimmed(program.source[SourceRange(lower, end)])))
        }
      }
    }
  }

  /// A comment behind a statement belongs to it.
  static func lineEnd(after place: Int, in source: SourceText) -> Int {
    var next = place
    while next < source.bytes.count, [0x20, 0x09].contains(source.bytes[next]) { next += 1 }
    guard next < source.bytes.count, source.bytes[next] == UInt8(ascii: "#") else { return place }
    return source.bytes[next...].firstIndex(of: 0x0A) ?? source.bytes.count
  }

  static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace || $0 == ";" }
    return String(String(start.reversed().drop { $0.isWhitespace }.reversed()))
  }

  /// A top-level statement begins.
  mutating func begin(_ statement: Int) {
    guard entries.indices.contains(statement) else { return }
    let id = entries[statement]
    writing = id
    guard document[id: id]?.number == nil else { return }
    let number = document.nextNumber()
    document.change(id) { entry in
      entry.number = number
      entry.status = .done
    }
  }

  /// Entries that stand before this statement's, each told once.
  ///
  /// - Parameter statement: nil: all that are left.
  mutating func passed(before statement: Int?) -> ArraySlice<Entry> {
    let all = document.entries
    let id = statement.flatMap { entries.indices.contains($0) ? entries[$0] : nil }
    let end = max(told, id.flatMap { id in all[told...].firstIndex { $0.id == id } } ?? (id == nil ? all.count : told))
    defer { told = end }
    return all[told..<end]
  }

  mutating func rewrite(_ id: Int, title: String, text: String) {
    document.change(id) { ($0.title, $0.text) = (title, text) }
  }

  mutating func add(_ answer: Entry.Answer) {
    guard let writing else { return }
    document.change(writing) { $0.add(answer) }
  }

  /// The script has ended; the statement that it ended at has this status.
  mutating func end(_ status: Entry.Status) {
    if let writing { document.change(writing) { $0.status = status } }
    writing = nil
  }
}
