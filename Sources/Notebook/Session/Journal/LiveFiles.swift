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
    // Names in the order of their making: the clock of the file system may be too coarse to tell which is younger.
    let parts = String(time.tv_nsec + 1_000_000_000).dropFirst()
    let path = "\(folder)/\(time.tv_sec)-\(parts)-\(getpid())\(LostSession.ending)"
    let journal = try SessionJournal(creating: path)
    add(path)
    JournalFile.flush(folder: folder)
    return journal
  }
}
