import Glibc
import Script
import SequenceEngine

/// What was entered in a session, with its times: a script whose entries are called `at SECONDS`.
///
///     # %% at 12.4
///     train steps=300
///
/// Being a script, it can be run, opened and checked as one. Where a lesson is begun in it, it can be played alone: a
/// script takes no lesson.
public struct Recording: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    /// Seconds since the recording began, never less than the line before.
    public var time: Double
    public var text: String
  }

  public var lines: [Line]

  /// How many times as fast as it was made one can be played.
  public static let speeds = 0.1...100.0

  /// - Throws: `SessionError` when the file cannot be read or is no recording, `Diagnostic` when it is no script.
  public static func read(_ path: String) throws -> Recording { try Recording(try ScriptFile.read(path)) }

  /// What stands in a recording's file.
  public init(text: String) throws { try self.init(SourceText(name: "recording", text: text)) }

  init(_ source: SourceText) throws {
    let (program, diagnostics) = Parser(CommandRegistry.table).parse(source)
    // A line that failed was recorded too: what is no command is told when it is played.
    if program.entries.isEmpty, let first = diagnostics.first(where: { $0.severity == .error }) { throw first }
    lines = []
    for entry in program.entries where entry.kind == .commands {
      let words = entry.title.split(separator: " ")
      guard words.count == 2, words[0] == "at", let time = Double(words[1]), time.isFinite, time >= 0 else {
        throw Diagnostic(
          "a recording has its time over each entry: '# %% at 12.4'", at: entry.border ?? entry.range, in: source,
          hint: "record \"FILE\" makes one; a script is run with: unroll run FILE")
      }
      guard !entry.text.isEmpty else { continue }
      lines.append(Line(time: max(time, lines.last?.time ?? 0), text: entry.text))
    }
    guard !lines.isEmpty else { throw SessionError("the recording '\(legible(source.name))' holds nothing") }
  }
}

/// A recording that is being made: what is entered is in the file before it runs.
struct RecordingInProgress {
  let path: String
  private let began: Double
  private var count = 0
  /// Whether a lesson is begun in it, which a script cannot do.
  private(set) var hasLesson = false

  /// - Throws: `SessionError` when the file is there already or cannot be written.
  init(path: String, at now: Double, since lines: [String]) throws {
    guard !ScriptFile.exists(path) else {
      throw SessionError("'\(legible(path))' is there already and is not overwritten", hint: "choose another name")
    }
    (self.path, began) = (path, now)
    try AtomicFile.write([], to: path)
    for line in lines { try add(line, at: now) }
  }

  mutating func add(_ text: String, at now: Double) throws {
    let tenths = Int(min(max(0, (now - began) * 10), 1e12).rounded())
    let entry = (count == 0 ? "" : "\n") + "# %% at \(tenths / 10).\(tenths % 10)\n\(text)\n"
    let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      throw SessionError("'\(legible(path))' cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    let bytes = Array(entry.utf8)
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw SessionError("'\(legible(path))' cannot be written: \(String(cString: strerror(errno)))")
    }
    count += 1
    if Self.beginsLesson(text) { hasLesson = true }
  }

  private static func beginsLesson(_ text: String) -> Bool {
    let statements = Parser(CommandRegistry.table).parse(SourceText(name: "", text: text)).program.statements
    return statements.contains { statement in
      guard case .command(let command) = statement.kind else { return false }
      return command.verb.text == "lesson" && command.argument("NAME") != nil
    }
  }
}
