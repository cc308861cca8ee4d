import Foundation
import Glibc
import Testing

/// The plain prompt on a terminal of its own, without a screen: what is typed goes in, what is written comes out, and it
/// can be killed when it has written so much. Lighter than `Terminal`, for tests that start it hundreds of times.
final class PromptSession {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let process: pid_t
  private let terminal: Int32
  private(set) var output = ""
  private var status: Int32?

  /// - Parameters:
  ///   - carrier: a command that starts the program, such as strace.
  ///   - home: HOME, and the folder that it works in.
  init(home: String, carrier: [String] = [], arguments: [String] = ["--plain"]) throws {
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number) = (Int32(0), UInt32(0))
    // TIOCSPTLCK and TIOCGPTN: the other end may be opened, and its number.
    guard terminal >= 0, ioctl(terminal, 0x4004_5431, &locked) == 0, ioctl(terminal, 0x8004_5430, &number) == 0 else {
      throw Failure(description: "no terminal: \(String(cString: strerror(errno)))")
    }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: 50, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    self.terminal = terminal
    // The first terminal that a process without one opens is its own.
    let shell = "cd \"$1\" && shift && exec \"$@\""
    let command = ["/bin/sh", "-c", shell, "sh", home] + carrier + [Program.path] + arguments
    do {
      process = try Spawn.start(
        command, environment: ["HOME=\(home)", "PATH=/usr/bin:/bin", "TERM=dumb", "LC_ALL=C.UTF-8"],
        descriptors: Array(repeating: .file(name), count: 3), ownSession: true)
    } catch {
      close(terminal)
      throw error
    }
  }

  deinit {
    if status == nil {
      Glibc.kill(process, SIGKILL)
      end()
    }
    close(terminal)
  }

  /// Types a line.
  func enter(_ line: String) { type(line + "\r") }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      done += count
    }
  }

  /// Reads until the condition holds; false when the program has ended before.
  @discardableResult
  func read(until condition: (String) -> Bool) throws -> Bool {
    let deadline = Date(timeIntervalSinceNow: 120)
    while !condition(output) {
      var source = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard poll(&source, 1, 1000) >= 0 || errno == EINTR else { return false }
      if Date() > deadline { throw Failure(description: "waited in vain; the output was:\n\(output)") }
      guard source.revents != 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = Glibc.read(terminal, &buffer, buffer.count)
      // The end of the last process that has the terminal is an error here.
      guard count > 0 else { return condition(output) }
      output += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return true
  }

  @discardableResult
  func wait(for text: String) throws -> Bool { try read { $0.contains(text) } }

  /// Ends the program, and with it what carries it.
  func kill() {
    let carried = FileManager.default.contents(atPath: "/proc/\(process)/task/\(process)/children") ?? Data()
    for child in String(decoding: carried, as: UTF8.self).split(separator: " ").compactMap({ pid_t($0) }) {
      Glibc.kill(child, SIGKILL)
    }
    Glibc.kill(process, SIGKILL)
  }

  /// Waits for the end: the status as a shell tells it.
  @discardableResult
  func end() -> Int {
    if status == nil {
      // Who does not read keeps the program from ending.
      _ = try? read { _ in false }
      var found: Int32 = 0
      while waitpid(process, &found, 0) < 0, errno == EINTR {}
      status = found
    }
    let signal = Int((status ?? 0) & 0x7F)
    return signal == 0 ? Int((status ?? 0) >> 8 & 0xFF) : 128 + signal
  }

  /// Numbers that were printed on lines of their own.
  var numbers: [Int] {
    output.split(whereSeparator: \.isNewline).compactMap { Int($0.filter { $0 != "\r" && $0 != " " }) }
  }
}
