import Notebook
import Script
import TerminalUI

/// A session and what it said.
final class Conversation {
  private(set) var events: [SessionEvent] = []
  private var session: Session?

  init(_ environment: SessionEnvironment = SessionEnvironment()) {
    session = Session(environment: environment) { [weak self] in self?.events.append($0) }
  }

  /// With a model for a short adding problem.
  static func adding(_ layers: String = "add rnn 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=12; model plain; \(layers)")
    return talk
  }

  /// Runs some lines and gives back the text of what they answered.
  @discardableResult
  func say(_ text: String) -> String {
    let before = events.count
    _ = session?.run(text)
    return events[before...].map(Self.text).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  var outputs: [Output] { events.compactMap { if case .output(let output) = $0 { output } else { nil } } }

  func number(_ expression: String) -> Double { Double(say("print \(expression)")) ?? .nan }

  private static func text(_ event: SessionEvent) -> String {
    switch event {
    case .output(let output):
      output.lines(Drawing(width: 80, characters: .unicode)).map(\.plainText).joined(separator: "\n")
    case .printed(let text), .timed(let text, _), .told(let text), .prose(let text), .warning(let text): text
    case .failure(let diagnostic): diagnostic.rendered
    case .record, .progress, .view: ""
    }
  }
}
