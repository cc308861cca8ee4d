import SequenceEngine

/// What a session holds that would be lost with it: every entry and its answers, on the disk before the prompt returns.
///
/// It writes what has changed in the notebook since it wrote last, whoever changed it. When the file has grown to twice
/// what the notebook takes, it begins again with that alone, so that a long day does not fill the disk.
package final class SessionJournal {
  private var file: JournalFile
  private var kept = Document()
  private var savedModels: [String: String] = [:]
  /// Bytes that are worth nothing to win.
  private let least: Int
  private var limit: Int

  /// - Throws: `SessionError` with the system's reason.
  init(creating path: String, least: Int = 1 << 23) throws(SessionError) {
    file = try JournalFile(creating: path)
    (self.least, limit) = (least, least)
  }

  /// - Throws: `SessionError` with the system's reason; what could not be written is tried again with the next change.
  func keep(_ document: Document, flushes: Bool) throws(SessionError) {
    let records = Self.changes(from: kept, to: document)
    guard !records.isEmpty else { return }
    try file.append(records.map { Array($0.written().utf8) }, flushes: flushes)
    kept = document
    if file.size > limit { makeSmaller() }
  }

  /// When that cannot be, the file stays as it is: it is whole.
  private func makeSmaller() {
    let models = savedModels.sorted { $0.key < $1.key }.map { Self.record(of: $0.key, savedAt: $0.value) }
    let records =
      [.object([("file", kept.fileFacts.record)])] + kept.entries.map { .object([("entry", $0.record)]) } + models
    if let smaller = try? file.replaced(by: records.map { Array($0.written().utf8) }) { file = smaller }
    limit = max(least, 2 * file.size)
  }

  /// Keeps where a training has saved its model, for whoever takes it up again.
  func note(_ training: String, savedAt path: String) {
    savedModels[training] = path
    // The model is saved either way; without this its training begins anew.
    try? file.append([Array(Self.record(of: training, savedAt: path).written().utf8)], flushes: false)
  }

  private static func record(of training: String, savedAt path: String) -> JSONText {
    .object([("training", .text(training)), ("saved", .text(path))])
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
    // Whoever brings the session back may stand in another folder.
    FileFacts(path: fullPath, preamble: preamble, lineEnd: lineEnd, mark: mark, isChanged: isChanged)
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
    (preamble, lineEnd) = (facts.preamble, facts.lineEnd)
    if let path = facts.path { belong(to: path, facts.mark) }
    isChanged = facts.isChanged
  }
}
