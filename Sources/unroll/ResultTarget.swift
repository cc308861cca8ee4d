import ArgumentParser
import Glibc
import SequenceEngine

import func Script.legible

/// Where a script's results go: standard output, or a file that appears whole or not at all.
struct ResultTarget: Sendable {
  let descriptor: Int32
  private let file: AtomicFile.Unfinished?
  private let isOpened: Bool

  /// What is added to the file's name for the results of a script that did not come to its end.
  static let ending = ".partial"

  /// - Parameter path: `nil` or `-` for standard output. What is no regular file, such as a named pipe, is written
  ///   directly.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      (descriptor, file, isOpened) = (STDOUT_FILENO, nil, false)
      return
    }
    var about = stat()
    if stat(path, &about) == 0, about.st_mode & S_IFMT != S_IFREG, about.st_mode & S_IFMT != S_IFDIR {
      (descriptor, file, isOpened) = (open(path, O_WRONLY | O_CLOEXEC), nil, true)
      guard descriptor >= 0 else {
        throw DataError(
          "'\(legible(path))'", expected: "to write the results", found: String(cString: strerror(errno)),
          advice: "give another path")
      }
      return
    }
    let file = try AtomicFile.begin(path)
    (self.file, descriptor, isOpened) = (file, file.descriptor, false)
  }

  /// Refuses a file that is the script itself, under whatever name: the results would take its place.
  ///
  /// - Parameters:
  ///   - path: where the results are to go; `nil` or `-` for standard output.
  ///   - script: `-` for standard input, which may come from a file too.
  static func refuse(_ path: String?, ifScript script: String) throws {
    guard let path, path != "-" else { return }
    var (source, target) = (stat(), stat())
    guard (script == "-" ? fstat(STDIN_FILENO, &source) : stat(script, &source)) == 0, stat(path, &target) == 0,
      source.st_mode & S_IFMT == S_IFREG, source.st_dev == target.st_dev, source.st_ino == target.st_ino
    else { return }
    throw ValidationError(
      "The results would take the place of the script, '\(legible(path))': name another file with --output.")
  }

  var isStandardOutput: Bool { descriptor == STDOUT_FILENO }

  /// Puts the file into its place when the script succeeded. Otherwise an older file stays as it was, as `make` wants
  /// it, and what was reached is kept beside it.
  ///
  /// - Returns: the status of the program.
  func finish(_ status: Int32, isQuiet: Bool) -> Int32 {
    if isOpened { return close(descriptor) == 0 ? status : max(status, ExitStatus.failed) }
    guard let file else { return status }
    do {
      if status == 0 {
        try file.commit()
      } else if lseek(descriptor, 0, SEEK_CUR) == 0 {
        file.discard()
      } else {
        let kept = try file.keep(ending: Self.ending)
        if !isQuiet { complain("note: what the script reached is in \(legible(kept))") }
      }
      return status
    } catch {
      complain("unroll: \(error)")
      return max(status, ExitStatus.failed)
    }
  }

  /// Whether somebody reads the results while they are written, and may stop to.
  var hasReader: Bool {
    var about = stat()
    return fstat(descriptor, &about) == 0 && [S_IFIFO, S_IFSOCK].contains(about.st_mode & S_IFMT)
  }
}
