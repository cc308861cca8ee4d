import Glibc
import Script

/// A file beside a script that says who has it open: `.NAME.unroll-lock` with process and host. It is locked for as long
/// as that session lives, so that a lock left by a killed one is known for what it is.
final class NotebookLock {
  let script: String
  let path: String
  private let file: Int32

  /// Another session that has the script open.
  struct Holder: Equatable {
    var process: String
    var host: String
  }

  private init(_ script: String, _ path: String, _ file: Int32) {
    (self.script, self.path, self.file) = (script, path, file)
  }

  deinit {
    // A child that was forked at this moment would hold the lock on.
    _ = flock(file, LOCK_UN)
    close(file)
  }

  /// Takes a script's lock. There is none where none can be made, such as in a folder that may not be written; a holder
  /// is another session that has it, or on another host may have it.
  static func take(_ script: String) -> (lock: NotebookLock?, holder: Holder?) {
    let target = ScriptFile.realPath(script)
    let name = target.split(separator: "/").last.map(String.init) ?? target
    let path = "\(ScriptFile.folder(of: target))/.\(name).unroll-lock"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    guard file >= 0 else { return (nil, nil) }
    let holder = Self.holder(in: file)
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      return (nil, holder ?? Holder(process: "?", host: host))
    }
    let said = Array("\(getpid()) \(host)\n".utf8)
    _ = ftruncate(file, 0)
    _ = pwrite(file, said, said.count, 0)
    // A lock of this host is free when it can be taken; one of another host may be held where this one cannot see it.
    return (NotebookLock(script, path, file), holder.flatMap { $0.host == host ? nil : $0 })
  }

  private static func holder(in file: Int32) -> Holder? {
    var buffer = [UInt8](repeating: 0, count: 400)
    let count = pread(file, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    let words = String(decoding: buffer[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 2 else { return nil }
    return Holder(process: legible(String(words[0])), host: legible(String(words[1])))
  }

  private static var host: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
