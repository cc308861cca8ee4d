import Foundation
import Notebook
import Script
import Testing

/// Files that a checked script reads and writes.
@Suite struct ScriptCheckFileTests {
  @Test func nothingIsComputedPrintedOrWritten() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("check-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text =
      "data adding length=2000; add lstm 4000; add dense; unroll; train steps=100000000; evaluate; check\n"
      + "print grad(1, 5); spectral 1 2; save \"m.safetensors\"; checkpoint every=1; write \"w.rnn\""
    #expect(ScriptCheckTests.errors(text, folder: folder.path) == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func filesAreLookedFor() {
    let text = "data text \"none.txt\"\nload \"none.safetensors\"\ninclude \"none.rnn\"\nprint from_none"
    #expect(
      ScriptCheckTests.errors(text).map { $0.prefix(19) }
        == ["1:1: 'none.txt': exp", "2:1: 'none.safetens", "3:9: the script 'no"].map { $0.prefix(19) })
  }

  @Test func includedScriptsAreCheckedInTheirPlace() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("check-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let inner = folder.appendingPathComponent("inner.rnn").path
    try "let inside = 1\nprint oopses\n".write(toFile: inner, atomically: true, encoding: .utf8)
    let found = ScriptCheck.diagnostics(
      in: SourceText(name: folder.path + "/a.rnn", text: "include \"inner.rnn\"\nprint inside, outside"),
      path: folder.path + "/a.rnn")
    #expect(
      found.map(\.headline) == [
        "\(folder.path)/a.rnn:2:15: error: no variable, measure or layer is called 'outside'",
        "\(inner):2:7: error: no variable, measure or layer is called 'oopses'",
      ])
    let whole = SourceText(name: inner, text: "print 1\ninclude \"inner.rnn\"")
    #expect(
      ScriptCheck.diagnostics(in: whole, path: inner).map(\.headline)
        == ["\(inner):2:9: error: 'inner.rnn' includes itself"])
  }
}
