import Glibc

/// A regular file, read once from its beginning in chunks, within a budget of bytes. What gzip packed is unpacked.
struct DataFile {
  private static let usualChunk = 1 << 18

  /// The last part of a path.
  static func name(_ path: String) -> String {
    String(path.split(separator: "/").last ?? Substring(path))
  }

  /// What messages call a file: its whole path, legible.
  static func place(_ path: String) -> String { DataError.quote(path, longest: 1000) }

  /// Bytes of a file, 0 where nobody can say.
  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Hands the file's bytes to `take`, chunk after chunk, with the place of each chunk's first byte.
  ///
  /// - Parameters:
  ///   - chunk: bytes of a chunk.
  ///   - unpacks: whether a file that gzip made is unpacked.
  ///   - followsLinks: whether the path may be a link.
  /// - Returns: bytes that were taken, and whether gzip had packed them.
  /// - Throws: `DataError` if the file is missing, empty, no regular file, unreadable or larger than the budget; what
  ///   `take` or `progress` throws.
  @discardableResult
  static func read(
    _ path: String, byteBudget: Int, chunk: Int = usualChunk, unpacks: Bool = true, followsLinks: Bool = true,
    progress: DataProgress, take: (_ bytes: ArraySlice<UInt8>, _ place: Int) throws -> Void
  ) throws -> (bytes: Int, wasPacked: Bool) {
    let place = place(path)
    // O_NONBLOCK: opening a FIFO that nobody writes to must not wait.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW))
    guard file >= 0 else {
      throw DataError(
        place, expected: "a readable file", found: String(cString: strerror(errno)),
        advice: "check the path; it is relative to the script, or at the prompt to the current folder")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(
        place, expected: "a regular file", found: kind(of: status.st_mode), advice: "give the path of a file with data")
    }
    let total = Int(status.st_size)
    guard total > 0 else {
      throw DataError(place, expected: "a file with data", found: "an empty file", advice: "give another file")
    }
    guard total <= byteBudget else {
      throw DataError(
        place, expected: "a file of at most \(PlainNumber.bytes(Double(byteBudget)))",
        found: PlainNumber.bytes(Double(total)), advice: "cut the file")
    }
    var buffer = [UInt8](repeating: 0, count: min(chunk, total))
    var (done, unpacked) = (0, 0)
    var gunzip: Gunzip?
    while true {
      try progress(done, total)
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(
          "\(place), byte \(PlainNumber.grouped(done))", expected: "readable data",
          found: String(cString: strerror(errno)),
          advice: "copy the file to another disk")
      }
      if count == 0 { break }
      guard done + count <= byteBudget else {
        throw DataError(
          place, expected: "a file of at most \(PlainNumber.bytes(Double(byteBudget)))", found: "one that grows",
          advice: "wait until it is written")
      }
      if done == 0, unpacks, buffer[..<count].starts(with: Gunzip.magic) {
        gunzip = try Gunzip(place: place, byteBudget: byteBudget)
      }
      if let gunzip {
        try gunzip.take(buffer[..<count]) { bytes in
          try take(bytes, unpacked)
          unpacked += bytes.count
        }
      } else {
        try take(buffer[..<count], done)
      }
      done += count
    }
    try gunzip?.finish()
    try progress(done, max(done, total))
    return gunzip == nil ? (done, false) : (unpacked, true)
  }

  private static func kind(of mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFSOCK: "a socket"
    default: "no regular file"
    }
  }
}
