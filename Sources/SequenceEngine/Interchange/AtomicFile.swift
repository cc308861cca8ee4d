import Glibc

/// Writes a file whole or not at all: an unfinished file in the same folder, flushed to the disk, takes the old one's
/// place. Whenever the program dies, the name leads to all of the old content or all of the new.
public enum AtomicFile {
  /// - Throws: `DataError` naming the path, the reason and whether the old file is still there. No unfinished file is
  ///   left, except by a program that was killed; the next call for the same path removes it.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let target = try resolve(path)
    let folder = target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    var old = stat()
    let exists = stat(target, &old) == 0
    if exists, old.st_mode & S_IFMT != S_IFREG { throw failure(path, "it is no regular file") }
    let mode = exists ? old.st_mode & 0o7777 : 0o644

    let (file, unfinished) = try create(beside: target, path: path, mode: mode)
    defer { close(file) }
    var kept = false
    defer { if !kept { unlink(unfinished) } }
    // The mode given to open() is narrowed by the umask; an old file's mode is kept as it is.
    if exists, fchmod(file, mode) != 0 { throw failure(path) }
    try write(bytes, to: file, path: path)
    guard fsync(file) == 0 else { throw failure(path) }
    guard rename(unfinished, target) == 0 else { throw failure(path) }
    kept = true
    try flush(folder: folder, path: path)
  }

  /// Without this the new name may be lost with the power, though the bytes are there.
  private static func flush(folder: String, path: String) throws {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder that may be written and not read cannot be flushed by anybody.
    guard directory >= 0 else { return }
    defer { close(directory) }
    // Some file systems cannot flush a folder; EINVAL says so.
    guard fsync(directory) == 0 || errno == EINVAL else {
      throw failure(path, advice: "the new content is there, but may be lost if the power fails now; write it again")
    }
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

  /// An unfinished file is locked for as long as its writer lives, so that two writers never share one and what a
  /// killed one left is known.
  private static func create(beside target: String, path: String, mode: mode_t) throws -> (Int32, String) {
    for attempt in 0..<100 {
      let name = "\(target).unroll-unfinished-\(attempt)"
      func make() -> Int32 { open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode) }
      var file = make()
      if file < 0, errno == EEXIST, removeAbandoned(name) { file = make() }
      if file < 0, errno == EEXIST { continue }
      guard file >= 0 else { throw failure(path) }
      // A file system without locks has nobody who could have taken this one.
      if flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK, isNamed(file, name) { return (file, name) }
      close(file)
    }
    throw failure(path, "there are too many unfinished files beside it")
  }

  private static func removeAbandoned(_ name: String) -> Bool {
    let file = open(name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      errno = EEXIST
      return false
    }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0, isNamed(file, name), unlink(name) == 0 else {
      errno = EEXIST
      return false
    }
    return true
  }

  /// Whether the name still leads to this regular file; another writer may have been quicker.
  private static func isNamed(_ file: Int32, _ name: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(file, &opened) == 0 && lstat(name, &named) == 0 && opened.st_mode & S_IFMT == S_IFREG
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// What a symbolic link leads to, so that the link stays.
  private static func resolve(_ path: String) throws -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let resolved = realpath(path, nil) else { throw failure(path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func failure(
    _ path: String, _ reason: String? = nil,
    advice: String = "what was there before is unchanged; give another path or make room"
  ) -> DataError {
    let code = errno
    return DataError(
      DataFile.place(path), expected: "to write the file", found: reason ?? String(cString: strerror(code)),
      advice: advice)
  }
}
