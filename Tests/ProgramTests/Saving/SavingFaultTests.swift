import Foundation
import Testing

/// Saving when the system refuses, and when the program is killed in the middle: strace lets the chosen system call on
/// the saved file fail, or ends the program there. The old file is whole, or the new one is.
@Suite("Saving with faults", .serialized) struct SavingFaultTests {
  private let folder: URL
  private let old: Data
  private let new: Data

  private var saved: String { folder.appendingPathComponent("net.safetensors").path }

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-saving-\(UUID().uuidString)")
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func save(units: Int) throws -> Data {
      let result = try Program.run("run", "-", "--quiet", input: Self.script(units, folder))
      try #require(result.status == 0, "\(result.errors)")
      return try Data(contentsOf: folder.appendingPathComponent("net.safetensors"))
    }
    new = try save(units: 5)
    old = try save(units: 4)
  }

  private static func script(_ units: Int, _ folder: URL) -> String {
    "seed 1\ndata adding length=5\nadd rnn \(units)\nadd dense\nsave \"\(folder.path)/net.safetensors\"\n"
  }

  private func content() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: saved)) }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }

  /// Saves the new model over the old one; what strace is told to inject concerns the two files and their folder only.
  private func save(injecting fault: String) throws -> (status: Int, output: String) {
    let paths = [saved, saved + ".unroll-unfinished-0", folder.path].flatMap { ["-P", $0] }
    let command = ["/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=\(fault)"] + paths
    return try run(command + [Program.path, "run", "-", "--quiet"])
  }

  private func run(_ command: [String]) throws -> (status: Int, output: String) {
    try Child(command, environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"]).finish(input: Self.script(5, folder))
  }

  private func removeAll() { try? FileManager.default.removeItem(at: folder) }

  @Test(arguments: ["openat", "flock", "fchmod", "write", "fsync", "rename", "openat:when=2", "fsync:when=2"])
  func aKilledProgramLeavesOneOfTheTwoFilesWhole(call: String) throws {
    defer { removeAll() }
    let (name, place) = Self.parted(call)
    #expect(try save(injecting: "\(name):signal=SIGKILL\(place)").status == 128 + 9)
    let left = try content()
    #expect(left == (place.isEmpty ? old : new))
    #expect(try names().count == (["openat"].contains(call) || !place.isEmpty ? 1 : 2))

    // What the killed one left is cleared away by the next.
    let next = try run([Program.path, "run", "-", "--quiet"])
    #expect(next.status == 0, "\(next.output)")
    #expect(try content() == new)
    #expect(try names() == ["net.safetensors"])
  }

  @Test(arguments: [
    ("openat", "ENOSPC", "No space left on device"), ("openat", "EROFS", "Read-only file system"),
    ("fchmod", "EPERM", "Operation not permitted"), ("write", "ENOSPC", "No space left on device"),
    ("write", "EIO", "Input/output error"), ("fsync", "EIO", "Input/output error"),
    ("fsync", "ENOSPC", "No space left on device"), ("rename", "EIO", "Input/output error"),
  ])
  func aRefusalIsToldAndLosesNothing(call: String, error: String, words: String) throws {
    defer { removeAll() }
    let result = try save(injecting: "\(call):error=\(error)")
    #expect(result.status == 1)
    #expect(
      result.output.contains("expected to write the file, found \(words); what was there before is unchanged"),
      "\(result.output)")
    #expect(try content() == old)
    #expect(try names() == ["net.safetensors"])
  }

  @Test func aFolderThatCannotBeFlushedIsToldForWhatItIs() throws {
    defer { removeAll() }
    let result = try save(injecting: "fsync:error=EIO:when=2")
    #expect(result.status == 1)
    #expect(result.output.contains("the new content is there, but may be lost if the power fails now"))
    #expect(try content() == new)
    #expect(try names() == ["net.safetensors"])
  }

  @Test(arguments: [
    "write:error=EINTR:when=1", "flock:error=ENOLCK", "fsync:error=EINVAL:when=2", "openat:error=EACCES:when=2",
  ])
  func whatIsNoFaultIsNotTakenForOne(fault: String) throws {
    defer { removeAll() }
    let result = try save(injecting: fault)
    #expect(result.status == 0, "\(result.output)")
    #expect(try content() == new)
    #expect(try names() == ["net.safetensors"])
  }

  @Test func aFullQuotaIsAnErrorLikeAnother() throws {
    defer { removeAll() }
    let result = try run(["/usr/bin/prlimit", "--fsize=1000", Program.path, "run", "-", "--quiet"])
    #expect(result.status == 1)
    #expect(result.output.contains("found File too large; what was there before is unchanged"), "\(result.output)")
    #expect(try content() == old)
    #expect(try names() == ["net.safetensors"])
  }

  @Test(arguments: ["text", "jsonl"])
  func resultsThatFindNoRoomAreNotLostInSilence(format: String) throws {
    defer { removeAll() }
    let result = try Program.run(
      "run", "-", "--format", format, "--output", "/dev/full", input: "print 1\nprint 2\n")
    #expect(result.status == 1)
    #expect(result.errors == "unroll: not all results could be written: No space left on device\n")
  }

  /// `fsync:when=2` as name and place.
  private static func parted(_ call: String) -> (name: String, place: String) {
    let name = call.prefix { $0 != ":" }
    return (String(name), String(call[name.endIndex...]))
  }
}
