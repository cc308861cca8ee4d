import Foundation
import SequenceEngine

/// A folder that is gone with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  /// Writes a file and gives its path.
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

  /// Writes a file with the folders above it.
  func make(_ path: String, _ content: String) throws { try make(path, Array(content.utf8)) }

  func make(_ path: String, _ bytes: [UInt8]) throws {
    let file = URL(fileURLWithPath: self.path(path))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// The message that `body` fails with, without the folder's own path; nil if it does not fail.
  func message(_ body: () throws -> some Any) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return "\(error)".replacingOccurrences(of: path + "/", with: "")
    }
  }
}

func message(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}

extension Example {
  var tokens: [Int32] {
    if case .tokens(let tokens) = input { return tokens }
    return []
  }
  var numbers: [Double] {
    if case .vectors(let numbers, _) = input { return numbers }
    return []
  }
  var classes: [Int32] {
    if case .classes(let classes) = target { return classes }
    return []
  }
  var answers: [Double] {
    if case .vectors(let numbers, _) = target { return numbers }
    return []
  }
}

extension Batch {
  var tokens: [Int32] {
    if case .tokens(let tokens) = input { return tokens }
    return []
  }
  var classes: [Int32] {
    if case .classes(let classes) = target { return classes }
    return []
  }
}
