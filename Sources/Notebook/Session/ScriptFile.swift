import Glibc
import Script

/// Script files on the disk.
public enum ScriptFile {
  /// Reads a script whole.
  ///
  /// - Throws: `SessionError` when it cannot be read or is too large, `Diagnostic` when it is no UTF-8 text.
  public static func read(_ path: String) throws -> SourceText {
    try SourceText(name: path, bytes: try bytes(of: path))
  }

  /// What a command line calls the script that comes from standard input.
  public static let standardInput = "-"

  /// Reads a script that a command line names, which may be standard input.
  public static func read(argument: String) throws -> SourceText {
    guard argument == standardInput else { return try read(argument) }
    return try SourceText(name: "standard input", bytes: try read(STDIN_FILENO, "standard input"))
  }

  /// The folder that paths in a script are relative to.
  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// A path that means the same file from any folder; links of the last name are not followed.
  static func fullPath(_ path: String) -> String {
    guard let folder = resolved(folder(of: path)) else { return path }
    let name = path.split(separator: "/").last ?? ""
    return (folder == "/" ? "" : folder) + "/" + name
  }

  /// The one path that all names of a file lead to, whether it is there already or not.
  static func realPath(_ path: String) -> String { resolved(path) ?? fullPath(path) }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  static func bytes(of path: String) throws(SessionError) -> [UInt8] {
    func failure(_ reason: String) -> SessionError {
      SessionError("the script '\(legible(path))' cannot be read: \(reason)")
    }
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw failure("it is no regular file") }
    return try read(file, path)
  }

  /// Everything that an open file or pipe gives.
  ///
  /// - Parameter limit: bytes that it may have; a script's, unless it is something else.
  public static func read(
    _ file: Int32, _ name: String, limit: Int = Limits.fileBytes
  ) throws(SessionError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw SessionError("'\(legible(name))' cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        let whose = limit == Limits.fileBytes ? "a script may have" : "are read"
        throw SessionError("'\(legible(name))' is larger than the \(limit >> 20) MB that \(whose)")
      }
    }
  }
}
