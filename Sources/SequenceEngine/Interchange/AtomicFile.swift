import Glibc

/// Writes a file whole or not at all: an unfinished file in the same folder, flushed to the disk, takes the old one's
/// place. Whenever the program dies, the name leads to all of the old content or all of the new.
public enum AtomicFile {
  /// - Throws: `DataError` naming the path, the reason and whether the old file is still there. No unfinished file is
  ///   left, except by a program that was killed; the next call for the same path removes it.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try begin(path)
    do { try write(bytes, to: file.descriptor, path: path) } catch {
      file.discard()
      throw error
    }
    try file.commit()
  }

  /// Begins a file that takes the place of `path` when it is committed, for content that comes bit by bit.
  public static func begin(_ path: String) throws -> Unfinished {
    let target = try resolve(path)
    var old = stat()
    let exists = stat(target, &old) == 0
    if exists, old.st_mode & S_IFMT != S_IFREG { throw failure(path, "it is no regular file") }
    let mode = exists ? old.st_mode & 0o7777 : 0o644
    let (descriptor, name) = try create(beside: target, path: path, mode: mode)
    let file = Unfinished(descriptor: descriptor, name: name, target: target, path: path)
    // The mode given to open() is narrowed by the umask; an old file's mode is kept as it is.
    if exists, fchmod(descriptor, mode) != 0 {
      let error = failure(path)
      file.discard()
      throw error
    }
    return file
  }

  /// A file that stands beside the one whose place it is to take. It ends with one of its three calls.
  public struct Unfinished: Sendable {
    /// Open for writing.
    public let descriptor: Int32
    let name: String
    let target: String
    let path: String

    /// Takes the place of the file; when that fails the old one is unchanged and nothing is left beside it.
    public func commit() throws { try move(to: target) }

    /// Is kept beside the file, which stays as it is, with this ending.
    ///
    /// - Returns: where it is.
    public func keep(ending: String) throws -> String {
      try move(to: target + ending)
      return path + ending
    }

    public func discard() {
      unlink(name)
      close(descriptor)
    }

    private func move(to place: String) throws {
      guard fsync(descriptor) == 0, rename(name, place) == 0 else {
        let error = AtomicFile.failure(path)
        discard()
        throw error
      }
      defer { close(descriptor) }
      let folder = place.lastIndex(of: "/").map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? "."
      try AtomicFile.flush(folder: folder, path: path)
    }
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
