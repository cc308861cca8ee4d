import Notebook
import Script

/// A session whose events are kept, for tests that put a script in and look at what comes out.
final class Recorder {
  private(set) var events: [SessionEvent] = []
  private var session: Session?

  init(environment: SessionEnvironment = SessionEnvironment()) {
    session = Session(environment: environment) { [unowned self] in events.append($0) }
  }

  /// Runs a text as an entry of the prompt, and keeps only its events.
  @discardableResult
  func run(_ text: String) -> Session.Outcome {
    events = []
    return session?.run(text) ?? .failed
  }

  func run(script text: String, settings: [String] = []) throws -> Session.Outcome {
    events = []
    let settings = try settings.map { try ScriptSetting(parsing: $0) }
    return session?.run(SourceText(name: "a.rnn", text: text), folder: ".", path: nil, settings: settings) ?? .failed
  }

  var workspace: Workspace { session?.workspace ?? Workspace() }
  var document: Document { session?.document ?? Document() }

  /// What a reader sees, line by line, notes left out.
  var lines: [String] {
    events.flatMap { event -> [String] in
      switch event {
      case .printed(let text), .timed(let text, _), .told(let text), .output(.text(let text)):
        text.split(separator: "\n").map(String.init)
      default: []
      }
    }
  }

  /// The messages of failures, without place.
  var errors: [String] {
    events.compactMap { if case .failure(let diagnostic) = $0 { diagnostic.sentence } else { nil } }
  }

  /// The first failure as it is shown.
  var rendered: String? {
    events.lazy.compactMap { if case .failure(let error) = $0 { error.rendered } else { nil } }.first
  }

  var tables: [Table] { events.compactMap { if case .output(.table(let table)) = $0 { table } else { nil } } }

  var notes: [String] { events.compactMap { if case .output(.note(let note)) = $0 { note } else { nil } } }

  var prose: [String] { events.compactMap { if case .prose(let text) = $0 { text } else { nil } } }

  var warnings: [String] { events.compactMap { if case .warning(let text) = $0 { text } else { nil } } }

  func records(_ event: String) -> [EventRecord] {
    events.compactMap { if case .record(let record) = $0, record.event == event { record } else { nil } }
  }
}

extension EventRecord {
  func number(_ name: String) -> Double? {
    if case .number(let number)? = fields.first(where: { $0.name == name })?.value { number } else { nil }
  }
}
