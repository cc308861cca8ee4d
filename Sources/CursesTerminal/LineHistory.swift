import CReadline
import Glibc
import TerminalUI

/// The lines of earlier sessions, in `$XDG_STATE_HOME/unroll/history`. Each entry is on disk before it runs.
public final class LineHistory {
  /// One line for the reader when lines cannot be kept; `nil` when all is well.
  public private(set) var note: String?

  private var path: String?
  /// Bytes of the file that are known here; what stands behind them another session has entered.
  private var known = 0
  private static let entryLimit = 5000

  public init() {
    using_history()
    stifle_history(CInt(Self.entryLimit))
    // With time stamps an entry of several lines comes back as one.
    history_write_timestamps = 1
    history_comment_char = CChar(UInt8(ascii: "#"))
    guard let folder = UserFolder.state else {
      note = "note: HOME is not set, so this session's lines are not kept"
      return
    }
    let file = folder + "/history"
    guard UserFolder.make(folder), Self.makeFile(file) else {
      note =
        "note: \(StyledLine(file).plainText) cannot be written (\(String(cString: strerror(errno)))), so lines are not kept"
      return
    }
    path = file
    _ = history_truncate_file(file, CInt(Self.entryLimit))
    _ = chmod(file, 0o600)
    _ = read_history(file)
    known = Self.size(of: file)
  }

  /// Takes over what other sessions have entered since, oldest first.
  ///
  /// - Parameter own: an entry that this session has just added to the file.
  public func refresh(besides own: String? = nil) {
    guard let path else { return }
    let size = Self.size(of: path)
    // A file that was shortened by another session begins anew; what is in memory stays.
    guard size > known else {
      known = size
      return
    }
    guard let file = fopen(path, "re") else { return }
    defer { fclose(file) }
    guard fseek(file, known, SEEK_SET) == 0 else { return }
    var bytes = [UInt8](repeating: 0, count: size - known)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    // What is being written at this moment comes the next time.
    guard let end = bytes.lastIndex(of: 0x0A) else { return }
    known += end + 1
    var missing = own
    for entry in Self.entries(String(decoding: bytes[...end], as: UTF8.self)) {
      if entry == missing { missing = nil } else { add_history(entry) }
    }
    using_history()
  }

  /// The entries of a stretch of the file: each begins with the line of its time.
  private static func entries(_ text: String) -> [String] {
    var entries: [[Substring]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.first == "#", line.count > 1, line.dropFirst().allSatisfy(\.isNumber) {
        entries.append([])
      } else if !entries.isEmpty {
        entries[entries.count - 1].append(line)
      }
    }
    return entries.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  }

  private static func size(of path: String) -> Int {
    var about = stat()
    return stat(path, &about) == 0 ? Int(about.st_size) : 0
  }

  /// Adds an entry, of one line or several, unless it is blank or repeats the one before.
  public func add(_ entry: String) {
    guard entry.contains(where: { !$0.isWhitespace }), entry != entries(last: 1).first else { return }
    refresh()
    add_history(entry)
    guard let path else { return }
    guard append_history(1, path) != 0 else { return refresh(besides: entry) }
    self.path = nil
    note =
      "note: \(StyledLine(path).plainText) cannot be written (\(String(cString: strerror(errno)))), so lines are not kept from here"
  }

  /// The youngest entries, oldest first.
  public func entries(last count: Int) -> [String] {
    let newest = history_base + history_length - 1
    return (0..<min(count, Int(history_length))).reversed().compactMap { age in
      history_get(newest - CInt(age))?.pointee.line.map { String(cString: $0) }
    }
  }

  /// A link or a device in that place is not followed.
  private static func makeFile(_ path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard file >= 0 else { return false }
    var about = stat()
    let isRegular = fstat(file, &about) == 0 && about.st_mode & S_IFMT == S_IFREG
    close(file)
    if !isRegular { errno = EINVAL }
    return isRegular
  }
}
