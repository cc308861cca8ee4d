import SequenceEngine

/// An entry as the journal keeps it. Pictures are kept as the sentence that says what they show: running the entry again
/// draws them.
extension Entry {
  var record: JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("id", .number(Double(id))), ("kind", .text(kind == .prose ? "prose" : "commands")), ("text", .text(text)),
      ("title", .text(title)), ("status", .text(status.name)), ("file", .flag(isFromFile)),
      ("answers", .list(answers.map(\.record))),
    ]
    if let number { members.append((key: "number", value: .number(Double(number)))) }
    if hasWorked { members.append((key: "worked", value: .flag(true))) }
    if isGesture { members.append((key: "gesture", value: .flag(true))) }
    if let inFile { members.append((key: "stretch", value: inFile.record)) }
    return .object(members)
  }

  /// - Returns: nil when it is no entry.
  init?(_ record: StrictJSON) {
    guard let id = record["id"]?.integer, let text = record["text"]?.text else { return nil }
    self.init(
      id: id, kind: record["kind"]?.text == "prose" ? .prose : .commands, text: text,
      status: record["status"]?.text.flatMap(Status.init(name:)) ?? .fresh)
    title = record["title"]?.text ?? ""
    number = record["number"]?.integer
    if record["worked"] == .bool(true) { keepAsWorked() }
    isGesture = record["gesture"] == .bool(true)
    isFromFile = record["file"] == .bool(true)
    inFile = record["stretch"].flatMap(FileStretch.init)
    for answer in record["answers"]?.items ?? [] {
      if let answer = Answer(answer) { add(answer) }
    }
  }
}

extension Entry.Status {
  private static let names: [(Entry.Status, String)] = [
    (.fresh, "fresh"), (.queued, "queued"), (.running, "running"), (.done, "done"), (.failed, "failed"),
    (.interrupted, "interrupted"), (.stale, "stale"),
  ]

  fileprivate var name: String { Self.names.first { $0.0 == self }?.1 ?? "fresh" }

  fileprivate init?(name: String) {
    guard let known = Self.names.first(where: { $0.1 == name }) else { return nil }
    self = known.0
  }
}

extension Entry.Answer {
  fileprivate var record: JSONText {
    let (kind, text): (String, String) =
      switch self {
      case .output(.text(let text)): ("text", text)
      case .output(.note(let text)): ("note", text)
      case .output(.table(let table)): ("text", table.plainText)
      case .output(let output): ("text", output.sentence)
      case .warning(let text): ("warning", text)
      case .failure(let text): ("failure", text)
      }
    return .object([("kind", .text(kind)), ("text", .text(text))])
  }

  fileprivate init?(_ record: StrictJSON) {
    guard let text = record["text"]?.text else { return nil }
    switch record["kind"]?.text {
    case "text": self = .output(.text(text))
    case "note": self = .output(.note(text))
    case "warning": self = .warning(text)
    case "failure": self = .failure(text)
    default: return nil
    }
  }
}

extension FileStretch {
  fileprivate var record: JSONText {
    .object([
      ("place", .number(Double(place))), ("kind", .text(kind == .prose ? "prose" : "commands")), ("text", .text(text)),
      ("title", .text(title)),
      ("border", border.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null),
      ("bytes", .text(String(decoding: bytes, as: UTF8.self))),
    ])
  }

  fileprivate init?(_ record: StrictJSON) {
    guard let place = record["place"]?.integer, let text = record["text"]?.text, let bytes = record["bytes"]?.text
    else {
      return nil
    }
    self.init(
      place: place, border: record["border"]?.text.map { Array($0.utf8) }, bytes: Array(bytes.utf8),
      kind: record["kind"]?.text == "prose" ? .prose : .commands, text: text, title: record["title"]?.text ?? "")
  }
}

extension StrictJSON {
  subscript(key: String) -> StrictJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }
  var items: [StrictJSON]? { if case .array(let items) = self { items } else { nil } }
  /// Nil for what nobody counts to, so that one more can always be counted.
  var integer: Int? {
    guard case .number(let written) = self, let number = Int(written), number.magnitude < 1 << 53 else { return nil }
    return number
  }
}
