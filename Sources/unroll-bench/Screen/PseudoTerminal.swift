import Foundation

/// A program in a terminal that exists only in the kernel. The program ends with the value.
final class PseudoTerminal {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// POSIX_SPAWN_SETSID, which the C library shows to GNU programs alone.
  private static let newSession: Int16 = 0x80

  private let terminal: Int32
  private let process: pid_t
  private let clock = ContinuousClock()
  /// When the program was started, or was last written to.
  private var began: ContinuousClock.Instant

  init(running program: String, home: String, columns: Int, rows: Int) throws {
    var (terminal, programs): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&terminal, &programs, nil, nil, &size) == 0, let name = ttyname(programs) else {
      throw Failure(description: "no terminal can be had: \(String(cString: strerror(errno)))")
    }
    defer { close(programs) }
    _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
    _ = fcntl(programs, F_SETFD, FD_CLOEXEC)
    self.terminal = terminal
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The leader of a new session gets the terminal that it opens first.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    let words = [strdup(program), nil]
    let settings = ["TERM=xterm-256color", "LC_ALL=C.UTF-8", "HOME=\(home)", "PATH=/usr/bin:/bin"]
    let variables = settings.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    began = clock.now
    var process = pid_t()
    let error = posix_spawn(&process, program, &actions, &attributes, words, variables)
    guard error == 0 else {
      throw Failure(description: "\(program) does not start: \(String(cString: strerror(error)))")
    }
    self.process = process
  }

  deinit {
    kill(process, SIGTERM)
    _ = drain(seconds: 0.1)
    close(terminal)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  func write(_ text: String) {
    began = clock.now
    var text = text
    text.withUTF8 { _ = Foundation.write(terminal, $0.baseAddress, $0.count) }
  }

  /// Reads until the text comes, and tells how long after the last `write` that was.
  func milliseconds(until text: String) throws -> Double {
    let wanted = Data(text.utf8)
    var seen = Data()
    while seen.range(of: wanted) == nil {
      guard let more = read(milliseconds: 20_000) else {
        throw Failure(description: "'\(text)' did not come; the last bytes were \(seen.suffix(200) as NSData)")
      }
      seen = seen.suffix(wanted.count) + more
    }
    return (clock.now - began) / .milliseconds(1)
  }

  /// Reads for so long, and counts the bytes.
  func drain(seconds: Double) -> Int {
    let end = clock.now + .seconds(seconds)
    var count = 0
    while clock.now < end { count += read(milliseconds: 5)?.count ?? 0 }
    return count
  }

  private func read(milliseconds: Int32) -> Data? {
    var source = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&source, 1, milliseconds) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = Foundation.read(terminal, &bytes, bytes.count)
    return count > 0 ? Data(bytes.prefix(count)) : nil
  }
}
