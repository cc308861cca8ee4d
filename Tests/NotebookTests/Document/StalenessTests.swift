import Foundation
import Notebook
import Testing

/// An entry is stale when something that it depends on has changed, and only then. `run stale` leaves the session as
/// running everything anew would.
@Suite struct StalenessTests {
  /// Does one job after the other: what comes while a training runs would be answered in the middle of it.
  private func desk(_ jobs: [SessionJob]) -> Desk {
    let desk = Desk()
    for (number, job) in jobs.enumerated().dropFirst() {
      desk.when({ $0.jobsTaken == number && $0.activity == nil }) { desk.jobs.send(job) }
    }
    desk.run(jobs[0])
    return desk
  }

  /// Statuses after entries were entered and one was given another text: `·` for up to date, `s` for stale.
  private func marks(_ texts: [String], edit number: Int, to text: String) -> String {
    let desk = desk(texts.map { .enter($0) } + [.revise(entry: number, text: text)])
    return desk.statuses.map { $0 == .done ? "·" : $0 == .stale ? "s" : "?" }.joined()
  }

  private static let model = "model plain; add rnn 3; add dense"
  private static let data = "data adding length=5"

  @Test(arguments: [
    // Variables: who reads them, and who reads what was made of them.
    (["let x = 1", "let y = 2", "print x", "print y"], 1, "let x = 5", "··s·"),
    (["let x = 1", "let y = x", "let z = y", "print z", "print 7"], 1, "let x = 5", "·sss·"),
    (["let x = 1", "print x"], 1, "let x = 2 - 1", "··"),
    (["let x = 1", "let y = x > 0", "print y"], 1, "let x = 5", "·ss"),
    (["let x = 1", "print x"], 1, "let other = 1", "·s"),
    // A name that is made anew below: the one above it changed what is there, and those who read it see the same.
    (["let x = 1", "let x = 2", "print x"], 1, "let x = 5", "·s·"),
    (["let x = 1", "if x > 0 { let y = 3 }", "for i in [x] { print i }", "print 1"], 1, "let x = 5", "·ss·"),
    // Commands of one's own.
    (["def f(a) { print a }", "f 1", "print 2"], 1, "def f(a) { print a + 1 }", "·s·"),
    (["let kk = 2", "def f(a) { print a * kk }", "f 1", "print 2"], 1, "let kk = 3", "··s·"),
    // Looking changes nothing.
    (["print 1", "let x = 1", "print x"], 1, "print 2", "···"),
    ([data, "show data", "print 3"], 2, "print 4", "···"),
  ])
  func onlyWhatDependsOnTheChangeIsStale(texts: [String], number: Int, text: String, expected: String) {
    #expect(marks(texts, edit: number, to: text) == expected, "\(texts) with \(number) as \(text)")
  }

  @Test(arguments: [
    // Data: the model was fitted to them, and all that it was trained and measured on.
    ([data, model, "train steps=2", "print loss", "let x = 1"], 1, "data adding length=6", "·sss·"),
    // A model, and what was made of it.
    ([data, model, "let x = 3", "train steps=2", "print x"], 3, "let x = 4", "····s"),
    // Another model does not mind.
    (
      [data, model, "train steps=2", "model other; add gru 2; add dense", "train steps=2", "print 1"], 4,
      "model other; add gru 3; add dense", "···ss·"
    ),
    // How it is trained. A new optimizer builds on the model: it was set on the trained one, and is stale itself.
    ([data, model, "optimizer sgd rate=0.1", "train steps=2", "summary"], 3, "optimizer sgd rate=0.2", "··sss"),
    ([data, model, "train steps=2", "print loss", "optimizer sgd rate=0.1"], 5, "optimizer sgd rate=0.3", "····s"),
  ])
  func modelsDependOnDataAndSettings(texts: [String], number: Int, text: String, expected: String) {
    #expect(marks(texts, edit: number, to: text) == expected, "\(texts) with \(number) as \(text)")
  }

  @Test func whatIsAsItWasIsStaleNoMore() {
    let texts: [SessionJob] = [.enter("let x = 1"), .enter("print x"), .revise(entry: 1, text: "let x = 2")]
    #expect(desk(texts).statuses == [.done, .stale])
    #expect(desk(texts + [.revise(entry: 1, text: "let x = 1")]).statuses == [.done, .done])
  }

  @Test func deletingAndMovingConcernOnlyWhoDepends() {
    let texts: [SessionJob] = ["let x = 1", "let y = 2", "print x", "print y"].map { .enter($0) }
    #expect(desk(texts + [.enter("entry delete 2")]).statuses == [.done, .done, .stale])
    #expect(desk(texts + [.enter("entry move 2 1")]).statuses == [.done, .done, .done, .done])
    #expect(desk(texts + [.enter("entry move 3 1")]).statuses == [.stale, .done, .done, .done])
  }

