/// One In/Out pair of the notebook, or a piece of prose between them.
public struct Entry: Sendable, Equatable, Identifiable {
  public enum Kind: Sendable, Hashable { case commands, prose }

  public enum Status: Sendable, Hashable {
    /// Not run since it was opened or edited.
    case fresh
    /// Waiting for its turn.
    case queued
    case running
    case done, failed, interrupted
    /// Run, but an entry above it was edited or run again since.
    case stale
  }

  /// One thing that an entry's commands answered.
  public enum Answer: Sendable, Equatable {
    case output(Output)
    case warning(String)
    /// A diagnostic as it is rendered: headline, line, caret.
    case failure(String)
  }

  public let id: Int
  public var kind: Kind
  /// Commands as entered, or Markdown.
  public var text: String
  /// What follows `# %%` on the border of the file.
  public var title = ""
  public var status: Status { didSet { if status == .done || status == .stale { hasWorked = true } } }
  /// Whether it ever ran to its end: it belongs to the script then, though it may fail when it is run again.
  private(set) var hasWorked: Bool
  /// The N of `In N`: the how-manieth run of this session; nil before it was run.
  public var number: Int?
  public package(set) var answers: [Answer] = []  // [answers], oldest first
  /// Written by a key, not typed: a run of the same moves is one entry.
  public var isGesture = false
  /// A line whose number is being turned by a key: the next turn takes its place.
  public var isKnob = false
  /// Brought by a lesson, or entered while it was taken: the lesson keeps its own place, and the entry is not missed.
  var isOfLesson = false
  /// Read from the file that was opened: its paths are relative to that file's folder.
  public var isFromFile = false
  /// How it stands in the file, so that `write` never leaves it out and keeps its bytes; nil: it was entered since.
  var inFile: FileStretch?
  /// Answers that were left out in the middle of very many.
  private var leftOut = 0

  public init(id: Int, kind: Kind = .commands, text: String, status: Status = .fresh) {
    self.id = id
    self.kind = kind
    self.text = text
    self.status = status
    hasWorked = status == .done || status == .stale
  }

  /// Takes over from another session that it has worked.
  mutating func keepAsWorked() { hasWorked = true }

  /// Whether it was run, however that ended.
  public var wasRun: Bool {
    switch status {
    case .done, .failed, .interrupted, .stale: true
    case .fresh, .queued, .running: false
    }
  }

  /// Whether it runs or is going to.
  var isWaiting: Bool { status == .queued || status == .running }

  /// The first word of its text: `goto` of `goto 10`.
  var verb: Substring { text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace && $0 != ";" } }

  private static let firstKept = 400
  private static let lastKept = 400

  /// Adds an answer; of very many the first and the latest are kept, and how many lie between.
  mutating func add(_ answer: Answer) {
    answers.append(answer)
    guard answers.count > Self.firstKept + 2 * Self.lastKept + 1 else { return }
    let middle = Self.firstKept..<answers.count - Self.lastKept
    leftOut += middle.count - (leftOut > 0 ? 1 : 0)
    let note = Answer.output(.note("… \(NumberFormat.integer.text(Double(leftOut))) answers are left out here …"))
    answers.replaceSubrange(middle, with: [note])
  }

  /// Has been run as another version of it was.
  mutating func takeRun(of other: Entry) {
    (status, number) = (other.status, other.number)
    (answers, leftOut) = (other.answers, other.leftOut)
  }

  /// Forgets the answers of the run before.
  mutating func clearAnswers() {
    answers = []
    leftOut = 0
  }
}
