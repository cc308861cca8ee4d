import Foundation
import Testing

/// The real program in a real terminal: a tmux server of its own (private socket, nobody's configuration) with one
/// window of a given size.
///
///     let terminal = try Terminal("--plain", columns: 80, rows: 24, environment: ["TERM": "dumb"])
///     try terminal.wait(for: "unroll>")              // the text is on the screen, or the test fails and shows it
///     try terminal.enter("print 6 * 7")              // text and Enter; also type, press("C-r"), paste
///     try terminal.wait { $0.lines.contains("42") }  // any condition on the screen
///     try terminal.press("C-d")
///     #expect(try terminal.end() == .init(status: 0))  // status, and `stty -a` as it was before
///
/// Nothing here sleeps for a fixed time: every wait asks again until its condition holds or a generous deadline is
/// over. The server ends with the value. The program's environment is exactly `environment` over the defaults below;
/// its folder and `HOME` is a fresh one.
final class Terminal {
  /// How the program left.
  struct End: Equatable {
    /// As a shell tells it: 128 and the signal's number when a signal ended it.
    var status: Int
    /// What `stty -a` said before that it no longer says, empty for a program with manners.
    var changedSettings = ""
  }

  /// The program's folder and `HOME`.
  let folder: URL
  let tmux: Tmux

  /// - Parameters:
  ///   - environment: over HOME, PATH, `TERM=tmux-256color` and `LC_ALL=C.UTF-8`; `nil` takes a variable away.
  ///   - files: name and content of what lies in the folder at the start.
  ///   - carrier: a command that starts the program in place of the shell, such as strace.
  init(
    _ arguments: String..., columns: Int = 80, rows: Int = 24, environment: [String: String?] = [:],
    files: [String: String] = [:], carrier: [String] = []
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-terminal-\(UUID().uuidString)")
    self.folder = folder
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent(Self.records), withIntermediateDirectories: true)
    tmux = Tmux(socket: folder.appendingPathComponent(Self.records + "/socket").path)
    for (name, content) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: file)
    }
    var variables: [String: String?] = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "TERM": "tmux-256color", "LC_ALL": "C.UTF-8",
    ]
    variables.merge(environment) { $1 }
    let settings = variables.compactMap { name, value in value.map { "\(name)=\($0)" } }
    try tmux.start(
      columns: columns, rows: rows, folder: folder.path, recordingTo: folder.path + "/\(Self.records)/output",
      command: ["/bin/bash", "-c", Self.shell, "shell", Self.records, "/usr/bin/env", "-i"] + settings
        + carrier + [Program.path] + arguments)
  }

  deinit {
    tmux.stop()
    try? FileManager.default.removeItem(at: folder)
  }

  // MARK: - Screen

  func screen() throws -> Screen { try tmux.screen() }

  /// Waits until the screen shows the text; blanks at the end of a line are not part of a screen.
  @discardableResult
  func wait(for text: String, at location: SourceLocation = #_sourceLocation) throws -> Screen {
    try wait("'\(text)' on the screen", location) { $0.text.contains(text) }
  }

  /// Waits until the screen is as the condition asks.
  @discardableResult
  func wait(at location: SourceLocation = #_sourceLocation, until condition: (Screen) -> Bool) throws -> Screen {
    try wait("the condition", location, condition)
  }

  private func wait(_ wanted: String, _ location: SourceLocation, _ condition: (Screen) -> Bool) throws -> Screen {
    var screen = try screen()
    let holds = try poll {
      screen = try self.screen()
      return condition(screen)
    }
    if !holds { throw failure("waited in vain for \(wanted)", screen, location) }
    return screen
  }

  /// Every byte that was written to the terminal so far.
  func output() -> [UInt8] { record("output").map { [UInt8]($0) } ?? [] }

  // MARK: - Signals and the end

  /// Sends the program a signal.
  func kill(_ signal: Int32, at location: SourceLocation = #_sourceLocation) throws {
    guard try poll({ self.process != nil }), let process else {
      throw failure("the program did not start", try screen(), location)
    }
    Foundation.kill(process, signal)
  }

  /// Waits until the program has stopped, as Ctrl-Z asks; returns what is not as it was in the terminal's settings.
  func stopped(at location: SourceLocation = #_sourceLocation) throws -> String {
    guard try poll({ self.record("stopped") != nil }) else {
      throw failure("the program did not stop", try screen(), location)
    }
    return changedSettings(in: "stopped")
  }

  /// The shell's `fg`; returns when the program has the terminal again.
  func resume(at location: SourceLocation = #_sourceLocation) throws {
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(Self.records + "/stopped"))
    try press("Enter")
    guard try poll({ isInForeground }) else { throw failure("the program did not go on", try screen(), location) }
  }

  private var isInForeground: Bool {
    guard let process, let about = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return false }
    // State, parent, group, session, terminal and its group in front stand after the name in brackets.
    let facts = String(decoding: about, as: UTF8.self).components(separatedBy: ") ").last?.split(separator: " ") ?? []
    return facts.count > 5 && facts[0] != "T" && facts[2] == facts[5]
  }

  /// Waits until the program has ended.
  func end(at location: SourceLocation = #_sourceLocation) throws -> End {
    guard try poll({ self.record("status") != nil }), let status = Int(text("status")) else {
      throw failure("the program did not end", try screen(), location)
    }
    return End(status: status, changedSettings: changedSettings(in: "after"))
  }

  // MARK: - Records of the shell

  private static let records = ".terminal"

  /// The shell around the program, with job control. It keeps records and touches no setting of the terminal itself.
  private static let shell = """
    records=$1
    shift
    set -m
    stty -a > "$records/before"
    /bin/bash -c 'echo $$ > "$0/process"; exec "$@"' "$records" "$@"
    status=$?
    while [ -n "$(jobs -s)" ]; do
      stty -a > "$records/new"
      mv "$records/new" "$records/stopped"
      read -r _
      fg > /dev/null
      status=$?
    done
    stty -a > "$records/after"
    echo $status > "$records/new"
    mv "$records/new" "$records/status"
    """

  private func record(_ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.appendingPathComponent("\(Self.records)/\(name)").path)
  }

  private func text(_ name: String) -> String {
    record(name).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
  }

  private var process: pid_t? { pid_t(text("process")) }

  private func changedSettings(in name: String) -> String {
    // The size and speed stand before the word "line"; a resize is not the program's doing.
    func settings(_ name: String) -> [Substring] {
      text(name).split { $0 == ";" || $0.isWhitespace }.drop { $0 != "line" }.map { $0 }
    }
    let (before, now) = (settings("before"), settings(name))
    guard !before.isEmpty, before.count == now.count else { return "before: \(before), then: \(now)" }
    return zip(before, now).filter { $0 != $1 }.map { "\($0) became \($1)" }.joined(separator: ", ")
  }

  private func poll(_ condition: () throws -> Bool) throws -> Bool {
    let deadline = Date(timeIntervalSinceNow: 60)
    while try !condition() {
      if Date() > deadline { return false }
      usleep(20_000)
    }
    return true
  }

  private func failure(_ what: String, _ screen: Screen, _ location: SourceLocation) -> Failure {
    Failure(description: "line \(location.line): \(what); the screen was:\n\(screen.text)")
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }
}
