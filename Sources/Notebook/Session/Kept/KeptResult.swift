import FoundationEssentials
import Script
import SequenceEngine

/// What a command answered, and what it measured of models; their weights lie beside it.
struct KeptResult: Codable {
  struct Model: Codable {
    struct Validation: Codable {
      var update: Int
      var loss: Double
    }

    var name: String
    /// Of the file of weights; nil: the command changed none.
    var checksum: UInt32?
    var history: [UpdateReport]
    var recent: RecentSequences
    var evaluations: [Evaluation]
    var validations: [Validation]
    var updateRatios: [Double]?
    var seconds: Double
    var tokens: Int
  }

  enum Event: Codable {
    case told(String)
    case printed(String)
    case warning(String)
    case text(String)
    case note(String)
    case record(String, [Member])

    struct Member: Codable {
      var name: String
      var value: EventRecord.Field
    }
  }

  /// In the order in which they were heard.
  var events: [Event]
  var models: [Model]

  private static let head = "unroll kept 1 "

  // MARK: Bytes

  /// One line with the checksum of what follows, which is JSON.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let body = [UInt8](try encoder.encode(self))
    return Array("\(Self.head)\(CRC32.checksum(body))\n".utf8) + body
  }

  /// - Throws: `SessionError` for bytes that are not exactly what was written.
  init(bytes: [UInt8]) throws(SessionError) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let end = bytes.firstIndex(of: 0x0A), case let body = Array(bytes[(end + 1)...]),
      Array("\(Self.head)\(CRC32.checksum(body))".utf8) == Array(bytes[..<end]),
      let found = try? decoder.decode(KeptResult.self, from: Data(body))
    else { throw SessionError("a wrong checksum") }
    self = found
  }

  init(events: [Event], models: [Model]) { (self.events, self.models) = (events, models) }
}

extension KeptResult.Model {
  /// What was measured of a model.
  init(_ entry: ModelEntry) {
    self.init(
      name: entry.name, history: entry.history, recent: entry.recent, evaluations: Array(entry.evaluations.values),
      validations: entry.validations.map { .init(update: $0.update, loss: $0.loss) },
      updateRatios: entry.updateRatios, seconds: entry.trainingSeconds, tokens: entry.trainedTokens)
  }

  /// Puts it in the place of what is known of the model.
  func apply(to entry: inout ModelEntry) {
    (entry.history, entry.recent) = (history, recent)
    entry.state?.recent = recent
    entry.evaluations = Dictionary(evaluations.map { ($0.part, $0) }) { first, _ in first }
    entry.validations = validations.map { ($0.update, $0.loss) }
    (entry.updateRatios, entry.trainingSeconds, entry.trainedTokens) = (updateRatios, seconds, tokens)
  }
}

extension KeptResult.Event {
  /// nil: an event that cannot be kept.
  init?(_ event: SessionEvent) {
    switch event {
    case .told(let text): self = .told(text)
    case .printed(let text), .timed(let text, _): self = .printed(text)
    case .warning(let text): self = .warning(text)
    case .output(.text(let text)): self = .text(text)
    case .output(.note(let text)): self = .note(text)
    case .record(let record): self = .record(record.event, record.fields.map { Member(name: $0.name, value: $0.value) })
    default: return nil
    }
  }

  var event: SessionEvent {
    switch self {
    case .told(let text): .told(text)
    case .printed(let text): .printed(text)
    case .warning(let text): .warning(text)
    case .text(let text): .output(.text(text))
    case .note(let text): .output(.note(text))
    case .record(let name, let members): .record(EventRecord(name, members.map { ($0.name, $0.value) }))
    }
  }
}
