import Foundation
import Notebook
import Testing

/// An entry marked once keeps what it computed: run again with nothing changed, it is taken from the disk, bit for bit.
@Suite struct KeptResultTests {
  private let folder: ScriptFolder

  init() throws { folder = try ScriptFolder() }

  private func kept(limit: Int = KeptResults.usualLimit) -> KeptResults {
    KeptResults(folder: folder.path + "/kept", limit: limit) { path in
      try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      return true
    }
  }

  private var keys: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/kept").sorted()) ?? []
  }

  private static let told = "not computed again"

  /// The entries of a script that is opened and run.
  private func run(_ text: String, limit: Int = KeptResults.usualLimit, _ more: SessionJob...) throws -> Desk {
    let path = try folder.write("a.rnn", text)
    let desk = Desk(keptResults: kept(limit: limit))
    for (number, job) in ([.run(.all)] + more).enumerated() {
      desk.when({ $0.jobsTaken == number + 1 && $0.activity == nil }) { desk.jobs.send(job) }
    }
    desk.run(.open(path))
    return desk
  }

  private static func script(
    data: String = "data adding length=5", model: String = "add rnn 3; add dense", train: String = "train steps=4",
    other: String = "let unused = 1"
  ) -> String {
    "# %%\n\(data)\n\n# %%\n\(other)\n\n# %%\n\(model)\n\n# %% Train tags=[\"once\"]\n\(train)\n\n# %%\nprint loss, step\n"
  }

  @Test func theSecondTimeItIsNotComputedAgainAndAllIsTheSame() throws {
    let first = try run(Self.script(), .enter("train steps=2"), .enter("rewind 3"), .enter("print loss"))
    #expect(!first.entries[3].said.contains(Self.told))
    #expect(keys.count == 1)
    let second = try run(Self.script(), .enter("train steps=2"), .enter("rewind 3"), .enter("print loss"))
    #expect(second.entries[3].said == first.entries[3].said + "\nkept: " + Self.told + ", as nothing has changed")
    #expect(second.entries.dropFirst(4).map(\.said) == first.entries.dropFirst(4).map(\.said))
    #expect(second.statuses.allSatisfy { $0 == .done })
  }

  /// What leads to the result, and what does not.
  @Test(arguments: [
    (Self.script(data: "data adding length=6"), false), (Self.script(model: "add rnn 4; add dense"), false),
    (Self.script(train: "train steps=5"), false), (Self.script(data: "seed 2; data adding length=5"), false),
    (Self.script(data: "data adding length=5; batch 16"), false),
    (Self.script(model: "add rnn 3; add dense; optimizer sgd rate=0.1"), false),
    (Self.script(other: "let unused = 2"), true), (Self.script(other: "def f(x) { print x }"), true),
    (Self.script(other: "print 1"), true),
  ])
  func itIsComputedAgainWhenSomethingThatLedToItHasChanged(text: String, isKept: Bool) throws {
    _ = try run(Self.script())
    #expect(try run(text).entries[3].said.contains(Self.told) == isKept)
    #expect(keys.count == (isKept ? 1 : 2))
    // The first is still there.
    #expect(try run(Self.script()).entries[3].said.contains(Self.told))
  }

  @Test func aVariableThatItReadsAndAFileOfItsDataLeadToIt() throws {
    let series = try folder.write("s.csv", "a\n" + (1...60).map { "\($0 % 7)\n" }.joined())
    func script(_ steps: Int) -> String {
      Self.script(
        data: "data csv \"\(series)\" columns=[a] target=a window=4 horizon=1", train: "train steps=(n + 1)",
        other: "let n = \(steps)")
    }
    _ = try run(script(2))
    #expect(try run(script(2)).entries[3].said.contains(Self.told))
    #expect(try !run(script(3)).entries[3].said.contains(Self.told))
    _ = try folder.write("s.csv", "a\n" + (1...60).map { "\($0 % 5)\n" }.joined())
    #expect(try !run(script(2)).entries[3].said.contains(Self.told))
  }

  @Test func aDamagedResultIsNeverTrusted() throws {
    let first = try run(Self.script())
    let place = folder.path + "/kept/" + (try #require(keys.first))
    for name in ["result", "0.safetensors"] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: place + "/" + name))
      for cut in [0, whole.count / 3, whole.count - 1] {
        for isCut in [true, false] {
          var bytes = whole
          if isCut { bytes = whole.prefix(cut) } else { bytes[cut] ^= 0x10 }
          try bytes.write(to: URL(fileURLWithPath: place + "/" + name))
          let again = try run(Self.script())
          #expect(again.entries[3].said.contains("damaged"), "\(name) \(cut) \(isCut)")
          #expect(again.entries[4].said == first.entries[4].said)
          #expect(try run(Self.script()).entries[3].said.contains(Self.told), "\(name) \(cut) \(isCut)")
        }
      }
    }
    try FileManager.default.removeItem(atPath: place + "/0.safetensors")
    #expect(try run(Self.script()).entries[4].said == first.entries[4].said)
  }

  @Test func onlyTheMarkedEntryKeepsAndTheMarkIsACommandThatUndoTakesBack() throws {
    let plain = Self.script().replacing(" tags=[\"once\"]", with: "")
    _ = try run(plain)
    #expect(keys.isEmpty)
    let desk = try run(plain, .enter("entry once 4"), .enter("run 4"), .enter("write"))
    #expect(desk.entries[3].isOnce)
    #expect(desk.entries[3].heading == "Train")
    #expect(keys.count == 1)
    #expect(try folder.read("a.rnn") == Self.script())
    let back = try run(Self.script(), .enter("entry once 4"), .enter("write"))
    #expect(!back.entries[3].isOnce)
    #expect(try folder.read("a.rnn") == plain)
    let undone = try run(plain, .enter("entry once 4"), .enter("undo"))
    #expect(!undone.entries[3].isOnce)
  }

  @Test(arguments: [
    ("", "tags=[\"once\"]"), ("Train", "Train tags=[\"once\"]"), ("tags=[\"slow\"]", "tags=[\"slow\", \"once\"]"),
    ("A tags=[] b=\"c\"", "A tags=[\"once\"] b=\"c\""),
  ])
  func otherTagsAndTheTitleStay(title: String, marked: String) throws {
    let text = "# %%" + (title.isEmpty ? "" : " " + title) + "\nprint 1   # kept\n\n\n# %%\nprint 2\n"
    let path = try folder.write("a.rnn", text)
    let desk = Desk()
    desk.run(.open(path), .enter("entry once 1"), .enter("write"))
    #expect(try folder.read("a.rnn") == "# %% \(marked)\nprint 1   # kept\n\n\n# %%\nprint 2\n")
  }

  @Test func theFolderIsBoundedAndCanBeCleared() throws {
    _ = try run(Self.script())
    let one = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/kept").reduce(0) { sum, name in
      let about = try FileManager.default.attributesOfItem(atPath: folder.path + "/kept/" + name)
      return sum + (about[.type] as? FileAttributeType == .typeRegular ? (about[.size] as? Int ?? 0) : 0)
    }
    for steps in 5...9 { _ = try run(Self.script(train: "train steps=\(steps)"), limit: 3 * one) }
    #expect((1...3).contains(keys.count))
    #expect(try run(Self.script(train: "train steps=9"), limit: 3 * one).entries[3].said.contains(Self.told))
    let small = try run(Self.script(train: "train steps=11"), limit: 10)
    #expect(small.entries[3].said.contains("larger than all that may be kept"))
    let clear = try run(Self.script(), .enter("entry forget"))
    // Run with the others, it would empty the folder each time: it is no entry.
    #expect(clear.entries.last?.text.contains("forget") == false)
    #expect(clear.last.notice.contains("kept results removed, "))
    #expect(keys.isEmpty)
  }

  @Test func notebookAndScriptShareWhatIsKept() throws {
    let first = try run(Self.script())
    let recorder = Recorder(environment: SessionEnvironment(keptResults: kept()))
    #expect(try recorder.run(script: Self.script()) == .done)
    #expect(keys.count == 1)
    #expect(recorder.lines.last == first.entries[4].said)
    #expect(!recorder.lines.contains { $0.contains(Self.told) })
  }
}
