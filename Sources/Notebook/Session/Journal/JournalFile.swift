import Glibc
import SequenceEngine

/// Records one behind the other in a file that only grows. Each has its length and a checksum before it, so that after
/// a crash everything up to the last whole record is known to be good. The file is locked for as long as its writer lives.
package final class JournalFile {
  private let path: String
  private let file: Int32
  private(set) var size = 0

  private static let head = Array("unroll journal 1\n".utf8)
  private static let largest = 1 << 28

  /// Begins a new file, readable for its owner alone.
  ///
  /// - Throws: `SessionError` when it is there already or the system refuses.
  convenience init(creating path: String) throws(SessionError) { try self.init(creating: path, for: path) }

  private init(creating name: String, for path: String) throws(SessionError) {
    let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Self.failure() }
    (self.path, self.file) = (path, file)
    _ = flock(file, LOCK_EX | LOCK_NB)
    try write(Self.head)
  }

  deinit {
    // A child that was forked at this moment would hold the lock on.
    _ = flock(file, LOCK_UN)
    close(file)
  }

  /// Adds records: all of them, or none.
  ///
  /// - Parameter flushes: whether they are on the disk when this returns, and not only safe from a killed program.
  func append(_ records: [[UInt8]], flushes: Bool) throws(SessionError) {
    try write(records.flatMap(Self.framed))
    if flushes, fdatasync(file) != 0 { throw Self.failure() }
  }

  private func write(_ bytes: [UInt8]) throws(SessionError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Glibc.write(file, raw.baseAddress.map { $0 + done }, raw.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let failure = Self.failure()
        // What was begun would hide everything that is written behind it.
        _ = ftruncate(file, off_t(size))
        throw failure
      }
      done += count
    }
    size += bytes.count
  }

  /// Puts a file that has these records and no others in its place. Whenever the program dies, the name leads to the one
  /// or to the other, whole.
  ///
  /// - Throws: `SessionError`; this one is then in its place still.
  func replaced(by records: [[UInt8]]) throws(SessionError) -> JournalFile {
    let unfinished = Self.unfinished(path)
    unlink(unfinished)
    let other = try JournalFile(creating: unfinished, for: path)
    do throws(SessionError) {
      try other.append(records, flushes: true)
      guard rename(unfinished, path) == 0 else { throw Self.failure() }
    } catch {
      unlink(unfinished)
      throw error
    }
    Self.flush(folder: ScriptFile.folder(of: path))
    return other
  }

  /// Removes a journal, and what its writer may have left beside it when it was killed.
  static func remove(_ path: String) {
    unlink(path)
    unlink(unfinished(path))
  }

  /// Without this a new name may be lost with the power, though the bytes are there.
  static func flush(folder: String) {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    _ = fdatasync(directory)
    close(directory)
  }

  private static func unfinished(_ path: String) -> String { path + ".unfinished" }

  private static func failure() -> SessionError { SessionError(String(cString: strerror(errno))) }

  private static func framed(_ record: [UInt8]) -> [UInt8] {
    let length = bytes(of: UInt32(record.count))
    return length + bytes(of: CRC32.checksum(length + record)) + record
  }

  private static func bytes(of number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  // MARK: Reading

  /// The whole records of a journal's bytes, and how many bytes behind them are damaged; nil when it is no journal.
  package static func records(of bytes: [UInt8]) -> (records: [ArraySlice<UInt8>], damaged: Int)? {
    guard bytes.starts(with: head) else { return nil }
    var records: [ArraySlice<UInt8>] = []
    var place = head.count
    while bytes.count - place >= 8 {
      let (length, checksum) = (number(bytes, place), number(bytes, place + 4))
      let start = place + 8
      guard length <= largest, Int(length) <= bytes.count - start else { break }
      let record = bytes[start..<start + Int(length)]
      guard CRC32.checksum(bytes[place..<place + 4] + record) == checksum else { break }
      records.append(record)
      place = start + Int(length)
    }
    return (records, bytes.count - place)
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
  }
}
