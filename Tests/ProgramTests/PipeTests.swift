import Foundation
import Testing

/// The program between others: pipes that close, files that `make` waits for.
@Suite struct PipeTests {
  private func shell(_ command: String, input: String = "") throws -> (status: Int, output: String) {
    try Child(["/bin/bash", "-c", command], environment: ["PATH=/usr/bin:/bin", "UNROLL=\(Program.path)"])
      .finish(input: input)
  }

  @Test func aReaderThatHasEnoughEndsTheTrainingQuietly() throws {
    let script = "print \"begun\"; data adding length=10; add rnn 4; add dense; train steps=1000000000\n"
    let (_, output) = try shell("\"$UNROLL\" run - --quiet | head -n 1; echo \"${PIPESTATUS[0]}\"", input: script)
    #expect(output == "begun\n141\n")
  }

  @Test func aReaderThatHasEnoughEndsAScriptThatOnlyPrints() throws {
    let (_, output) = try shell(
      "\"$UNROLL\" run - | head -n 2; echo \"${PIPESTATUS[0]}\"", input: "repeat 1000000000 { print 1 }\n")
    #expect(output == "1\n1\n141\n")
  }

  @Test func whatACommandAnsweredIsReadBeforeTheNextOneEnds() throws {
    // The reader goes away only once it has seen the line, so the line cannot be waiting for the training's end.
    let script = "data adding length=10; add rnn 4; add dense; print \"ready\"; train steps=1000000000\n"
    let (_, output) = try shell("\"$UNROLL\" run - --quiet 2>&1 | grep -m 1 -x ready", input: script)
    #expect(output == "ready\n")
  }

  @Test func anErrorComesAfterTheResultsBeforeIt() throws {
    let (status, output) = try shell("\"$UNROLL\" run - 2>&1 | cat", input: "print 1\nprint 2\nassert 1 == 2\n")
    #expect(status == 0 && output.hasPrefix("1\n2\nstandard input:3:8: error: assertion failed"))
  }

  @Test func anOutputFileAppearsWholeOrNotAtAll() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("results.txt")
    func content(_ name: String) -> String? {
      try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    let good = try Program.run("run", "-", "--output", file.path, input: "print 1")
    #expect(good.status == 0 && good.output.isEmpty && content("results.txt") == "1\n")

    let bad = try Program.run("run", "-", "--output", file.path, input: "print 2\nassert 1 == 2")
    #expect(bad.status == 1 && bad.errors.contains("what the script reached is in \(file.path).partial"))
    #expect(content("results.txt") == "1\n" && content("results.txt.partial") == "2\n")

    let silent = try Program.run("run", "-", "--output", file.path + "2", input: "assert 1 == 2")
    #expect(silent.status == 1)
    #expect(try names() == ["results.txt", "results.txt.partial"])

    let missing = try Program.run("run", "-", "--output", folder.path + "/no/a.txt", input: "print 1")
    #expect(missing.status == 1 && missing.errors.contains("no/a.txt"))
  }

  @Test func whatIsNoRegularFileIsWrittenDirectly() throws {
    #expect(try Program.run("run", "-", "--output", "/dev/null", input: "print 1").status == 0)
    #expect(try Program.run("run", "-", "--output", "-", input: "print 1").output == "1\n")
  }
}
