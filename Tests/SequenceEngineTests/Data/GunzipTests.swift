import Foundation
import SequenceEngine
import Testing

@Suite("Files that gzip packed")
struct GunzipTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func whatGzipPackedIsUnpacked() throws {
    let plain = String(repeating: "one two three\n", count: 50)
    try folder.make("plain.txt", plain)
    try run("/usr/bin/gzip", "-k", folder.path("plain.txt"))
    let path = folder.path("plain.txt.gz")
    let data = try Dataset(.text(path: path, TextOptions(window: 700)), split: .undivided)
    #expect(try text(data) == String(plain.dropLast()))
    // So it is as bytes, and that is said.
    let bytes = try Dataset(.text(path: path, TextOptions(unit: .byte, window: 700)), split: .undivided)
    #expect(try text(bytes) == String(plain.dropLast()))
    #expect(bytes.summary.contains("1 file unpacked, packed by gzip"))
    let asIs = try Dataset(
      .text(path: folder.path("plain.txt"), TextOptions(unit: .byte, window: 700)), split: .undivided)
    #expect(!asIs.summary.joined().contains("gzip"))

    var damaged = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(
      folder.message {
        try Dataset(.text(path: folder.write("cut.gz", damaged.dropLast(9)), TextOptions()), split: .undivided)
      }?.contains("expected bytes that gzip unpacks, found an early end") == true)
    damaged[damaged.count - 6] ^= 1
    #expect(
      folder.message { try Dataset(.text(path: folder.write("bad.gz", damaged), TextOptions()), split: .undivided) }?
        .contains("expected bytes that gzip unpacks, found other bytes") == true)
  }

  @Test func whatUnpacksToTooMuchIsRefused() throws {
    try folder.make("zeros.txt", String(repeating: "0", count: 3_000_000))
    try run("/usr/bin/gzip", folder.path("zeros.txt"))
    func read(_ budget: Int, _ unit: TextUnit) -> String? {
      folder.message {
        try Dataset(
          .text(path: folder.path("zeros.txt.gz"), TextOptions(unit: unit)), split: .undivided, byteBudget: budget)
      }
    }
    for unit in [TextUnit.character, .byte] {
      #expect(read(1_000_000_000, unit)?.contains("unpacks to at most 200 times the file's size") == true)
      #expect(read(100_000, unit)?.contains("unpacks to at most 100 kB") == true)
    }
  }

  private func run(_ program: String, _ arguments: String...) throws {
    let process = try Process.run(URL(fileURLWithPath: program), arguments: arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// The first sequence of the training part.
  private func text(_ data: Dataset) throws -> String {
    data.vocabulary!.decode(try data.example(.train, 0).tokens)
  }
}
