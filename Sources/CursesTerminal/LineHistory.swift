import CReadline
import Glibc
import TerminalUI

/// The lines of earlier sessions, in `$XDG_STATE_HOME/unroll/history`. Each entry is on disk before it runs.
public final class LineHistory {
  /// One line for the reader when lines cannot be kept; `nil` when all is well.
  public private(set) var note: String?

  private var path: String?
  private static let entryLimit = 5000

  public init() {
    using_history()
    stifle_history(CInt(Self.entryLimit))
    // With time stamps an entry of several lines comes back as one.
    history_write_timestamps = 1
    history_comment_char = CChar(UInt8(ascii: "#"))
    guard let folder = Self.stateFolder() else {
      note = "note: HOME is not set, so this session's lines are not kept"
      return
    }
    let file = folder + "/history"
    guard Self.makeFolders(folder), Self.makeFile(file) else {
      note =
        "note: \(StyledLine(file).plainText) cannot be written (\(String(cString: strerror(errno)))), so lines are not kept"
      return
    }
    path = file
    _ = history_truncate_file(file, CInt(Self.entryLimit))
    _ = chmod(file, 0o600)
    _ = read_history(file)
  }

  /// Adds an entry, of one line or several, unless it is blank or repeats the one before.
  public func add(_ entry: String) {
    guard entry.contains(where: { !$0.isWhitespace }), entry != entries(last: 1).first else { return }
    add_history(entry)
    guard let path, append_history(1, path) != 0 else { return }
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

  /// The XDG rule: a relative path there is ignored.
  private static func stateFolder() -> String? {
    func absolute(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return (absolute("XDG_STATE_HOME") ?? absolute("HOME").map { $0 + "/.local/state" }).map { $0 + "/unroll" }
  }

  /// Makes what is missing of `path`, readable for its owner alone.
  private static func makeFolders(_ path: String) -> Bool {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST, access(made, X_OK) != 0 { return false }
    }
    return access(path, W_OK | X_OK) == 0
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
