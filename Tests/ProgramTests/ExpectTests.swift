import Foundation
import Testing

@Suite("run --expect and --record")
struct ExpectTests {
  private static let script = """
    let n = 3
    for i in 1..n { print "line {i}" }
    timing let x = 1
    """

  private func withRecording(_ body: (String) throws -> Void) throws {
    try Program.withScript(Self.script) { path in
      defer { try? FileManager.default.removeItem(atPath: path + ".out") }
      let recorded = try Program.run("run", "--record", path)
      #expect(recorded.status == 0)
      #expect(recorded.errors.contains("recorded \(path).out: 4 lines"))
      try body(path)
    }
  }

  @Test("what is put out again as it was recorded is right, times aside")
  func same() throws {
    try withRecording { path in
      let result = try Program.run("run", "--expect", path)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.hasPrefix("line 1\nline 2\nline 3\n"))
    }
  }

  @Test("printed measures of time are times too; what stands beside them is compared")
  func measuresOfTime() throws {
    let script = """
      data adding length=5
      model small
      add rnn 2
      add dense
      train steps=3
      let n = 3
      let took = 2 * seconds
      def tell(value) { print "in all", value }
      print seconds, n
      print "{n} updates in {took:.9} s, at {tokens_per_second:.0} a second"
      tell seconds
      seconds
      """
    try Program.withScript(script) { path in
      defer { try? FileManager.default.removeItem(atPath: path + ".out") }
      #expect(try Program.run("run", "--record", path).status == 0)
      let recorded = try String(contentsOfFile: path + ".out", encoding: .utf8)
      #expect(recorded.hasSuffix("\n… 3\n3 updates in … s, at … a second\nin all …\n…\n"), "\(recorded)")
      let same = try Program.run("run", "--expect", path)
      #expect(same.status == 0, "\(same.errors)")
      #expect(!same.output.contains("…"), "the reader sees the times")
      let other = try Program.run("run", "--expect", path, "--set", "n=4")
      #expect(other.status == 1)
      #expect(other.errors.contains("\n+ … 4\n"), "\(other.errors)")
    }
  }

  @Test("a difference is shown line by line, and the status is 1")
  func different() throws {
    try withRecording { path in
      let result = try Program.run("run", "--expect", path, "--set", "n=4")
      #expect(result.status == 1)
      #expect(
        result.errors.contains(
          "the output is not what was recorded in \(path).out (- recorded, + now)\nline 4:\n+ line 4\n"))
      try Data(Self.script.replacing("line {i}", with: "row {i}").utf8).write(to: URL(fileURLWithPath: path))
      let changed = try Program.run("run", "--expect", path)
      #expect(changed.errors.contains("line 1:\n- line 1\n- line 2\n- line 3\n+ row 1\n+ row 2\n+ row 3\n"))
      #expect(changed.errors.contains("when the new output is right: unroll run --record \(path)"))
    }
  }

  @Test("without a recording the way to one is told; a script that fails is not recorded")
  func missing() throws {
    try Program.withScript("print 1\nassert 1 > 2") { path in
      let result = try Program.run("run", "--expect", path)
      #expect(result.status == 1)
      #expect(
        result.errors.contains("there is no '\(path).out' to compare with; to record it: unroll run --record \(path)"))
      let failed = try Program.run("run", "--record", path)
      #expect(failed.status == 1)
      #expect(failed.errors.contains("the script failed, so its output was not recorded"))
      #expect(!FileManager.default.fileExists(atPath: path + ".out"))
    }
  }

  @Test("standard input and jsonl have no recording: wrong usage", arguments: [["-"], ["a.rnn", "--format", "jsonl"]])
  func usage(_ arguments: [String]) throws {
    let result = try Program.run("run", "--expect", arguments[0], arguments.count > 1 ? "--format=jsonl" : "--quiet")
    #expect(result.status == 2)
  }
}

@Suite("format")
struct FormatTests {
  @Test("lays files out in place; --check only tells; scripts with errors are left alone")
  func files() throws {
    try Program.withScript("let x=1 # one\nprint  x") { path in
      #expect(try Program.run("format", "--check", path).status == 1)
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("let x=1"))
      let result = try Program.run("format", path)
      #expect(result.status == 0 && result.output == "\(path): laid out anew\n", "\(result.errors)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "let x = 1  # one\nprint x\n")
      #expect(try Program.run("format", "--check", path).status == 0)
    }
    try Program.withScript("add rnn\nlet = 3") { path in
      let result = try Program.run("format", path)
      #expect(result.status == 1)
      #expect(
        result.errors.contains(":1:8: error: expected UNITS")
          && result.errors.contains(":2:1: error: 'let' is a word of the language"))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "add rnn\nlet = 3")
    }
  }

  @Test("standard input goes to standard output")
  func stream() throws {
    #expect(try Program.run("format", "-", input: "if yes{print 1}").output == "if yes { print 1 }\n")
  }

  @Test("the scripts that come along are in canonical layout")
  func shipped() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("scripts")
    for place in ["", "wiring", "lessons", "papers"] {
      let path = folder.appendingPathComponent(place).path
      for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".rnn") {
        let result = try Program.run("format", "--check", path + "/" + name)
        #expect(result.status == 0, "\(result.output) \(result.errors)")
      }
    }
  }
}

@Suite("Sweeps in the program")
struct SweepProgramTests {
  @Test("a failing combination makes the status 1, after everything else was done")
  func status() throws {
    let result = try Program.withScript("sweep n in 1..3 { assert n != 2; report n * n }\nprint \"after\"") {
      try Program.run("run", $0)
    }
    #expect(result.status == 1)
    #expect(result.output.hasSuffix("after\n"))
    #expect(result.errors.contains("1 combination of 3 failed; n=2: line 1: assertion failed: n != 2"))
  }

  @Test("a sweep that was killed goes on where it was")
  func killed() throws {
    let text = "sweep n in 1..3 { report n * n }"
    try Program.withScript(text) { path in
      let key = try key(of: path)
      let kept = "[\"sweep\", \"\(key)\", \"sweep n in 1..3\"]\n[1, [[\"n * n\", 40]], no, [], []]\n"
      try Data(kept.utf8).write(to: URL(fileURLWithPath: path + ".sweep"))
      let result = try Program.run("run", path)
      #expect(result.status == 0)
      let name = URL(fileURLWithPath: path).lastPathComponent
      #expect(result.output.contains("1 of 3 combinations were finished before and kept in \(name).sweep"))
      // The row that was kept is used as it is, and no other.
      let told: [Substring?] = result.lines.suffix(3).map { $0.split(separator: " ").last }
      #expect(told == ["1", "40", "9"])
      #expect(!FileManager.default.fileExists(atPath: path + ".sweep"))
    }
  }

  /// What the sweep of a script is kept under, from a run of it that fails after the sweep.
  private func key(of path: String) throws -> String {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try Data((text + "\nassert 1 > 2").utf8).write(to: URL(fileURLWithPath: path))
    _ = try Program.run("run", path)
    let kept = try String(contentsOfFile: path + ".sweep", encoding: .utf8)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return kept.split(separator: "\"").map(String.init)[3]
  }

  @Test("in jsonl the rows are a table event")
  func table() throws {
    let script = "sweep n in [1, 2] { report half=n / 2 }"
    let result = try Program.run("run", "-", "--format", "jsonl", input: script)
    #expect(
      result.lines.contains(#"{"event":"table","name":"sweep","columns":["n","half"],"rows":[[1,0.5],[2,1]]}"#),
      "\(result.output)")
  }
}
