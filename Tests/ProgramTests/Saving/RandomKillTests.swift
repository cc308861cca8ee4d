import Foundation
import Testing

/// Sessions that are killed at a moment chosen at random, during entries, savings and training. What was answered comes
/// back, every file is whole, and the numbers are those of a session that nobody killed.
@Suite("Random kills", .serialized) struct RandomKillTests {
  private static let lines = [
    "seed 3", "data adding length=6", "add rnn 4; add dense", "write \"note.rnn\" replace", "let a = 1",
    "checkpoint \"cut.safetensors\" every=5", "train steps=60 log=1", "save \"net.safetensors\"", "let b = a + 1",
    "write \"note.rnn\" replace", "evaluate", "let c = b + 1",
  ]
  private static let rounds = SystemCalls.triesAll ? 200 : 4

  /// What a session that nobody kills says at its end, and how much it writes.
  private static let whole: (loss: String, size: Int)? = {
    guard let home = try? Home(), let session = try? PromptSession(home: home.path),
      (try? session.wait(for: "unroll>")) == true
    else { return nil }
    for line in lines { session.enter(line) }
    session.enter("print \"end {c}\"")
    guard (try? session.wait(for: "\nend 3")) == true else { return nil }
    let size = session.output.utf8.count
    session.enter("print \"loss {loss}\"")
    guard (try? session.wait(for: "\nloss ")) == true, (try? session.read { $0.hasSuffix("unroll> ") }) == true else {
      return nil
    }
    defer { session.kill() }
    return (lossLine(session.output), size)
  }()

  /// Those that are the script: what is about its file is no part of it.
  private static let script = lines.filter { !$0.hasPrefix("write") }

  private static func lossLine(_ output: String) -> String {
    output.split(whereSeparator: \.isNewline).last { $0.hasPrefix("loss 0") }.map(String.init) ?? "no loss"
  }

  /// A folder that is gone with the value.
  private final class Home {
    let path: String

    init() throws {
      let url = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-kill-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  @Test(arguments: 0..<rounds)
  func whatWasAnsweredComesBackWithTheSameNumbers(round: Int) throws {
    let whole = try #require(Self.whole)
    let home = try Home()
    let session = try PromptSession(home: home.path)
    try session.wait(for: "unroll>")
    for line in Self.lines { session.enter(line) }
    let moment = Int.random(in: 1...whole.size)
    try session.read { $0.utf8.count >= moment || $0.contains("> let c = b + 1\r\nunroll>") }
    session.kill()
    session.end()
    let written = FileManager.default.contents(atPath: home.path + "/note.rnn")
    let answered = Self.answered(session.output).filter { !$0.hasPrefix("write") }

    let next = try PromptSession(home: home.path)
    try next.wait(for: "unroll>")
    let isOffered = next.output.contains("was not saved")
    if isOffered {
      next.enter("recover")
      try next.wait(for: "brought back")
    }
    // Every file is whole: what is loaded or read without an error.
    for name in ["net.safetensors", "cut.safetensors"]
    where FileManager.default.fileExists(atPath: home.path + "/" + name) {
      let check = try PromptSession(home: home.path + "/")
      try check.wait(for: "unroll>")
      for line in ["data adding length=6", "load \"\(name)\"", "print \"and on\""] { check.enter(line) }
      try check.wait(for: "\nand on")
      #expect(check.output.contains("loaded from"), "\(moment): \(check.output)")
      check.kill()
      check.end()
    }
    if let written {
      let text = String(decoding: written, as: UTF8.self)
      #expect(text.hasPrefix("# %%\nseed 3\n") && text.hasSuffix("\n"), "\(moment): \(text)")
    }
    guard isOffered else {
      #expect(
        answered.allSatisfy { line in written.map { String(decoding: $0, as: UTF8.self).contains(line) } == true })
      return
    }
    next.enter("write \"back.rnn\" replace")
    try next.wait(for: "wrote ")
    let back = try String(contentsOfFile: home.path + "/back.rnn", encoding: .utf8)
    let texts = back.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    #expect(texts == Array(Self.script.prefix(texts.count)), "\(moment): \(back)")
    #expect(answered.allSatisfy { texts.contains($0) }, "\(moment): answered \(answered), brought back \(texts)")
    // Run again and gone on with, it comes to the same end.
    next.enter("run all")
    for line in Self.script.dropFirst(texts.count) { next.enter(line) }
    next.enter("print \"end {c}\"")
    try next.wait(for: "\nend 3")
    next.enter("print \"loss {loss}\"")
    try next.read { Self.lossLine($0) != "no loss" && $0.hasSuffix("unroll> ") }
    #expect(Self.lossLine(next.output) == whole.loss, "\(moment): \(next.output)")
    next.kill()
    next.end()
  }

  /// Lines behind which a new prompt came: they were on the disk before.
  private static func answered(_ output: String) -> [String] {
    let parts = output.components(separatedBy: "unroll> ").dropFirst()
    return parts.dropLast().compactMap { part in
      let line = part.split(whereSeparator: \.isNewline).first.map { String($0) } ?? ""
      return lines.contains(line) && !line.hasPrefix("write") ? line : nil
    }
  }

  @Test func aTrainingGoesOnFromItsLastCheckpoint() throws {
    let lines = [
      "data adding length=8", "add rnn 4; add dense", "checkpoint \"cut.safetensors\" every=20", "train steps=4000",
    ]
    func loss(_ session: PromptSession) throws -> String {
      session.enter("print \"loss {loss} at {step}\"")
      try session.read { Self.lossLine($0) != "no loss" && $0.hasSuffix("unroll> ") }
      return Self.lossLine(session.output)
    }
    let home = try Home()
    let undisturbed = try PromptSession(home: home.path)
    try undisturbed.wait(for: "unroll>")
    for line in lines { undisturbed.enter(line) }
    let expected = try loss(undisturbed)
    undisturbed.kill()
    undisturbed.end()
    try? FileManager.default.removeItem(atPath: home.path + "/cut.safetensors")
    try? FileManager.default.removeItem(atPath: home.path + "/.local")

    let cut = try PromptSession(home: home.path)
    try cut.wait(for: "unroll>")
    for line in lines { cut.enter(line) }
    while !FileManager.default.fileExists(atPath: home.path + "/cut.safetensors") {
      try cut.read { [size = cut.output.utf8.count] in $0.utf8.count > size }
    }
    cut.kill()
    cut.end()
    let next = try PromptSession(home: home.path)
    try next.wait(for: "unroll>")
    next.enter("recover")
    try next.wait(for: "brought back")
    next.enter("run all")
    try next.wait(for: "goes on from update ")
    #expect(try loss(next) == expected)
    next.kill()
    next.end()
  }
}
