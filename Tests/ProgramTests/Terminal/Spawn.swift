import Glibc

/// A process that starts as from a shell. Swift's worker threads block every signal, and a background shell ignores some;
/// and what other tests have open is no business of it.
enum Spawn {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  enum Descriptor {
    /// An open one of this process.
    case open(Int32)
    /// A file, opened to read and write.
    case file(String)
  }

  /// - Parameters:
  ///   - descriptors: its input, output and errors, which are all that it has open.
  ///   - ownSession: whether it leads a session, so that the first terminal it opens is its own.
  static func start(
    _ command: [String], environment: [String], descriptors: [Descriptor], ownSession: Bool = false
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      switch descriptor {
      case .open(let own): posix_spawn_file_actions_adddup2(&actions, own, Int32(number))
      case .file(let path): posix_spawn_file_actions_addopen(&actions, Int32(number), path, O_RDWR, 0)
      }
    }
    // To close what is not open is no error here.
    for descriptor in 3..<Int32(256) { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (ownSession ? 0x80 : 0)  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let error = posix_spawn(&process, command[0], &actions, &attributes, words, variables)
    guard error == 0 else {
      throw Failure(description: "\(command[0]) does not start: \(String(cString: strerror(error)))")
    }
    return process
  }
}
