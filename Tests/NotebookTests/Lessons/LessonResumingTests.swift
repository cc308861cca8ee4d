import Foundation
import Notebook
import Testing

@Suite("Going on with a lesson")
struct LessonResumingTests {
  @Test("a lesson is resumed at what it waited for, with its state, and restart begins it anew")
  func resumed() throws {
    try SampleLesson.taking { first, sample in
      for line in ["", "", "2", "", "", ""] { first.run(line) }
      #expect(first.prose == ["And a quarter of it? Type a number."])
      let later = sample.session()
      later.run("lesson \"small.rnn\"")
      #expect(later.prose == ["And a quarter of it? Type a number."], "what was seen before is not told again")
      #expect(later.notes == ["on from step 6 of 10; lesson restart begins anew"])
      #expect(later.workspace.scopes == [["x": .number(8), "y": .number(4)]])
      #expect(later.document.entries.count == 6, "the notebook holds the steps before")
      later.run("lesson restart")
      #expect(later.prose.first?.hasPrefix("# Halves") == true)
      #expect(later.workspace.scopes == [[:]])
    }
  }

  @Test("leaving keeps the place; a lesson that is done begins anew and stays done")
  func places() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = sample.session()
    session.run("lesson \"small.rnn\"")
    for _ in 1...3 { session.run("next skip") }
    session.run("lesson leave")
    #expect(session.lines == ["left the lesson; lesson small.rnn goes on with it"])
    #expect(sample.place?.step == 4)
    session.run("lesson \"small.rnn\"")
    for _ in 1...6 { session.run("next skip") }
    #expect(sample.place?.isDone == true)
    session.run("lesson \"small.rnn\"")
    #expect(session.prose.first?.hasPrefix("# Halves") == true)
    #expect(sample.place?.isDone == true)
  }

  @Test("a lesson's entries are not missed when the session ends, and one's own are")
  func leaving() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = Session(environment: sample.environment) { _ in }
    for line in ["lesson \"small.rnn\"", "", "let own = 3", "lesson leave"] { session.run(line) }
    #expect(session.document.entries.count == 4 && session.leaving == .free)
    session.run("let own = 4")
    #expect(session.leaving != .free)
  }

  @Test("the list ends with the lesson that was begun, otherwise with the first that is open")
  func next() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let environment = ShippedLessonTests.environment
    #expect(try LessonShelf.list(environment, LessonProgress()).hasSuffix("done; lesson memory begins it"))
    try FileManager.default.createDirectory(atPath: sample.state, withIntermediateDirectories: true)
    let kept = "unroll lessons 1\nmemory\t24\t24\tdone\t2\t2\t2\nbptt\t4\t23\topen\t0\t0\t0\n"
    try Data(kept.utf8).write(to: URL(fileURLWithPath: sample.state + "/lessons"))
    let progress = LessonProgress.read(sample.state).progress
    #expect(try LessonShelf.list(environment, progress).hasSuffix("done; lesson bptt goes on with it"))
  }

  @Test("a broken file of progress costs one line, and is put right")
  func broken() throws {
    try SampleLesson.taking { _, sample in
      let path = sample.state + "/lessons"
      try Data("nonsense\u{1B}[31m".utf8).write(to: URL(fileURLWithPath: path))
      let session = sample.session()
      session.run("lesson \"small.rnn\"")
      #expect(session.warnings.count == 1 && session.warnings[0].hasSuffix("so the course begins anew"))
      #expect(session.prose.first?.hasPrefix("# Halves") == true)
      session.run("")
      #expect(LessonProgress.read(sample.state).fault == nil)
    }
  }

  @Test("where nothing can be kept that is said once, and the lesson goes on")
  func unkept() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    var environment = sample.environment
    environment.stateFolder = sample.path + "/state"
    let session = Recorder(environment: environment)
    session.run("lesson \"small.rnn\"")
    #expect(session.warnings.count == 1 && session.warnings[0].hasPrefix("progress is not kept: "))
    session.run("")
    #expect(session.warnings.isEmpty && session.workspace.scopes == [["x": .number(8)]])
  }
}
