import SequenceEngine

/// What a session holds that would be lost with it: every entry and its answers, on the disk before the prompt returns.
///
/// It writes what has changed in the notebook since it wrote last, whoever changed it.
package final class SessionJournal {
  private let file: JournalFile
  private var kept = Document()

  /// - Throws: `SessionError` with the system's reason.
  init(creating path: String) throws(SessionError) { file = try JournalFile(creating: path) }

  /// - Throws: `SessionError` with the system's reason; what could not be written is tried again with the next change.
  func keep(_ document: Document, flushes: Bool) throws(SessionError) {
    let records = Self.changes(from: kept, to: document)
    guard !records.isEmpty else { return }
    try file.append(records.map { Array($0.written().utf8) }, flushes: flushes)
    kept = document
  }

  /// Keeps where a training has saved its model, for whoever takes it up again.
  func note(_ training: String, savedAt path: String) {
    let record = JSONText.object([("training", .text(training)), ("saved", .text(path))])
    // The model is saved either way; without this its training begins anew.
    try? file.append([Array(record.written().utf8)], flushes: false)
  }

  /// Where trainings have saved their models last.
  static func savedModels(of records: [ArraySlice<UInt8>]) -> [String: String] {
    records.reduce(into: [:]) { models, bytes in
      guard let record = try? StrictJSON.parse(Array(bytes)), let training = record["training"]?.text,
        let path = record["saved"]?.text
      else { return }
      models[training] = path
    }
  }

  private static func changes(from old: Document, to new: Document) -> [JSONText] {
    var records: [JSONText] = []
    if old.fileFacts != new.fileFacts { records.append(.object([("file", new.fileFacts.record)])) }
    let before = Dictionary(old.entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in new.entries where before[entry.id] != entry { records.append(.object([("entry", entry.record)])) }
    let present = Set(new.entries.map(\.id))
    let appended = old.entries.map(\.id) + new.entries.map(\.id).filter { before[$0] == nil }
    if !present.isSuperset(of: before.keys) || appended != new.entries.map(\.id) {
      records.append(.object([("order", .numbers(new.entries.map { Double($0.id) }))]))
    }
    return records
  }

  /// The notebook that a journal's records lead to. Records of kinds that are not known are passed over.
  package static func document(of records: [ArraySlice<UInt8>]) -> Document {
    var entries: [Int: Entry] = [:]
    var order: [Int] = []
    var facts = FileFacts(isChanged: true)
    for bytes in records {
      guard let record = try? StrictJSON.parse(Array(bytes)) else { continue }
      if let entry = record["entry"].flatMap({ Entry($0) }) {
        if entries.updateValue(entry, forKey: entry.id) == nil { order.append(entry.id) }
      } else if let ids = record["order"]?.items?.compactMap(\.integer) {
        var present: Set<Int> = []
        order = ids.filter { entries[$0] != nil && present.insert($0).inserted }
        entries = entries.filter { present.contains($0.key) }
      } else if let file = record["file"] {
        facts = FileFacts(file)
      }
    }
    return Document(recovered: order.compactMap { entries[$0] }, facts)
  }
}

/// What belongs to the notebook beside its entries.
struct FileFacts: Equatable {
  var path: String?
  var preamble: [UInt8] = []
  var lineEnd: [UInt8] = [0x0A]
  var mark: FileMark?
  var isChanged = false

  fileprivate var record: JSONText {
    .object([
      ("path", path.map { .text($0) } ?? .null), ("preamble", .text(String(decoding: preamble, as: UTF8.self))),
      ("end", .text(String(decoding: lineEnd, as: UTF8.self))), ("changed", .flag(isChanged)),
      ("count", mark.map { .number(Double($0.count)) } ?? .null),
      ("checksum", mark.map { .number(Double($0.checksum)) } ?? .null),
    ])
  }
}

extension FileFacts {
  fileprivate init(_ record: StrictJSON) {
    path = record["path"]?.text
    preamble = record["preamble"]?.text.map { Array($0.utf8) } ?? []
    lineEnd = record["end"]?.text.map { Array($0.utf8) } ?? [0x0A]
    isChanged = record["changed"] == .bool(true)
    if let count = record["count"]?.integer, let checksum = record["checksum"]?.integer.flatMap(UInt32.init(exactly:)) {
      mark = FileMark(count: count, checksum: checksum)
    }
  }
}

extension Document {
  fileprivate var fileFacts: FileFacts {
    FileFacts(
      path: path, preamble: preamble, lineEnd: lineEnd, mark: path.flatMap { ownFiles[$0] }, isChanged: isChanged)
  }

  /// Entries as a journal kept them. What they had made is gone with the session: none counts as up to date.
  fileprivate init(recovered old: [Entry], _ facts: FileFacts) {
    self.init()
    for var entry in old {
      switch entry.status {
      case .done, .stale: entry.status = .stale
      case .running:
        entry.status = .interrupted
        entry.add(.output(.note("the session ended while this ran")))
      case .queued: entry.status = .fresh
      case .fresh, .failed, .interrupted: break
      }
      take(entry)
    }
    (path, preamble, lineEnd) = (facts.path, facts.preamble, facts.lineEnd)
    if let path { ownFiles[path] = facts.mark }
    isChanged = facts.isChanged
  }
}
