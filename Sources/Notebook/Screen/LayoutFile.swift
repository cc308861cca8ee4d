import Glibc
import Script
import SequenceEngine

/// The reader's own layouts, one a line: `NAME: LAYOUT`. A line that is none is left alone, so that a broken file costs
/// what is broken in it and nothing else.
public struct LayoutFile: Sendable {
  public let path: String

  /// The name under which a screen keeps how it was left.
  public static let last = "last"
  /// More than any reader has; what is larger is no such file.
  private static let limit = 1 << 20

  public init(path: String) { self.path = path }

  /// Names and layouts in the file's order.
  public var layouts: [(name: String, layout: ScreenLayout)] {
    ((try? lines()) ?? []).compactMap { line in
      guard let (name, text) = Self.parts(line), let layout = try? ScreenLayout(text) else { return nil }
      return (name, layout)
    }
  }

  public subscript(name: String) -> ScreenLayout? { layouts.last { $0.name == name }?.layout }

  /// Keeps a layout under a name, in the place of one of that name; nil takes the name away.
  ///
  /// - Throws: `SessionError` when the file cannot be read or written; it is as it was then.
  public func keep(_ layout: ScreenLayout?, as name: String) throws {
    var lines = try lines()
    let places = lines.indices.filter { Self.parts(lines[$0])?.name == name }
    let new = layout.map { "\(name): \($0.text)" }
    if let first = places.first, let new {
      lines[first] = new
    } else if let new {
      lines.append(new)
    }
    for place in places.reversed() where new == nil || place != places.first { lines.remove(at: place) }
    try AtomicFile.write(Array((lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")).utf8), to: path)
  }

  /// None where there is no file.
  private func lines() throws(SessionError) -> [String] {
    guard ScriptFile.exists(path) else { return [] }
    // A pipe in its place is not waited for.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    defer { if file >= 0 { close(file) } }
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.limit else {
      throw SessionError("'\(legible(path))' is no file of layouts that can be read", hint: "move it out of the way")
    }
    return String(decoding: try ScriptFile.read(file, path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private static func parts(_ line: String) -> (name: String, text: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let name = String(line[..<colon])
    guard isName(name) else { return nil }
    return (name, String(line[line.index(after: colon)...]))
  }

  /// Letters, digits and `_`, beginning with a letter, as names of the language are.
  public static func isName(_ name: String) -> Bool {
    name.count <= 40 && name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
