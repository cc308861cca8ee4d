import Foundation
import Testing

/// The program among others: `--help`, completions in a shell, the manual page.
@Suite struct MannersTests {
  @Test func helpFits80ColumnsAndNamesEveryCommand() throws {
    let help = try Program.run("--help", environment: ["COLUMNS": "80"])
    #expect(help.status == 0)
    #expect(help.lines.allSatisfy { $0.count <= 80 })
    for command in ["notebook (default)", "run", "check", "export", "completions", "man"] {
      #expect(help.lines.contains { $0.hasPrefix("  \(command) ") }, "\(command)")
    }
    for command in ["notebook", "run", "lesson", "replay", "check", "format", "export", "config", "completions", "man"]
    {
      let help = try Program.run("help", command, environment: ["COLUMNS": "80"])
      #expect(help.status == 0 && help.lines.allSatisfy { $0.count <= 80 }, "\(command): \(help.output)")
    }
  }

  @Test func theVersionIsToldOnStandardOutput() throws {
    let version = try Program.run("--version")
    #expect(version.status == 0 && version.output.wholeMatch(of: /unroll \d+\.\d+\.\d+\n/) != nil)
    #expect(try Program.run("man").output.contains(version.output.dropLast()))
  }

  /// The words that bash offers for a line, in a folder with `a b.rnn`, `lesson.rnn`, `notes.txt` and `papers/`.
  private func offered(_ line: [String]) throws -> Set<String> {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("papers"), withIntermediateDirectories: true)
    for name in ["a b.rnn", "lesson.rnn", "notes.txt"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    let script = """
      \(try Program.run("completions", "bash").output)
      compopt() { :; }
      cd '\(folder.path)'
      COMP_WORDS=(\(line.map { "'\($0)'" }.joined(separator: " ")))
      COMP_CWORD=\(line.count - 1)
      _unroll
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let (status, output) = try Child(
      ["/bin/bash", "-c", script], environment: ["PATH=/usr/bin:/bin"]
    ).finish()
    #expect(status == 0, "\(output)")
    return Set(output.split(separator: "\n").map(String.init))
  }

  @Test func bashCompletesCommandsOptionsTheirValuesAndScripts() throws {
    #expect(try offered(["unroll", "r"]) == ["run", "replay"])
    #expect(try offered(["unroll", ""]).isSuperset(of: ["run", "check", "lesson.rnn", "a b.rnn", "papers"]))
    #expect(try !offered(["unroll", ""]).contains("notes.txt"))
    #expect(try offered(["unroll", "l"]) == ["lesson", "lesson.rnn"])
    #expect(try offered(["unroll", "--th"]) == ["--theme"])
    #expect(try offered(["unroll", "--colour", "a"]) == ["auto", "always"])
    #expect(try offered(["unroll", "run", "--fo"]) == ["--format"])
    #expect(try offered(["unroll", "run", "--format", ""]) == ["text", "jsonl"])
    #expect(try offered(["unroll", "run", "--format", "=", "j"]) == ["jsonl"])
    #expect(try offered(["unroll", "run", "--format", "text", ""]) == ["a b.rnn", "lesson.rnn", "papers"])
    #expect(try offered(["unroll", "run", "--output", "n"]) == ["notes.txt"])
    #expect(try offered(["unroll", "run", "--seed", ""]) == [])
    #expect(try offered(["unroll", "check", "lesson.rnn", "a"]) == ["a b.rnn"])
    #expect(try offered(["unroll", "completions", ""]) == ["bash", "zsh", "fish"])
    #expect(try offered(["unroll", "help", "exp"]) == ["export"])
  }

  @Test(arguments: [("zsh", "zsh"), ("fish", "fish")])
  func otherShellsReadTheirScripts(shell: String, command: String) throws {
    let script = try Program.run("completions", shell).output
    #expect(script.contains("rnn") && script.contains("--format") || script.contains("-l format"))
    guard let path = ["/usr/bin/", "/bin/"].map({ $0 + command }).first(where: FileManager.default.fileExists) else {
      return
    }
    try Program.withScript(script) { file in
      let (status, output) = try Child([path, "-n", file], environment: ["PATH=/usr/bin:/bin"]).finish()
      #expect(status == 0 && output.isEmpty, "\(output)")
    }
  }

  @Test func theManualPageNamesEveryCommandAndOptionAndFormatsWithoutWarnings() throws {
    let page = try Program.run("man").output
    for word in ["unroll run", "unroll export", "\\-\\-format", "\\-\\-theme", "UNROLL_HOME", "129", "EXIT STATUS"] {
      #expect(page.contains(word), "\(word)")
    }
    let groff = "/usr/bin/groff"
    guard FileManager.default.fileExists(atPath: groff) else { return }
    let (status, output) = try Child([groff, "-man", "-ww", "-z"], environment: ["PATH=/usr/bin:/bin"])
      .finish(input: page)
    #expect(status == 0 && output.isEmpty, "\(output)")
  }
}
