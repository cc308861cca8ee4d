import Glibc

/// A session that ended with entries that no file has: it was left so, or killed, or its terminal or the power went away.
public struct LostSession: Sendable {
  let path: String
  let document: Document
  /// Where its trainings have saved their models last.
  let savedModels: [String: String]
  /// Bytes at the journal's end that are damaged and left out.
  let damaged: Int
  /// When it wrote last, as `2026-11-21 20:41`.
  let time: String

  /// What is offered at the start.
  public var offer: String {
    "the session of \(time) was not saved: \(count); recover brings it back"
  }

  var count: String { counted(document.entries.count, "entry") }

  /// The youngest session in a folder of journals that nobody writes any more. Those with nothing to bring back are
  /// cleared away, and all but the youngest of the others.
  ///
  /// - Returns: also why a journal could not be read, of which nobody knows what is in it.
  static func youngest(in folder: String) -> (session: LostSession?, unread: String?) {
    var found: [(time: Double, session: LostSession)] = []
    var unread: String?
    for path in journals(in: folder) {
      guard let file = abandoned(path) else { continue }
      defer { giveBack(file) }
      var about = stat()
      guard fstat(file, &about) == 0 else { continue }
      let bytes: [UInt8]
      do throws(SessionError) {
        bytes = try ScriptFile.read(file, path, limit: largest)
      } catch {
        unread = error.message
        continue
      }
      guard let (records, damaged) = JournalFile.records(of: bytes) else { continue }
      let document = SessionJournal.document(of: records)
      guard document.isUnwritten else {
        JournalFile.remove(path)
        continue
      }
      let seconds = about.st_mtim.tv_sec
      let session = LostSession(
        path: path, document: document, savedModels: SessionJournal.savedModels(of: records), damaged: damaged,
        time: text(seconds))
      found.append((Double(seconds) + Double(about.st_mtim.tv_nsec) * 1e-9, session))
    }
    found.sort { ($0.time, $0.session.path) > ($1.time, $1.session.path) }
    for (_, old) in found.dropFirst(most) { JournalFile.remove(old.path) }
    return (found.first?.session, unread)
  }

  static let ending = ".journal"
  /// Journals that stay; the oldest go first.
  private static let most = 20

  /// Bytes of a journal. It has every answer, and until it is made smaller many versions of an entry: far more than a
  /// script may have.
  private static let largest = 1 << 27

  private static func journals(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let next = readdir(directory) {
      let name = withUnsafeBytes(of: next.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(ending) { names.append(folder + "/" + name) }
    }
    return names
  }

  /// The journal, opened and locked, when its writer is no longer alive.
  static func abandoned(_ path: String) -> Int32? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    // A writer that has just put a smaller one in its place has let go of the old one, and lives.
    guard flock(file, LOCK_EX | LOCK_NB) == 0, isNamed(file, path) else {
      close(file)
      return nil
    }
    return file
  }

  private static func isNamed(_ file: Int32, _ path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(file, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino
      && opened.st_dev == named.st_dev
  }

  /// Ends what `abandoned` began.
  static func giveBack(_ file: Int32) {
    _ = flock(file, LOCK_UN)
    close(file)
  }

  private static func text(_ seconds: Int) -> String {
    var (time, parts) = (time_t(seconds), tm())
    localtime_r(&time, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let length = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M", &parts)
    return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
