import Foundation
import SequenceEngine
import Testing

@Suite struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func content(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: folder.path(name)).map { [UInt8]($0) }
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? [] }

  private func mode(_ name: String) -> mode_t {
    var status = stat()
    stat(folder.path(name), &status)
    return status.st_mode & 0o7777
  }

  @Test func aSavedFileIsReadBackAndNothingElseIsLeft() throws {
    let file = SafetensorsFile(tensors: [.init(name: "a", shape: [2], [1, 2] as [Float])], metadata: ["k": "v"])
    try file.save(to: folder.path("w.safetensors"))
    try file.save(to: folder.path("w.safetensors"))
    #expect(try SafetensorsFile(path: folder.path("w.safetensors")) == file)
    #expect(names == ["w.safetensors"])
    try AtomicFile.write([], to: folder.path("empty"))
    #expect(content("empty") == [])
  }

  @Test func anOldFileKeepsItsMode() throws {
    chmod(try folder.write("old", "before"), 0o640)
    try AtomicFile.write([1], to: folder.path("old"))
    #expect(content("old") == [1])
    #expect(mode("old") == 0o640)
  }

  @Test func aSymbolicLinkStaysAndItsTargetIsReplaced() throws {
    mkdir(folder.path("sub"), 0o700)
    _ = try folder.write("sub/real", "before")
    symlink("sub/real", folder.path("link"))
    try AtomicFile.write([7], to: folder.path("link"))
    #expect(content("sub/real") == [7])
    #expect(names == ["link", "sub"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "sub/real")
  }

  @Test func whatCannotBeWrittenLeavesEverythingAsItWas() throws {
    let advice = "what was there before is unchanged; give another path or make room"
    #expect(
      folder.message { try AtomicFile.write([1], to: folder.path("no/file")) }
        == "'no/file': expected to write the file, found No such file or directory; \(advice)")
    mkdir(folder.path("sub"), 0o700)
    #expect(
      folder.message { try AtomicFile.write([1], to: folder.path("sub")) }
        == "'sub': expected to write the file, found it is no regular file; \(advice)")
    symlink("nowhere", folder.path("dangling"))
    #expect(
      folder.message { try AtomicFile.write([1], to: folder.path("dangling")) }
        == "'dangling': expected to write the file, found No such file or directory; \(advice)")
    #expect(names == ["dangling", "sub"])
  }
}
