import Foundation
import TestSupport
import Testing

/// Whatever an outsider writes into data, names and files, nothing that a terminal obeys or a reader does not see comes out
/// of the program: not as a result, not as a message, not in a file that it writes.
@Suite struct EscapeTests {
  /// What is wrong with bytes that were put out; nil: nothing.
  private func fault(_ result: Program.Result) -> String? { EscapeSequences.acting(in: result.bytes) }

  @Test func `there are more than five hundred sequences`() {
    #expect(Set(EscapeSequences.all).count >= 500)
    for sequence in EscapeSequences.all {
      #expect(EscapeSequences.acting(in: sequence, besides: []) != nil, "\(sequence)")
    }
  }

  @Test(arguments: HostileFolder.scenes.keys.sorted()) func `nothing acts that is shown or exported`(_ scene: String)
    throws
  {
    let folder = try HostileFolder()
    let script = try #require(HostileFolder.scenes[scene])
    for format in ["text", "jsonl"] {
      let result = try Program.run("run", "-", "--format", format, input: script, folder: folder.url)
      #expect(result.status == 0, "\(result.errors)")
      #expect(fault(result) == nil, "\(format)")
      if format == "jsonl" {
        for line in result.lines {
          #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
        }
      }
    }
    for (name, bytes) in try folder.exports() {
      guard [".csv", ".json", ".svg", ".md", ".html", ".ipynb"].contains(where: name.hasSuffix) else {
        // Numbers are any bytes; names and texts between them hold no sequence.
        let text = String(decoding: bytes, as: UTF8.self)
        for sign in ["\u{1B}]", "\u{1B}[3", "\u{9D}0;", "owned", "exe.\u{202E}"] {
          #expect(!text.contains(sign), "\(name)")
        }
        continue
      }
      #expect(EscapeSequences.acting(in: bytes) == nil, "\(name)")
    }
  }

  @Test(arguments: ["md", "html", "ipynb"]) func `nothing acts in an exported notebook`(_ form: String) throws {
    let folder = try HostileFolder()
    for scene in ["printed", "labelled", "text"] {
      let script = try #require(HostileFolder.scenes[scene])
      let result = try Program.run("export", "-", "--to", form, "--output", "-", input: script, folder: folder.url)
      #expect(result.status == 0 && fault(result) == nil, "\(scene): \(result.errors)")
    }
  }

  @Test(
    "messages quote and do not obey",
    arguments: [
      "include %", "data text %", "data csv %", "load %", "open %", "assert false, %", "print % + 1",
      "add rnn 3 name=%",
      "set % 1", "neighbours %", "let x = [1][%]", "print nosuch(%)",
    ]) func messages(_ statement: String) throws
  {
    // A check tells a hundred errors at most.
    for start in stride(from: 0, to: EscapeSequences.texts.count, by: 90) {
      let part = EscapeSequences.texts[start..<min(start + 90, EscapeSequences.texts.count)]
      let lines = part.map { statement.replacing("%", with: HostileFolder.literal($0)) }
      let result = try Program.run("check", "-", input: lines.joined(separator: "\n") + "\n")
      #expect(fault(result) == nil)
    }
    let literal = HostileFolder.literal("\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}")
    let result = try Program.run("run", "-", input: statement.replacing("%", with: literal) + "\n")
    #expect(result.status == 1 && fault(result) == nil)
  }

  @Test func `raw sequences in a script are told with their place`() throws {
    for start in stride(from: 0, to: EscapeSequences.texts.count, by: 90) {
      let part = EscapeSequences.texts[start..<min(start + 90, EscapeSequences.texts.count)]
      for frame in ["print \"%\"", "% = 1", "# %", "let % = 3", "# %% %"] {
        let text = part.map { frame.replacing("%", with: $0) }.joined(separator: "\n") + "\n"
        for command in ["check", "run", "format"] {
          let result = try Program.run(command, "-", input: text)
          // What is laid out is the script itself.
          let errors = command == "format" ? Array(result.errors.utf8) : result.bytes
          #expect(EscapeSequences.acting(in: errors) == nil, "\(command) \(frame)")
        }
      }
    }
  }

