import Foundation
import Testing

/// The program is ended, or refused, at every single system call on what it saves: a model, a notebook, a kept result.
/// Some of the calls in every run of the tests; with UNROLL_SAVING=all every one.
@Suite("Every call of saving", .serialized, .enabled(if: SystemCalls.canTrace, SystemCalls.reason))
struct EveryCallTests {
  private let place: SavingFolder
  private var folder: URL { place.url }
  private var home: String { folder.path }

  init() throws { place = try SavingFolder() }

  private func run(_ carrier: [String], _ arguments: [String], input: String = "") throws -> (
    status: Int, output: String
  ) {
    try Child(
      carrier + [Program.path] + arguments, environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=\(home)"]
    ).finish(input: input)
  }

  private func content(_ name: String) -> Data? { FileManager.default.contents(atPath: home + "/" + name) }

  private func names() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: home)).subtracting([".cache", ".local", "once.rnn"])
  }

  /// Runs a case for each fault of each call: killed, without room, with a disk that fails.
  private func eachFault(
    of calls: [SystemCalls.Call], _ count: Int, _ body: (_ fault: String, _ isKill: Bool) throws -> Void
  ) throws -> Int {
    let faults = calls.flatMap { call in
      ["signal=SIGKILL", "error=ENOSPC", "error=EIO"].map { "\(call.name):\($0):when=\(call.number)" }
    }
    let chosen = SystemCalls.chosen(faults, count)
    for fault in chosen { try body(fault, fault.contains("SIGKILL")) }
    return chosen.count
  }

  // MARK: A model

  private static func model(_ units: Int, _ home: String) -> String {
    "seed 1\ndata adding length=5\nadd rnn \(units)\nadd dense\nsave \"\(home)/net.safetensors\"\n"
  }

  @Test func aModelIsTheOldOneOrTheNewOne() throws {
    func save(_ carrier: [String], units: Int) throws -> (status: Int, output: String) {
      try run(carrier, ["run", "-", "--quiet"], input: Self.model(units, home))
    }
    #expect(try save([], units: 4).status == 0)
    let old = try #require(content("net.safetensors"))
    let paths = [home + "/net.safetensors", home + "/net.safetensors.unroll-unfinished-0", home]
    let calls = try SystemCalls.made(on: paths) { carrier in
      let status = try save(carrier, units: 5).status
      #expect(status == 0)
    }
    let new = try #require(content("net.safetensors"))
    let tried = try eachFault(of: calls, 6) { fault, isKill in
      try old.write(to: folder.appendingPathComponent("net.safetensors"))
      let result = try save(SystemCalls.carrier(paths, injecting: fault), units: 5)
      let left = content("net.safetensors")
      #expect(left == old || left == new, "\(fault)")
      if isKill { #expect(result.status == 128 + 9 || result.status == 0, "\(fault)") }
      if result.status == 0 {
        #expect(left == new, "\(fault)")
      } else {
        #expect(isKill || result.output != "", "\(fault)")
      }
      #expect(try save([], units: 5).status == 0, "\(fault)")
      #expect(content("net.safetensors") == new, "\(fault)")
      #expect(try names() == ["net.safetensors"], "\(fault)")
    }
    print("models: \(tried) faults at \(calls.count) calls")
  }

  // MARK: A notebook

  @Test func aNotebookIsTheOldOneOrTheNewOne() throws {
    let (old, new) = ("# %%\nlet x = 1   # kept\n", "# %%\nlet x = 1   # kept\n\n# %%\nlet y = 2\n")
    let path = home + "/note.rnn"
    func put() throws { try Data(old.utf8).write(to: URL(fileURLWithPath: path)) }
    func write(_ carrier: [String]) throws -> String {
      let session = try PromptSession(home: home, carrier: carrier, arguments: ["--plain", "note.rnn"])
      try session.wait(for: "unroll>")
      for line in ["let y = 2", "write", "print 3 * 7"] { session.enter(line) }
      try session.wait(for: "\n21")
      session.kill()
      session.end()
      return session.output
    }
    try put()
    let paths = [path, path + ".unroll-unfinished-0"]
    let calls = try SystemCalls.made(on: paths) { _ = try write($0) }
    #expect(content("note.rnn") == Data(new.utf8))
    let tried = try eachFault(of: calls, 4) { fault, isKill in
      try? FileManager.default.removeItem(atPath: home + "/.local")
      try put()
      let output = try write(SystemCalls.carrier(paths, injecting: fault))
      let left = content("note.rnn").map { String(decoding: $0, as: UTF8.self) }
      #expect(left == old || left == new, "\(fault)")
      if output.contains("wrote ") { #expect(left == new, "\(fault)") }
      // Whatever became of the file, the entry is in it or is brought back.
      let next = try PromptSession(home: home)
      try next.wait(for: "unroll>")
      if left != new, output.contains("unroll> let y = 2") {
        next.enter("recover")
        try next.wait(for: "brought back")
        next.enter("write \"back.rnn\"")
        try next.wait(for: "wrote ")
        let back = content("back.rnn").map { String(decoding: $0, as: UTF8.self) }
        #expect(back?.contains("let y = 2\n") == true, "\(fault): \(back ?? "nothing")")
        try? FileManager.default.removeItem(atPath: home + "/back.rnn")
      }
      next.kill()
      next.end()
    }
    print("notebooks: \(tried) faults at \(calls.count) calls")
  }

  // MARK: A kept result

  @Test func aKeptResultIsWholeOrMadeAgain() throws {
    let script = home + "/once.rnn"
    let text = "data adding length=5\nadd rnn 4\nadd dense\n# %% tags=[\"once\"]\ntrain steps=4\n# %%\nprint loss\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: script))
    let kept = home + "/.cache/unroll/kept"
    func train(_ carrier: [String]) throws -> (status: Int, output: String) { try run(carrier, ["run", script]) }
    let expected = try train([])
    #expect(expected.status == 0)
    let key = try #require(try FileManager.default.contentsOfDirectory(atPath: kept).first)
    let place = kept + "/" + key
    let files = [place + "/result", place + "/0.safetensors"]
    let paths = [kept, place] + files + files.map { $0 + ".unroll-unfinished-0" }
    for isKept in [false, true] {
      func prepare() throws {
        try? FileManager.default.removeItem(atPath: kept)
        if isKept { _ = try train([]) }
      }
      try prepare()
      let calls = try SystemCalls.made(on: paths) { carrier in
        let result = try train(carrier)
        #expect(result == expected)
      }
      let tried = try eachFault(of: calls, 5) { fault, isKill in
        try prepare()
        let result = try train(SystemCalls.carrier(paths, injecting: fault))
        if result.status == 0 {
          #expect(result.output.contains(expected.output.split(separator: "\n").last ?? "?"), "\(fault)")
        } else {
          #expect(isKill && result.status == 128 + 9, "\(fault): \(result)")
        }
        let next = try train([])
        #expect(next.status == 0, "\(fault)")
        let said = next.output.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
        #expect(said == expected.output.split(separator: "\n"), "\(fault): \(next.output)")
        let third = try train([])
        #expect(third == expected, "\(fault)")
      }
      print("kept results, \(isKept ? "read" : "written"): \(tried) faults at \(calls.count) calls")
    }
  }
}
