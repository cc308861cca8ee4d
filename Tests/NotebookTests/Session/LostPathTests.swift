import Notebook
import Testing

@Suite("Files that a script no longer finds where it is written to")
struct LostPathTests {
  private func sentence(_ name: String, _ folder: ScriptFolder) -> String {
    "'\(name)' is looked up beside the script when it is run: it is not in '\(folder.path)'; "
      + "copy it there, or give its whole path"
  }

  @Test("the first file that a typed entry reads is named; beside the script and by its whole path it is found")
  func typed() throws {
    let (old, new) = (try ScriptFolder(), try ScriptFolder())
    let text = String(repeating: "the cat sat on the mat. ", count: 40)
    let whole = try old.write("whole.rnn", "let z = 3\n")
    _ = try old.write("x.txt", text)
    _ = try old.write("part.rnn", "let y = 1\n")
    let recorder = Recorder(environment: SessionEnvironment(folder: old.path))
    recorder.run("include \"\(whole)\"")
    recorder.run("if yes { timing data text \"x.txt\" window=5 }")
    recorder.run("include \"part.rnn\"")
    #expect(recorder.run("write \"here.rnn\"") == .done)
    #expect(recorder.warnings.isEmpty)
    #expect(recorder.run("write \"\(new.path)/a.rnn\"") == .done)
    #expect(recorder.warnings == [sentence("x.txt", new)])
    #expect(new.contains("a.rnn"))
    _ = try new.write("x.txt", text)
    recorder.run("write")
    #expect(recorder.warnings == [sentence("part.rnn", new)])
    _ = try new.write("part.rnn", "let y = 1\n")
    recorder.run("write")
    #expect(recorder.warnings.isEmpty)
  }

  @Test("entries of a file are relative to the file's folder")
  func ofAFile() throws {
    let (old, new, third) = (try ScriptFolder(), try ScriptFolder(), try ScriptFolder())
    _ = try old.write("part.rnn", "let y = 1\n")
    let script = try old.write("a.rnn", "include \"part.rnn\"\n")
    let recorder = Recorder(environment: SessionEnvironment(folder: third.path))
    recorder.run("open \"\(script)\"")
    recorder.run("write \"\(old.path)/b.rnn\"")
    #expect(recorder.warnings.isEmpty)
    recorder.run("write \"\(new.path)/a.rnn\"")
    #expect(recorder.warnings == [sentence("part.rnn", new)])
  }
}