  @Test func `files that are no text are told and not shown`() throws {
    let folder = try HostileFolder()
    let broken = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("broken") }
    #expect(broken.count > 5)
    let script = broken.map { "data csv \"\($0)\"\ndata text \"\($0)\"\ninclude \"\($0)\"\nload \"\($0)\"\n" }.joined()
    for line in script.split(separator: "\n") {
      let result = try Program.run("run", "-", input: line + "\n", folder: folder.url)
      #expect(result.status == 1 || line.contains("text"))
      #expect(fault(result) == nil, "\(line)")
    }
    for name in broken {
      for command in ["run", "check", "format"] {
        #expect(try fault(Program.run(command, name, folder: folder.url)) == nil, "\(command) \(name)")
      }
    }
  }

  @Test func `words of the command line and the environment are quoted`() throws {
    let some = stride(from: 0, to: EscapeSequences.texts.count, by: 40).map { EscapeSequences.texts[$0] }.filter {
      !$0.contains("\0")
    }
    for text in some {
      for arguments in [
        ["run", text], ["check", text], ["export", text, "--to", "md"], ["--\(text)"], ["run", "-", "--set", text],

        ["run", "-", "--output", "/nowhere/\(text)"], ["run", "-", "--format", text], ["--theme", text],
      ] {
        let result = try Program.run(words: arguments)
        #expect(result.status != 0 && fault(result) == nil, "\(arguments)")
      }
      let variables = [
        "UNROLL_THEME": text, "UNROLL_COLOUR": text, "TERM": text, "UNROLL_THREADS": text, "HOME": "/" + text,
      ]
      #expect(try fault(Program.run("run", "-", input: "print 1\n", environment: variables)) == nil)
      #expect(try fault(Program.run("config", environment: variables)) == nil)
    }
  }

  @Test func `a configuration file is quoted`() throws {
    let folder = try HostileFolder()
    let config = folder.url.appendingPathComponent("unroll")
    try FileManager.default.createDirectory(at: config, withIntermediateDirectories: true)
    let lines = EscapeSequences.texts.flatMap { ["theme = \($0)", "\($0) = 1", $0] }
    try folder.write("unroll/config", lines.joined(separator: "\n"))
    let environment = ["XDG_CONFIG_HOME": folder.url.path]
    let result = try Program.run("run", "-", input: "print 1\n", environment: environment)
    #expect(fault(result) == nil && result.output == "1\n")
    #expect(try fault(Program.run("config", environment: environment)) == nil)
  }

  @Test func `names and metadata of a file of weights are quoted`() throws {
    let folder = try HostileFolder()
    for (number, text) in EscapeSequences.texts.enumerated() where number % 25 == 0 {
      let name = try #require(String(data: JSONEncoder().encode(text), encoding: .utf8))
      let tensor = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\(name):1}"
      for header in [
        "{\"__metadata__\":{\(name):\(name)},\(name):\(tensor)}", "{\(name):{}}", "{\"a\":{\"dtype\":\(name)}}",
      ] {
        var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
        if header.contains("data_offsets") { bytes += [0, 0, 0, 0] }
        try Data(bytes).write(to: folder.url.appendingPathComponent("weights"))
        let script = "data adding length=4\nadd rnn 2\nadd dense\nload \"weights\"\n"
        let result = try Program.run("run", "-", input: script, folder: folder.url)
        #expect(result.status == 1 && fault(result) == nil)
      }
    }
  }

  @Test func `a saved model whose names are hostile is refused`() throws {
    let folder = try HostileFolder()
    let script = "data adding length=4\nmodel aaaaaaaa\nadd rnn 2 name=bbbbbbbb\nadd dense\nsave \"model\"\n"
    #expect(try Program.run("run", "-", input: script, folder: folder.url).status == 0)
    let file = folder.url.appendingPathComponent("model")
    let saved = try Data(contentsOf: file)
    for name in ["aaaaaaaa", "bbbbbbbb"] {
      // Eight bytes for eight: what JSON writes for ESC, in the metadata's own quotes.
      var changed = saved
      while let place = changed.range(of: Data(name.utf8)) {
        changed.replaceSubrange(place, with: Data("\\\\u001bb".utf8))
      }
      try changed.write(to: file)
      let result = try Program.run("run", "-", input: "load \"model\"\nsummary\n", folder: folder.url)
      #expect(result.status == 1 && fault(result) == nil, "\(result.errors)")
    }
  }
}
