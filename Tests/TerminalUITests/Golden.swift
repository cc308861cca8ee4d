import Foundation
import Testing

/// Compares a text with the stored one in `Golden/NAME.txt`; with UNROLL_RECORD=1 in the environment stores it instead.
func expectGolden(_ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  let file = folder.appending(path: name + ".txt")
  if ProcessInfo.processInfo.environment["UNROLL_RECORD"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  #expect(text == expected, "differs from \(file.lastPathComponent)", sourceLocation: location)
}
