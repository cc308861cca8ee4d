import Foundation
import Notebook
import Testing

@Suite("Recording a session")
struct RecordingTests {
  /// A session whose clock goes on by half a second with every line.
  private func session(_ body: (Recorder, String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-record-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = Desk.Clock()
    let recorder = Recorder(
      environment: SessionEnvironment(
        now: { Double(clock.milliseconds.add(500, ordering: .relaxed).newValue) / 1000 }, folder: folder.path))
    try body(recorder, folder.path + "/talk.rnn")
  }

  @Test("what was done comes first, then every line under its time, the failed ones too")
  func recorded() throws {
    try session { session, path in
      session.run("let a = 1")
      session.run("record \"talk.rnn\"")
      #expect(session.errors.isEmpty, "\(session.errors)")
      session.run("let b = a + 1")
      session.run("let c = nothing")
      session.run("record off")
      session.run("let d = 4")
      let recording = try Recording.read(path)
      #expect(recording.lines.map(\.text) == ["let a = 1", "let b = a + 1", "let c = nothing"])
      #expect(recording.lines[0].time == 0)
      #expect(recording.lines[1].time > 0 && recording.lines[2].time > recording.lines[1].time)
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("# %% at 0.0\nlet a = 1\n\n# %% at "))
    }
  }

  @Test("a recording is played at a prompt, in order")
  func played() throws {
    try session { session, path in
      try Data("# %% at 0\nlet a = 1\n\n# %% at 900\nlet b = a + 1\n".utf8).write(to: URL(fileURLWithPath: path))
      session.run("replay \"talk.rnn\" speed=100")
      #expect(session.workspace.scopes == [["a": .number(1), "b": .number(2)]])
      #expect(session.lines.filter { $0.hasPrefix("unroll> ") } == ["unroll> let a = 1", "unroll> let b = a + 1"])
    }
  }

  @Test(
    "wrong use says what to do, and nothing is overwritten",
    arguments: [
      ("record off", "nothing is being recorded; record \"FILE\" begins it"),
      ("record \"script.rnn\"", "is there already and is not overwritten; choose another name"),
      ("replay \"script.rnn\"", "a recording has its time over each entry: '# %% at 12.4'"),
      ("replay \"empty.rnn\"", "holds nothing"), ("replay \"none.rnn\"", "No such file or directory"),
      ("replay \"script.rnn\" speed=0", "speed goes from 0.1 to 100, and 0 is outside"),
      ("record \"missing/talk.rnn\"", "No such file or directory"),
    ])
  func wrong(_ line: String, _ expected: String) throws {
    try session { session, path in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try Data("print 1\n".utf8).write(to: folder.appendingPathComponent("script.rnn"))
      try Data().write(to: folder.appendingPathComponent("empty.rnn"))
      session.run(line)
      #expect(session.errors.contains { $0.contains(expected) }, "\(session.errors)")
    }
  }

  @Test("a recording does not play another one, and so never itself, at a prompt or on a screen")
  func playsItself() throws {
    try session { session, path in
      try Data("# %% at 0\nreplay \"\(path)\" speed=100\n\n# %% at 0\nlet a = 1\n".utf8)
        .write(to: URL(fileURLWithPath: path))
      session.run("replay \"talk.rnn\" speed=100")
      #expect(session.errors.count == 1 && session.errors[0].contains("a recording does not play another one"))
      #expect(session.workspace.scopes == [["a": .number(1)]], "the lines behind it are played")
      let desk = Desk()
      desk.run(.replayed("replay \"\(path)\""))
      #expect(desk.entries.first?.said.contains("a recording does not play another one") == true)
    }
  }

