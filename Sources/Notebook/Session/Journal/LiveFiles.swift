import Glibc
import Synchronization

/// Files that are there for as long as a session lives: its journal, and the lock beside the script that it has open. A
/// session that ends in order takes them away; of one that was killed they stay, and nobody holds them any more.
public final class LiveFiles: Sendable {
  /// The folder of the journals.
  let folder: String
  private let paths = Mutex<Set<String>>([])

  /// - Parameter folder: exists, and belongs to the user alone.
  public init(folder: String) { self.folder = folder }

  func add(_ path: String) { _ = paths.withLock { $0.insert(path) } }

  func remove(_ path: String) {
    guard paths.withLock({ $0.remove(path) }) != nil else { return }
    unlink(path)
  }

  /// The session has ended in order.
  ///
  /// - Parameter keepingJournal: whether the next session may bring its entries back.
  public func removeAll(keepingJournal: Bool = false) {
    let all = paths.withLock { paths in
      defer { paths = [] }
      return paths
    }
    for path in all where !(keepingJournal && path.hasSuffix(LostSession.ending)) { unlink(path) }
  }

  /// Begins a journal.
  ///
  /// - Throws: `SessionError` with the system's reason.
  func newJournal() throws(SessionError) -> SessionJournal {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let path = "\(folder)/\(time.tv_sec)-\(time.tv_nsec)-\(getpid())\(LostSession.ending)"
    let journal = try SessionJournal(creating: path)
    add(path)
    // Without this the name may be lost with the power, though the bytes are there.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      _ = fdatasync(directory)
      close(directory)
    }
    return journal
  }
}
