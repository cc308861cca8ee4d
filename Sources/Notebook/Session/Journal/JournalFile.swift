import Glibc
import SequenceEngine

/// Records one behind the other in a file that only grows. Each has its length and a checksum before it, so that after
/// a crash everything up to the last whole record is known to be good. The file is locked for as long as its writer lives.
package final class JournalFile {
  private let file: Int32
  private var size: off_t

  private static let head = Array("unroll journal 1\n".utf8)
  private static let largest = 1 << 28

  /// Begins a new file, readable for its owner alone.
  ///
  /// - Throws: `SessionError` when it is there already or the system refuses.
  init(creating path: String) throws(SessionError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Self.failure() }
    (self.file, size) = (file, 0)
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
        _ = ftruncate(file, size)
        throw failure
      }
      done += count
    }
    size += off_t(bytes.count)
  }

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