  @Test("quit is not recorded; where it stands in a recording, the replay ends and the session goes on")
  func quits() throws {
    try session { session, path in
      for line in ["record \"talk.rnn\"", "let a = 1", "quit"] { session.run(line) }
      let lines = try Recording.read(path).lines.map(\.text)
      #expect(lines == ["let a = 1"])
    }
    try session { session, path in
      try Data("# %% at 0\nlet a = 1; quit\n\n# %% at 0\nlet b = 2\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(session.run("replay \"talk.rnn\" speed=100") == .done)
      #expect(session.workspace.scopes == [["a": .number(1)]])
      #expect(session.notes == ["quit ends the replay here; the session is yours"])
      #expect(session.run("let c = 3") == .done)
    }
    let desk = Desk()
    desk.run(.replayed("quit"), .enter("let a = 1"))
    #expect(!desk.last.hasQuit && desk.last.names.variables.map(\.text) == ["a"])
  }

  @Test("a number that was turned is played as it was turned: what a turn took back is taken back")
  func turned() throws {
    try session { session, path in
      let desk = Desk()
      desk.run(
        .enter("let x = 1"), .enter("record \"\(path)\""), .knob("let x = x + 1; let x = x * 2"),
        .knob("let x = x + 2; let x = x * 2"), .knob("let x = 9; goto 1"), .knob("let x = x + 3; let x = x * 2"))
      let lines = try Recording.read(path).lines.map(\.text)
      #expect(
        lines == [
          "let x = 1", "let x = x + 1; let x = x * 2", "undo; undo", "let x = x + 2; let x = x * 2", "undo; undo",
          "let x = 9; goto 1", "undo", "let x = x + 3; let x = x * 2",
        ])
      session.run("replay \"talk.rnn\" speed=100")
      #expect(session.workspace.scopes == [["x": .number(8)]])
    }
  }

  @Test("a line of a recording can be gone back to before, notebook and all")
  func back() {
    let desk = Desk()
    desk.run(.replayed("let a = 1"), .replayed("let b = 2"), .takeBackReplayed, .enter("print a"))
    #expect(desk.entries.map(\.text) == ["let a = 1", "print a"])
    #expect(desk.last.names.variables.map(\.text) == ["a"])
  }

  @Test("of a line with record on it everything else is in the recording, and record itself in none")
  func besideRecord() throws {
    try session { session, path in
      session.run("let a = 1; record \"talk.rnn\"; let b = a + 1")
      session.run("let c = 3; record off")
      let lines = try Recording.read(path).lines.map(\.text)
      #expect(lines == ["let a = 1\nlet b = a + 1", "let c = 3"])
      session.run("record \"again.rnn\"")
      let again = try Recording.read(path.replacingOccurrences(of: "talk", with: "again")).lines.map(\.text)
      #expect(again == lines)
    }
  }

  @Test("entries that keys run are in the recording as lines that do the same, and record is not run again")
  func keys() throws {
    try session { session, path in
      let script = path + ".script"
      try Data("# %%\nlet x = 1\n\n# %%\nlet y = x + 1\n\n# %%\nlet z = y\n".utf8)
        .write(to: URL(fileURLWithPath: script))
      let desk = Desk()
      desk.run(.open(script), .enter("record \"\(path)\""), .run(.next), .run(.next), .run(.all), .enter("let w = z"))
      #expect(!desk.statuses.contains(.failed) && !desk.last.document.script.contains("record"))
      let lines = try Recording.read(path).lines.map(\.text)
      #expect(lines == ["let x = 1", "let y = x + 1", "run all", "let z = y", "let w = z"])
      session.run("replay \"talk.rnn\" speed=100")
      #expect(session.errors.isEmpty)
      #expect(session.workspace.scopes == [["x": .number(1), "y": .number(2), "z": .number(2), "w": .number(2)]])
    }
  }

  @Test("behind an entry that fails, a key runs none and none is recorded")
  func keysAndFailure() throws {
    try session { _, path in
      let script = path + ".script"
      try Data("# %%\nlet x = 1\n\n# %%\nlet y = nothing\n\n# %%\nlet z = 3\n".utf8)
        .write(to: URL(fileURLWithPath: script))
      let desk = Desk()
      desk.run(.open(script), .enter("record \"\(path)\""), .run(.all))
      let lines = try Recording.read(path).lines.map(\.text)
      #expect(lines == ["let x = 1", "let y = nothing"])
    }
  }
}
