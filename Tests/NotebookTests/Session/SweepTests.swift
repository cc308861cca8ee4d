import Notebook
import Script
import Synchronization
import Testing

@Suite("Sweeps")
struct SweepTests {
  private static let head = "data adding length=8; model m; add rnn 4; add dense\n"

  private func csv(_ recorder: Recorder) -> String {
    recorder.run("show sweep as=csv")
    return recorder.lines.joined(separator: "\n")
  }

  @Test("a row for each combination, the last variable's value changing fastest")
  func rows() throws {
    let recorder = Recorder()
    #expect(recorder.run("sweep a in 1..2, b in [\"x\", \"y\"] { report twice=a * 2, label=\"{b}{a}\" }") == .done)
    #expect(recorder.tables.count == 1)
    #expect(csv(recorder) == "a,b,twice,label\n1,x,2,x1\n1,y,2,y1\n2,x,4,x2\n2,y,4,y2")
  }

  @Test("the rows are the same bit for bit, however many combinations run at once", arguments: [2, 3, 8])
  func jobs(_ jobs: Int) throws {
    let sweep = """
      sweep r in 0.5..1.5 by 0.25, kind in ["rnn", "lstm"] jobs=JOBS {
        replace 1 (kind) 4
        spectral 1 (r)
        train steps=4
        unroll
        report loss, grad(1, 1), drawn=random()
      }
      """
    func rows(_ jobs: Int) -> String {
      let recorder = Recorder()
      recorder.run(Self.head + sweep.replacing("JOBS", with: "\(jobs)"))
      return csv(recorder)
    }
    let alone = rows(1)
    #expect(alone.split(separator: "\n").count == 11, "\(alone)")
    #expect(rows(jobs) == alone)
  }

  @Test("each combination begins from the session as it is, and leaves it as it was")
  func sessionsOfTheirOwn() throws {
    let recorder = Recorder()
    recorder.run(Self.head + "train steps=3; let seen = 0")
    recorder.run("sweep n in 1..3 { let seen = seen + 1; train steps=(n); report seen, updates=step }")
    #expect(csv(recorder) == "n,seen,updates\n1,1,4\n2,1,5\n3,1,6")
    recorder.run("print seen, step")
    #expect(recorder.lines == ["0 3"])
    recorder.run("undo; undo")
    recorder.run("show sweep")
    #expect(recorder.errors.first?.contains("there was no sweep yet; run one, for example: sweep r in") == true)
  }

  @Test("a combination that fails is a row with its error; the others go on, and the script has failed")
  func failures() throws {
    let recorder = Recorder()
    let outcome = try recorder.run(
      script: Self.head + "sweep n in [2, 0, 3] {\n  report n2=n * n\n  train steps=(n)\n}\nprint \"after\"")
    #expect(outcome == .failed)
    #expect(recorder.lines.last == "after")
    let error = "line 4: steps goes from 1 to 1000000000, and 0 is outside"
    #expect(recorder.errors == ["1 combination of 3 failed; n=0: \(error)"])
    #expect(csv(recorder) == "n,n2,error\n2,4,\n0,0,\"\(error)\"\n3,9,")
  }

  @Test("what blocks print comes in the order of the combinations, with whose it is")
  func printed() throws {
    let recorder = Recorder()
    recorder.run("sweep n in 1..4 jobs=4 { print \"n is {n}\" }")
    #expect(recorder.lines.prefix(4) == ["n=1: n is 1", "n=2: n is 2", "n=3: n is 3", "n=4: n is 4"])
  }

  @Test(arguments: [
    ("sweep a in 1..2 { sweep b in 1..2 { report a } }", "cannot stand inside another one"),
    ("sweep a in 3 { report a }", "'a' goes through a list or a range, and '3' is none; for example: sweep a in [1"),
    ("sweep a in [] { report a }", "'a' has no values"),
    ("sweep a in 1..2 jobs=0 { report a }", "jobs goes from 1 to 64, not 0"),
    ("sweep a in 1..1000, b in 1..1000 { report a }", "more than 100000 combinations"),
    ("sweep a in 1..2 { quit }", "line 1: quit, undo, redo, run, demo, lesson and theme are for the whole session"),
    ("def f() { report 1 }; f", "'report' belongs into the block of a sweep; to show values write print"),
  ])
  func refused(_ text: String, _ message: String) {
    let recorder = Recorder()
    #expect(recorder.run(text) == .failed)
    #expect(recorder.errors.contains { $0.contains(message) }, "\(recorder.errors)")
  }

  @Test("report goes through commands of one's own; the later of two values of a name counts")
  func reported() {
    let recorder = Recorder()
    recorder.run("def tell(x) { report square=x * x }; sweep n in 1..2 { tell n; tell (n + 1) }")
    #expect(csv(recorder) == "n,square\n1,4\n2,9")
  }

  @Test("the sweep's table is written as CSV and as JSON, numbers in full")
  func exported() throws {
    let folder = try ScriptFolder()
    let recorder = Recorder(environment: SessionEnvironment(folder: folder.path))
    recorder.run("sweep n in [1, 3] { report n / 3, name=\"a,b\", none=nan }")
    recorder.run("export sweep \"s.csv\"; export sweep \"s.json\"")
    #expect(recorder.errors.isEmpty)
    #expect(try folder.read("s.csv") == "n,n / 3,name,none\n1,0.3333333333333333,\"a,b\",nan\n3,1,\"a,b\",nan\n")
    let json = try folder.read("s.json").split(whereSeparator: \.isWhitespace).joined()
    #expect(json.contains(#"{"kind":"table","title":"sweep","columns":["n","n/3","name","none"],"#), "\(json)")
    #expect(json.contains(#"[1,0.3333333333333333,"a,b","nan"]"#), "\(json)")
    recorder.run("export \"last.csv\"")
    #expect(try folder.read("last.csv") == folder.read("s.csv"), "a sweep's table was shown by it")
  }

  @Test("drawn as curves: over the first variable that is a number, one curve for each value of the others")
  func drawn() {
    let recorder = Recorder()
    recorder.run("sweep k in [\"a\", \"b\"], x in 1..3 { report y=x * 2 }")
    recorder.run("show sweep as=plot")
    let charts = recorder.events.compactMap { if case .output(.line(let chart)) = $0 { chart } else { nil } }
    #expect(charts.map(\.title) == ["y"])
    #expect(charts.first?.series.map(\.name) == ["k a", "k b"])
    #expect(charts.first?.series.first?.points.map(\.y) == [2, 4, 6])
  }
}

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
