import Glibc

/// Writes a file whole or not at all: a temporary file in the same folder, flushed to the disk, takes the old one's
/// place.
public enum AtomicFile {
  /// - Throws: `DataError` naming the path and the reason; the old file stays and no temporary file is left.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let target = try resolve(path)
    let folder = target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    var old = stat()
    let exists = stat(target, &old) == 0
    if exists, old.st_mode & S_IFMT != S_IFREG { throw failure(path, "it is no regular file") }
    let mode = exists ? old.st_mode & 0o7777 : 0o644

    let (file, temporary) = try create(beside: target, path: path, mode: mode)
    var kept = false
    defer { if !kept { unlink(temporary) } }
    do {
      defer { close(file) }
      // The mode given to open() is narrowed by the umask; an old file's mode is kept as it is.
      if exists, fchmod(file, mode) != 0 { throw failure(path) }
      try write(bytes, to: file, path: path)
      guard fsync(file) == 0 else { throw failure(path) }
    }
    guard rename(temporary, target) == 0 else { throw failure(path) }
    kept = true
    // Without this the new name may be lost with the power, though the bytes are there.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw failure(path) }
    defer { close(directory) }
    // Some file systems cannot flush a folder; EINVAL says so.
    guard fsync(directory) == 0 || errno == EINVAL else { throw failure(path) }
  }

  private static func write(_ bytes: [UInt8], to file: Int32, path: String) throws {
    var done = 0
    try bytes.withUnsafeBytes { raw in
      while done < raw.count {
        let count = Glibc.write(file, raw.baseAddress.map { $0 + done }, raw.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw failure(path) }
        done += count
      }
    }
  }

  private static func create(beside target: String, path: String, mode: mode_t) throws -> (Int32, String) {
    for attempt in 0..<100 {
      let temporary = "\(target).unroll-\(getpid())-\(attempt)"
      let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
      if file >= 0 { return (file, temporary) }
      guard errno == EEXIST else { throw failure(path) }
    }
    throw failure(path, "there are too many unfinished files beside it")
  }

  /// What a symbolic link leads to, so that the link stays.
  private static func resolve(_ path: String) throws -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let resolved = realpath(path, nil) else { throw failure(path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func failure(_ path: String, _ reason: String? = nil) -> DataError {
    let code = errno
    return DataError(
      DataFile.place(path), expected: "to write the file", found: reason ?? String(cString: strerror(code)),
      advice: "what was there before is unchanged; give another path or make room")
  }
}
