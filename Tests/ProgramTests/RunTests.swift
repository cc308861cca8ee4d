import Foundation
import Testing

@Suite struct RunTests {
  @Test func aScriptFromStandardInputIsRun() throws {
    let result = try Program.run("run", "-", input: "print 1 + 1\n")
    #expect(result.status == 0)
    #expect(result.output == "2\n")
    #expect(result.errors.isEmpty)
  }

  @Test func standardInputThatIsNoTerminalIsAScript() throws {
    #expect(try Program.run(input: "print \"hello\"").output == "hello\n")
  }

  @Test(arguments: [
    ("print nothing_there", "standard input:1:7: error: no variable, measure or layer is called 'nothing_there'"),
    ("assert 1 == 2", "standard input:1:8: error: assertion failed: 1 == 2; the left side is 1, the right side is 2"),
    ("data text \"no such file.txt\"", "standard input:1:1: error: 'no such file.txt': expected a readable file"),
  ])
  func aFailedScriptEndsWithStatus1(text: String, message: String) throws {
    let result = try Program.run("run", "-", input: text)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix(message))
  }

  @Test func wrongUsageEndsWithStatus2() throws {
    #expect(try Program.run("run").status == 2)
    #expect(try Program.run("run", "-", "--threads", "0").status == 2)
    #expect(try Program.run("run", "-", "--set", "novalue").status == 2)
    #expect(try Program.run("run", "-", "--nonsense").status == 2)
    #expect(try Program.run("--version").status == 0)
  }

  @Test(arguments: [("rnu", "run"), ("chek", "check"), ("exprt", "export"), ("hlep", "help")])
  func aMistypedCommandIsNamed(word: String, meant: String) throws {
    for rest in [[], ["a.rnn"], ["a.rnn", "--quiet"]] {
      let result = try Program.run(words: [word] + rest)
      #expect(result.status == 2)
      #expect(
        result.errors.hasPrefix("Error: no file or command is called '\(word)'; did you mean '\(meant)'?\n"),
        "\(result.errors)")
    }
  }

  @Test func aMistypedCommandBringsNoControlCharacterToTheTerminal() throws {
    let result = try Program.run("ru\u{1B}", "a.rnn")
    #expect(result.status == 2 && result.errors.contains("did you mean 'run'"))
    #expect(!result.bytes.contains(0x1B))
  }

  @Test func aFileNamedNearlyAsACommandIsAFile() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("print 6 * 7\n".utf8).write(to: folder.appendingPathComponent("rnu"))
    let result = try Program.run("rnu", folder: folder)
    #expect(result.status == 0 && result.output == "42\n", "\(result.errors)")
  }

  @Test func theScriptIsNoPlaceForItsOwnResults() throws {
    try Program.withScript("print 1\n") { path in
      let link = path + ".link"
      try FileManager.default.linkItem(atPath: path, toPath: link)
      defer { try? FileManager.default.removeItem(atPath: link) }
      for target in [path, link] {
        let result = try Program.run("run", path, "--output", target)
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.errors.contains("would take the place of the script"), "\(result.errors)")
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("print 1\n".utf8))
      #expect(try Program.run("run", path, "--output", path + ".txt").status == 0)
      try FileManager.default.removeItem(atPath: path + ".txt")
    }
  }

  @Test func aMissingScriptEndsWithStatus1() throws {
    let result = try Program.run("run", "there-is-none.rnn")
    #expect(result.status == 1)
    #expect(
      result.errors
        == "there-is-none.rnn:1:1: error: the script 'there-is-none.rnn' cannot be read: No such file or directory\n")
  }

  @Test func settingsAndSeedBeatTheScript() throws {
    let text = "let n = 1\nlet kind = \"rnn\"\nseed 5\nprint n, kind, random()"
    let first = try Program.run("run", "-", "--set", "n=7", "--set", "kind=lstm", "--seed", "9", "--quiet", input: text)
    let second = try Program.run("run", "-", "--set", "n=7", "--set", "kind=lstm", input: text)
    #expect(first.output.hasPrefix("7 lstm "))
    #expect(first.status == 0)
    #expect(first.output != second.lines.last.map { $0 + "\n" })
  }

  @Test func checkReadsStandardInput() throws {
    let bad = try Program.run("check", "-", input: "print 1\nadd lstn 3\n")
    #expect(bad.status == 1 && bad.output.isEmpty)
    #expect(bad.errors.hasPrefix("standard input:2:5: error: no layer kind is called 'lstn'; did you mean 'lstm'?"))
    let good = try Program.run("check", "-", input: "print 1\n")
    #expect(good.status == 0 && good.output == "standard input: no errors\n")
  }

  @Test func formatReadsStandardInputAndWritesStandardOutput() throws {
    let result = try Program.run("format", "-", input: "print   1 + 1\n")
    #expect(result.status == 0 && result.output == "print 1 + 1\n" && result.errors.isEmpty)
    let bad = try Program.run("format", "-", input: "print (1\n")
    #expect(bad.status == 1 && bad.output.isEmpty && bad.errors.hasPrefix("standard input:1:"))
    #expect(try Program.run("format", "-", "--check", input: "print   1\n").status == 1)
    #expect(try Program.run("format", "-", "--check", input: "print 1\n").status == 0)
  }

  @Test func checkTellsEveryErrorAndRunsNothing() throws {
    try Program.withScript("print 1\nadd lstn 3\ntrain stps=3\n") { path in
      let result = try Program.run("check", path)
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(result.errors.contains("\(path):2:5: error: no layer kind is called 'lstn'; did you mean 'lstm'?"))
      #expect(result.errors.contains("\(path):3:7: error:"))
    }
    try Program.withScript("print 1\n") { path in
      let result = try Program.run("check", path)
      #expect(result.status == 0)
    }
  }

  @Test func includedScriptsAreFoundBesideTheScriptAndNotInsideThemselves() throws {
    try Program.withScript("print \"inner\"") { inner in
      let name = URL(fileURLWithPath: inner).lastPathComponent
      try Program.withScript("include \"\(name)\"") { path in
        let result = try Program.run("run", path)
        #expect(result.output == "inner\n")
      }
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString).rnn")
    try Data("include \"\(file.lastPathComponent)\"".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try Program.run("run", file.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("includes itself"))
  }
}
