import Foundation

/// What a terminal shows.
struct Screen {
  /// Without the blanks at their ends.
  var lines: [String]
  var columns: Int
  var rows: Int
  /// Counted from 0, as tmux does.
  var cursor: (column: Int, row: Int)
  var showsCursor: Bool
  /// Whether this is the screen of a full-screen program, which hides the shell's and is thrown away afterwards.
  var isAlternate: Bool
  var reportsMouse: Bool

  var text: String { lines.joined(separator: "\n") }
  /// The last line with anything on it.
  var lastLine: String { lines.last { !$0.isEmpty } ?? "" }
}

/// One tmux server with one window.
struct Tmux {
  let socket: String

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  func start(columns: Int, rows: Int, folder: String, recordingTo output: String, command: [String]) throws {
    // One sequence, so that the recording begins before the command can write.
    try run(
      [
        "start-server", ";", "set", "-g", "status", "off", ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-g",
        "remain-on-exit-format", "", ";", "set", "-g", "escape-time", "0", ";", "set", "-g", "default-terminal",
        "tmux-256color", ";", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", folder,
      ] + command + [";", "pipe-pane", "-O", "cat > '\(output)'"])
  }

  func stop() { _ = try? run(["kill-server"]) }

  func send(bytes: [UInt8]) throws {
    for chunk in stride(from: 0, to: bytes.count, by: 200).map({ bytes[$0..<min($0 + 200, bytes.count)] }) {
      try run(["send-keys", "-H"] + chunk.map { String($0, radix: 16) })
    }
  }

  func send(keys: [String]) throws { try run(["send-keys", "--"] + keys) }

  func paste(_ text: String) throws {
    try run(["load-buffer", "-"], input: text)
    try run(["paste-buffer", "-p", "-r"])
  }

  func resize(columns: Int, rows: Int) throws {
    try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  func screen() throws -> Screen {
    let facts = [
      "pane_width", "pane_height", "cursor_x", "cursor_y", "cursor_flag", "alternate_on", "mouse_any_flag",
    ]
    let format = facts.map { "#{\($0)}" }.joined(separator: " ")
    var lines = try run(["capture-pane", "-p", ";", "display-message", "-p", format])
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    let values = lines.popLast()?.split(separator: " ").compactMap { Int($0) } ?? []
    guard values.count == facts.count else { throw Failure(description: "tmux tells nothing of its screen: \(lines)") }
    return Screen(
      lines: lines, columns: values[0], rows: values[1], cursor: (values[2], values[3]), showsCursor: values[4] == 1,
      isAlternate: values[5] == 1, reportsMouse: values[6] == 1)
  }

  @discardableResult
  private func run(_ arguments: [String], input: String = "") throws -> String {
    let child = try Child(
      ["/usr/bin/tmux", "-u", "-f", "/dev/null", "-S", socket] + arguments,
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TERM=xterm-256color"])
    let (status, text) = child.finish(input: input)
    guard status == 0 else { throw Failure(description: "tmux \(arguments) ended with status \(status): \(text)") }
    return text
  }
}
