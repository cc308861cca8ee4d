import Foundation
import Testing

/// A disk that is really full: some kilobytes of memory as a file system, and a ballast that leaves less and less of it.
/// What cannot be written is told, what was there stays whole, and once there is room again nothing is lost.
@Suite("A full disk", .serialized, .enabled(if: SmallDisk.canMount, SmallDisk.reason)) struct FullDiskTests {
  private static let old = "# %%\nlet x = 1   # kept\n"
  private static let lines = (1...12).map { "let a\($0) = len(\"\(String(repeating: "x", count: 700))\")" }
  private static let model = ["seed 1", "data adding length=5", "add rnn 4", "add dense"]

  /// Enters lines at a new prompt, asks for an answer behind them, and kills it.
  private func session(_ home: String, _ arguments: [String], _ lines: [String]) throws -> String {
    let session = try PromptSession(home: home, arguments: ["--plain"] + arguments)
    try session.wait(for: "unroll>")
    for line in lines { session.enter(line) }
    session.enter("print 6 * 7")
    try session.wait(for: "\n42")
    session.kill()
    session.end()
    return session.output
  }

  @Test(arguments: [0, 4, 8, 12, 16, 24, 32, 48]) func whatWasThereIsWhole(kilobytes: Int) throws {
    let disk = try SmallDisk(kilobytes: 256)
    let (note, net) = (URL(fileURLWithPath: disk.path + "/note.rnn"), disk.path + "/net.safetensors")
    try Data(Self.old.utf8).write(to: note)
    _ = try session(disk.path, [], Self.model + ["save \"net.safetensors\""])
    let saved = FileManager.default.contents(atPath: net)
    try? FileManager.default.removeItem(atPath: disk.path + "/.local")
    try disk.fill(leaving: kilobytes)

    let larger = ["model other"] + Self.model.dropLast(2) + ["add rnn 64", "add dense"]
    let said = try session(
      disk.path, ["note.rnn"], Self.lines + larger + ["save \"net.safetensors\"", "write"])
    let left = FileManager.default.contents(atPath: net)
    #expect(left == saved || (left != nil && said.contains("saved net.safetensors")), "\(said)")
    let text = try String(contentsOf: note, encoding: .utf8)
    #expect(said.contains("wrote note.rnn") ? text.contains(Self.lines[11]) : text == Self.old, "\(text)")
    if kilobytes == 0 {
      #expect(said.contains("the journal cannot be written (No space left on device)"), "\(said)")
      #expect(said.contains("found No space left on device; what was there before is unchanged"), "\(said)")
    }
  }

  @Test func theJournalIsCompleteAgainOnceThereIsRoom() throws {
    let disk = try SmallDisk(kilobytes: 256)
    try disk.fill(leaving: 12)
    let cut = try PromptSession(home: disk.path)
    try cut.wait(for: "unroll>")
    for line in Self.lines { cut.enter(line) }
    cut.enter("print 6 * 7")
    try cut.wait(for: "\n42")
    #expect(cut.output.contains("the journal cannot be written"))
    try disk.empty()
    cut.enter("print 7 * 7")
    try cut.wait(for: "\n49")
    try cut.read { $0.hasSuffix("unroll> ") }
    cut.kill()
    cut.end()

    _ = try session(disk.path, [], ["recover", "write \"back.rnn\""])
    let back = try String(contentsOfFile: disk.path + "/back.rnn", encoding: .utf8)
    for line in Self.lines + ["print 6 * 7", "print 7 * 7"] { #expect(back.contains(line + "\n"), "\(line)") }
  }
}
