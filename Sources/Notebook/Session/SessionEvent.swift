import Script

/// What a session tells while it works, in order. Results go to whoever asked; progress may be dropped.
public enum SessionEvent: Sendable {
  /// A command's answer.
  case output(Output)
  /// A line for a reader whose content is also in a record: the machine-readable format leaves it out.
  case told(String)
  /// A line that `print` wrote.
  case printed(String)
  /// A line that `print` wrote with measures of time in it, and the line without them, which is the same in every run.
  case timed(String, comparable: String)
  /// Markdown of a lesson.
  case prose(String)
  /// Machine-readable news of the kind that `--format jsonl` writes: the event's name and its fields in order.
  case record(EventRecord)
  /// What an answer has for a pane of a screen.
  case view(PaneView)
  /// How far a long job is; the sentence is ready to show.
  case progress(Progress)
  /// A warning that belongs to standard error.
  case warning(String)
  /// Why an entry was not done, or not to its end.
  case failure(Diagnostic)
}

/// One object of the `jsonl` format.
public struct EventRecord: Sendable, Equatable {
  public enum Field: Sendable, Equatable, Codable {
    case number(Double)
    case text(String)
    case flag(Bool)
    case list([Field])
    case nothing
  }

  public var event: String
  public var fields: [(name: String, value: Field)]

  public init(_ event: String, _ fields: [(name: String, value: Field)]) {
    self.event = event
    self.fields = fields
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.event == b.event && a.fields.map(\.name) == b.fields.map(\.name) && a.fields.map(\.value) == b.fields.map(\.value)
  }
}

/// How far a long job is.
public struct Progress: Sendable, Equatable {
  /// What is being done: "training", "reading", "drawing", "checking".
  public var job: String
  public var done: Int
  public var total: Int
  /// What is worth knowing now: "loss 0.21  gradient norm 3.1e-2".
  public var detail: String

  public init(_ job: String, done: Int, total: Int, detail: String = "") {
    self.job = job
    self.done = done
    self.total = total
    self.detail = detail
  }
}

extension Entry.Answer {
  /// What an event leaves in the notebook; nil: nothing.
  init?(_ event: SessionEvent) {
    switch event {
    case .output(let output): self = .output(output)
    case .told(let text), .printed(let text), .timed(let text, _): self = .output(.text(text))
    case .warning(let text): self = .warning(text)
    case .failure(let diagnostic):
      self = .failure(diagnostic.source.bytes.isEmpty ? diagnostic.headline : diagnostic.rendered)
    case .record, .progress, .view, .prose: return nil
    }
  }
}
