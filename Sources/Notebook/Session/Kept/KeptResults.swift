import FoundationEssentials
import Glibc
import Script
import SequenceEngine

/// Results of entries that are marked once, each in a folder of its own under the user's cache: what was answered, and
/// the weights. The folder may be deleted at any time.
public struct KeptResults: Sendable {
  let folder: String
  /// Bytes that all of them may take; those that were not used for longest go first.
  let limit: Int
  /// Makes the folder, readable for its owner alone; false when it cannot be written to.
  private let makeFolder: @Sendable (String) -> Bool

  public static let usualLimit = 1_000_000_000

  public init(folder: String, limit: Int = usualLimit, makeFolder: @escaping @Sendable (String) -> Bool) {
    (self.folder, self.limit, self.makeFolder) = (folder, limit, makeFolder)
  }

  private func place(_ key: String) -> String { folder + "/" + key }
  private func file(_ key: String) -> String { place(key) + "/result" }
  private func weights(_ key: String, _ number: Int) -> String { place(key) + "/\(number).safetensors" }

  // MARK: Finding

  /// What is kept under a key, with the weights of each model that has some.
  ///
  /// - Throws: `SessionError` when something is there that is not to be trusted.
  func find(_ key: String) throws(SessionError) -> (result: KeptResult, weights: [Checkpoint?])? {
    guard ScriptFile.exists(file(key)) else { return nil }
    do {
      let result = try KeptResult(bytes: Self.bytes(of: file(key)))
      var weights: [Checkpoint?] = []
      for (number, model) in result.models.enumerated() {
        guard let checksum = model.checksum else {
          weights.append(nil)
          continue
        }
        let path = self.weights(key, number)
        guard CRC32.checksum(try Self.bytes(of: path)) == checksum,
          case .checkpoint(let found) = try Checkpoint.load(path)
        else { throw SessionError("a wrong checksum") }
        weights.append(found)
      }
      // The time tells when it was used last.
      utimes(file(key), nil)
      return (result, weights)
    } catch let error as SessionError {
      throw error
    } catch {
      throw SessionError(legible("\(error)"))
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let content = FileManager.default.contents(atPath: path) else { throw SessionError("a file that is gone") }
    return [UInt8](content)
  }

  // MARK: Keeping

  /// Keeps a result; what was kept under the key before is gone. The result's own file comes last: without it nothing
  /// is kept.
  ///
  /// - Returns: whether it was small enough to be kept.
  func keep(_ result: KeptResult, _ weights: [Checkpoint?], under key: String) throws -> Bool {
    guard makeFolder(folder) else { throw SessionError("\(legible(folder)): \(String(cString: strerror(errno)))") }
    remove(key)
    guard mkdir(place(key), 0o700) == 0 || errno == EEXIST else {
      throw SessionError("\(legible(place(key))): \(String(cString: strerror(errno)))")
    }
    var result = result
    do {
      for (number, checkpoint) in weights.enumerated() {
        guard let checkpoint else { continue }
        let path = self.weights(key, number)
        try checkpoint.save(to: path)
        result.models[number].checksum = CRC32.checksum(try Self.bytes(of: path))
      }
      guard size(of: place(key)) <= limit else {
        remove(key)
        return false
      }
      try AtomicFile.write(try result.bytes(), to: file(key))
    } catch {
      remove(key)
      throw error
    }
    trim(sparing: key)
    return true
  }

  /// Removes everything that is kept.
  ///
  /// - Returns: how many results there were, and their bytes.
  public func clear() -> (count: Int, bytes: Int) {
    let all = keys
    let bytes = all.reduce(0) { $0 + size(of: place($1)) }
    for key in all { remove(key) }
    return (all.count, bytes)
  }

  private func trim(sparing newest: String) {
    var all = keys.map { (key: $0, bytes: size(of: place($0)), time: time(of: $0)) }.sorted { $0.time < $1.time }
    var total = all.reduce(0) { $0 + $1.bytes }
    all.removeAll { $0.key == newest }
    for old in all {
      guard total > limit else { return }
      remove(old.key)
      total -= old.bytes
    }
  }

  // MARK: The folder

  /// Only what looks like a key is ever touched.
  private var keys: [String] {
    Self.names(in: folder).filter { $0.count == 32 && $0.allSatisfy(\.isHexDigit) }
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let next = readdir(directory) {
      let name = withUnsafeBytes(of: next.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func remove(_ key: String) {
    // Without its own file the rest is no result.
    unlink(file(key))
    for name in Self.names(in: place(key)) { unlink(place(key) + "/" + name) }
    rmdir(place(key))
  }

  private func size(of folder: String) -> Int {
    Self.names(in: folder).reduce(0) { sum, name in
      var about = stat()
      return lstat(folder + "/" + name, &about) == 0 ? sum + Int(about.st_size) : sum
    }
  }

  private func time(of key: String) -> Double {
    var about = stat()
    guard stat(file(key), &about) == 0 else { return 0 }
    return Double(about.st_mtim.tv_sec) + Double(about.st_mtim.tv_nsec) * 1e-9
  }
}
