import Notebook
import Script
import Synchronization
import Testing

@Suite("Sweeps that are stopped")
struct StoppedSweepTests {
  /// A session that a person stops as soon as one combination is through.
  private final class Impatient {
    let flag = Desk.Flag()
    private(set) var session: Session?
    private(set) var notes: [String] = []
    private(set) var table: Table?

    init(stops: Bool) {
      let isInterrupted: @Sendable () -> Bool = { [flag] in flag.value.load(ordering: .relaxed) }
      session = Session(environment: SessionEnvironment(isInterrupted: isInterrupted)) { [unowned self] event in
        switch event {
        case .progress(let progress) where progress.job == "sweep" && progress.done > 0 && stops:
          flag.value.store(true, ordering: .relaxed)
        case .output(.note(let note)): notes.append(note)
        case .output(.table(let found)) where found.title.hasPrefix("sweep"): table = found
        default: break
        }
      }
    }
  }

  private static func script(_ steps: Int) -> String {
    """
    data adding length=8; model m; add rnn 4; add dense
    sweep r in 1..6 jobs=1 {
      spectral 1 (r / 4)
      train steps=\(steps)
      report loss
    }
    """
  }

  private func run(_ text: String, _ path: String, stops: Bool) -> (outcome: Session.Outcome?, Impatient) {
    let person = Impatient(stops: stops)
    return (person.session?.run(script: SourceText(name: path, text: text), path: path), person)
  }

  @Test("Ctrl-C keeps the finished rows; the same script goes on from there, and its rows are those of one run")
  func resumed() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    let whole = run(Self.script(60), path, stops: false).1.table
    #expect(!folder.contains("a.rnn.sweep"), "a sweep that is through leaves no file")

    let (outcome, stopped) = run(Self.script(60), path, stops: true)
    #expect(outcome == .interrupted)
    let count = stopped.table?.rows.count ?? 0
    #expect((1..<6).contains(count))
    #expect(stopped.table?.title == "sweep, \(count) of 6 combinations")
    #expect(
      stopped.notes.last
        == "stopped after \(count) of 6 combinations; the same sweep goes on from there (kept in a.rnn.sweep)")

    let (done, second) = run(Self.script(60), path, stops: false)
    #expect(done == .done)
    #expect(second.notes.contains("\(count) of 6 combinations were finished before and kept in a.rnn.sweep"))
    #expect(second.table == whole)
    #expect(!folder.contains("a.rnn.sweep"))
  }

  @Test("a sweep whose block was changed begins anew, and says so")
  func changed() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    _ = run(Self.script(60), path, stops: true)
    #expect(folder.contains("a.rnn.sweep"))
    let (_, second) = run(Self.script(2), path, stops: false)
    #expect(
      second.notes.contains(
        "a.rnn.sweep holds rows from before this sweep, or what leads to it, was changed: not used"))
    #expect(second.table == run(Self.script(2), folder.path + "/b.rnn", stops: false).1.table)
  }

  @Test("what leads to a sweep counts, comments and what is only printed do not")
  func leading() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    _ = run(Self.script(60), path, stops: true)
    let prefixed = "# a comment\nprint 1\n" + Self.script(60)
    #expect(run(prefixed, path, stops: false).1.notes.contains { $0.contains("were finished before") })
    _ = run(Self.script(60), path, stops: true)
    let seeded = "seed 7\n" + Self.script(60)
    #expect(!run(seeded, path, stops: false).1.notes.contains { $0.contains("were finished before") })
  }

  @Test("a file that is no such file, or damaged, is not used")
  func damaged() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    for text in ["", "\u{0}\u{1}[", "[\"sweep\", 3]\n[1]\n[[[", "[1, 2, 3]"] {
      _ = try folder.write("a.rnn.sweep", text)
      let (outcome, person) = run(Self.script(1), path, stops: false)
      #expect(outcome == .done)
      #expect(person.table?.rows.count == 6)
    }
  }

  @Test("at the prompt the rows are kept in memory")
  func atThePrompt() throws {
    let person = Impatient(stops: true)
    #expect(person.session?.run(Self.script(60)) == .interrupted)
    #expect(person.notes.last?.hasSuffix("the same sweep goes on from there") == true)
    person.flag.value.store(false, ordering: .relaxed)
    let lines = Self.script(60).split(separator: "\n").map(String.init)
    _ = person.session?.run(lines.dropFirst().joined(separator: "\n"))
    #expect(person.notes.contains { $0.contains("of 6 combinations were finished before") })
  }
}
