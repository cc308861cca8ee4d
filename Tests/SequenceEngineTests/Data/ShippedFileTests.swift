import Foundation
import SequenceEngine
import Testing

@Suite("Shipped files")
struct ShippedFileTests {
  static let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/datasets"
  private static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0 != "PROVENANCE.md" }.sorted()

  /// The SHA-256 that PROVENANCE.md tells of each file.
  private static func told() throws -> [String: String] {
    var (told, file) = ([String: String](), "")
    for line in try String(contentsOfFile: folder + "/PROVENANCE.md", encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("### ") { file = String(line.dropFirst(4)) }
      if line.hasPrefix("- SHA-256: ") { told[file] = String(line.dropFirst(11)) }
    }
    return told
  }

  private static func sums() throws -> [String: String] {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = files
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let pairs = output.split(separator: "\n").map { $0.split(separator: " ") }
    return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[1]), String($0[0])) })
  }

  @Test("every file stands in PROVENANCE.md with its SHA-256, and nothing else does")
  func provenance() throws {
    #expect(Self.files.count >= 20)
    #expect(try Self.told() == Self.sums())
  }

  @Test("every file has a name in the catalogue, and every name a file")
  func names() { #expect(Set(ShippedSet.all.map(\.file)) == Set(Self.files)) }

  @Test(
    "each set has the size that it tells, and parts to learn from and to be scored on",
    arguments: ShippedSet.all.map(\.name))
  func sizes(name: String) throws {
    let set = try #require(ShippedSet.all.first { $0.name == name })
    let data = try Dataset(Catalogue(folder: Self.folder).request(name))
    let counts = DataPart.allCases.map { data.count($0) ?? 0 }
    let content = try String(contentsOfFile: Self.folder + "/" + set.file, encoding: .utf8)
    switch set.group {
    case .series, .rows: #expect(content.split(separator: "\n").count - 1 == set.size.count)
    case .text: #expect(content.unicodeScalars.count == set.size.count)
    case .labelled, .tagged, .pairs, .recordings: #expect(counts.reduce(0, +) == set.size.count)
    }
    for count in counts { #expect(count >= 5) }
    #expect(data.baseline.loss.isFinite && data.baseline.loss > 0)
    #expect(data.trainingBatch(0).rows > 1)
  }
}
