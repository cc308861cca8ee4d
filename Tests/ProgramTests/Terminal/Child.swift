import Foundation

/// A process that gets three descriptors and nothing else. Foundation's `Process` lets every child inherit what other
/// tests have open, and a server that goes on in the background would keep those tests waiting for the end of a pipe.
struct Child {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let process: pid_t
  private let input: Int32
  private let output: Int32

  init(_ command: [String], environment: [String]) throws {
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
      throw Failure(description: "no pipe: \(String(cString: strerror(errno)))")
    }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer {
      close(toChild[0])
      close(fromChild[1])
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 2)
    // To close what is not open is no error here.
    for descriptor in 3..<Int32(256) { posix_spawn_file_actions_addclose(&actions, descriptor) }
    // Swift's worker threads block every signal, and a background shell ignores some; a child starts as from a shell.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let error = posix_spawn(&process, command[0], &actions, &attributes, words, variables)
    guard error == 0 else {
      close(toChild[1])
      close(fromChild[0])
      throw Failure(description: "\(command[0]) does not start: \(String(cString: strerror(error)))")
    }
    (self.process, input, output) = (process, toChild[1], fromChild[0])
  }

  /// Gives the input, and returns when the process has ended: its status as a shell tells it, and all it wrote.
  func finish(input text: String = "") -> (status: Int, output: String) {
    let (writer, reader) = (FileHandle(fileDescriptor: input), FileHandle(fileDescriptor: output))
    try? writer.write(contentsOf: Data(text.utf8))
    try? writer.close()
    let read = (try? reader.readToEnd()) ?? Data()
    try? reader.close()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = Int(status & 0x7F)
    return (signal == 0 ? Int(status >> 8 & 0xFF) : 128 + signal, String(decoding: read, as: UTF8.self))
  }
}