  @Test func aFileThatWasChangedMakesItsReaderStale() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("part.rnn", "let x = 1\n")
    let first = desk([.enter("include \"\(path)\""), .enter("print x"), .enter("print 2")])
    #expect(first.statuses == [.done, .done, .done])
    let changed = Desk()
    for text in ["include \"\(path)\"", "print x", "print 2"] { changed.jobs.send(.enter(text)) }
    changed.when({ $0.document.entries.count == 4 && $0.document.entries[3].status == .done && $0.activity == nil }) {
      try? Data("let x = 22\n".utf8).write(to: URL(fileURLWithPath: path))
      changed.jobs.send(.run(.stale))
    }
    changed.run(.enter("print 4"))
    #expect(changed.entries[1].said == "22")
  }

  @Test func whatWasRunAgainByHandIsMeantSo() {
    let texts: [SessionJob] = [Self.data, Self.model, "train steps=2", "print step"].map { .enter($0) }
    let again = desk(texts + [.run(.entry(3))])
    #expect(again.statuses == [.done, .done, .done, .stale])
    let after = desk(texts + [.run(.entry(3)), .run(.stale)])
    #expect(after.entries[3].said == "4")
  }

  @Test func anEditedTrainingIsRunOnTheModelAboveItByRunStale() {
    let texts: [SessionJob] = [Self.data, Self.model, "train steps=2", "print step"].map { .enter($0) }
    let edited = desk(texts + [.revise(entry: 3, text: "train steps=5"), .run(.stale)])
    #expect(edited.entries[3].said == "5")
    #expect(edited.statuses == [.done, .done, .done, .done])
  }

  @Test func whatIsNotStaleIsNotRunAgain() {
    let texts: [SessionJob] = [Self.data, Self.model, "train steps=3", "let x = 1", "print x"].map { .enter($0) }
    let desk = desk(texts + [.revise(entry: 4, text: "let x = 2"), .run(.stale), .enter("print step")])
    #expect(desk.entries[2].number == 3)
    #expect(desk.entries[4].number == 7)
    #expect(desk.entries[5].said == "3")
  }

  @Test func runStaleIsOneStepOfUndo() {
    let desk = desk(
      ["let x = 1", "let y = x + 1", "let z = 5", "print y"].map { .enter($0) } + [
        .revise(entry: 1, text: "let x = 2"), .run(.stale), .enter("print y + z"), .enter("undo"),
        .enter("print y + z"),
      ])
    #expect(desk.entries[4].said == "8")
    // What lay between was half of a session.
    #expect(desk.entries.last?.said == "7")
  }

  @Test func aFailureLeavesWhatDependsOnItStaleAndTheRestInPlace() {
    let texts: [SessionJob] = ["let x = 1", "let y = 10 / x; assert x < 3, \"small\"", "print y", "let z = 7"].map {
      .enter($0)
    }
    let desk = desk(texts + [.revise(entry: 1, text: "let x = 5"), .run(.stale), .enter("print z")])
    #expect(desk.statuses.prefix(4) == [.done, .failed, .stale, .done])
    #expect(desk.entries[4].said == "7")
  }

  /// Random notebooks, randomly edited: the answers after `run stale` are those of the same notebook run from the start.
  @Test(arguments: 0..<12)
  func runStaleLeavesWhatRunAllWould(seed: Int) {
    var random = Sequence(seed: UInt64(seed))
    let names = ["a", "b", "c"]
    func statement() -> String {
      let (name, other) = (names[random.next(3)], names[random.next(3)])
      switch random.next(8) {
      case 0: return "let \(name) = \(random.next(5))"
      case 1: return "let \(name) = \(other) + 1"
      case 2: return "print \(name) * 2"
      case 3: return "optimizer sgd rate=(0.1 + \(name) / 10)"
      case 4: return "train steps=\(1 + random.next(2))"
      case 5: return "model \(["m", "n"][random.next(2)]); print step"
      case 6: return "def f(v) { print v + \(name) }"
      default: return "print loss, \(name)"
      }
    }
    let head = [
      "let a = 1; let b = 2; let c = 3", Self.data, "model n; add gru 2; add dense", "model m; add rnn 2; add dense",
    ]
    let texts = head + (0..<8).map { _ in statement() }
    let edits = (0..<3).map { _ in (4 + random.next(8), statement()) }
    var jobs: [SessionJob] = texts.map { .enter($0) }
    var final = texts
    for (place, text) in edits {
      jobs.append(.revise(entry: place + 1, text: text))
      jobs.append(.run(.stale))
      final[place] = text
    }
    let edited = desk(jobs)
    let anew = desk(final.map { .enter($0) })
    #expect(edited.entries.map(\.text) == final)
    #expect(edited.entries.map(\.said) == anew.entries.map(\.said), "\(final)")
  }

  /// A small generator with a fixed course.
  private struct Sequence {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 2 &+ 1 }

    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
  }
}
