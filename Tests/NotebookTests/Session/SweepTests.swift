import Notebook
import Script
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
