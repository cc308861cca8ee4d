import Foundation
import Testing

@Suite("unroll export")
struct ExportProgramTests {
  private let script = "data adding length=6; add rnn 4; add dense\nunroll\nshow gradients\n"

  /// A script in a folder of its own, gone when `body` ends.
  private func inFolder(_ text: String, _ body: (_ script: String, _ folder: URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("a.rnn")
    try Data(text.utf8).write(to: file)
    try body(file.path, folder)
  }

  @Test("runs a script and writes it with its answers beside it", arguments: ["md", "html", "ipynb"])
  func writes(_ form: String) throws {
    try inFolder(script) { path, folder in
      let result = try Program.run("export", path, "--to", form)
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
      #expect(result.output == "wrote \(folder.path)/a.\(form)\n")
      let text = try String(contentsOf: folder.appendingPathComponent("a.\(form)"), encoding: .utf8)
      #expect(text.contains("gradients"))
      #expect(text.contains(form == "md" ? "data:image/svg+xml" : "<svg"))
    }
  }

  @Test("writes to standard output or to another file, and never half a file")
  func targets() throws {
    try inFolder("print 2 + 3\n") { path, folder in
      let shown = try Program.run("export", path, "--to", "md", "--output", "-")
      #expect(shown.status == 0 && shown.output == "```unroll\nprint 2 + 3\n```\n\n```text\n5\n```\n")
      let piped = try Program.run("export", "-", "--to", "md", "--output", "-", input: "print 1")
      #expect(piped.output.contains("```text\n1\n```"))
      let missing = try Program.run("export", path, "--to", "md", "--output", folder.path + "/no/a.md")
      #expect(missing.status == 1 && missing.errors.contains("No such file or directory"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.rnn"])
    }
  }

  @Test("a script that fails is written as far as it came, with the failure, and the status tells")
  func failing() throws {
    try inFolder("let x = 1\nassert x > 2\n") { path, folder in
      let result = try Program.run("export", path, "--to", "html", "--set", "x=1.5")
      #expect(result.status == 1 && result.errors.contains("assertion failed"))
      let page = try String(contentsOf: folder.appendingPathComponent("a.html"), encoding: .utf8)
      #expect(page.contains("the left side is 1.5") && page.contains("class=\"failure\""))
    }
  }

  @Test(
    "a script of which nothing is run leaves the older export as it was",
    arguments: [("print 1\nprint (", []), ("print 1", ["--set", "y=2"])] as [(String, [String])])
  func unread(_ text: String, _ more: [String]) throws {
    try inFolder("print 1\n") { path, folder in
      let file = folder.appendingPathComponent("a.md")
      #expect(try Program.run("export", path, "--to", "md").status == 0)
      let good = try Data(contentsOf: file)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let bad = try Program.run(words: ["export", path, "--to", "md"] + more)
      #expect(bad.status == 1 && bad.output.isEmpty)
      #expect(bad.errors.contains("error:") && bad.errors.contains("nothing was run, so \(file.path) was not written"))
      #expect(try Data(contentsOf: file) == good)
      let shown = try Program.run(words: ["export", path, "--to", "md", "--output", "-"] + more)
      #expect(shown.status == 1 && shown.output.isEmpty)
    }
  }

  @Test("the script itself is no target, under whatever name")
  func ownScript() throws {
    try inFolder("print 1\n") { path, folder in
      let link = folder.appendingPathComponent("a.md").path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a.rnn")
      for more in [["--output", path], ["--output", folder.path + "/./a.rnn"], ["--output", link], []] {
        let result = try Program.run(words: ["export", path, "--to", "md"] + more)
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.errors.contains("would take the place of the script"), "\(result.errors)")
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("print 1\n".utf8))
    }
  }

  @Test("wrong usage is told and has status 2")
  func usage() throws {
    #expect(try Program.run("export", "a.rnn").status == 2)
    #expect(try Program.run("export", "a.rnn", "--to", "pdf").status == 2)
    let nameless = try Program.run("export", "-", "--to", "md", input: "print 1")
    #expect(nameless.status == 2 && nameless.errors.contains("--output"))
    let missing = try Program.run("export", "/nonexistent/a.rnn", "--to", "md")
    #expect(missing.status == 1 && missing.errors.contains("cannot be read"))
  }

  static var python: String? { ProcessInfo.processInfo.environment["UNROLL_NBFORMAT_PYTHON"] }

  @Test(
    "nbformat accepts what is written for Jupyter",
    .enabled(if: python != nil, "UNROLL_NBFORMAT_PYTHON names a Python with nbformat"))
  func nbformat() throws {
    try inFolder("# %% [markdown] A\n# *x*\n# %%\n" + script + "print \"é\"\ngoto 99\n") { path, folder in
      _ = try Program.run("export", path, "--to", "ipynb")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.python ?? "")
      let program = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))"
      process.arguments = ["-W", "error", "-c", program, folder.path + "/a.ipynb"]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}
