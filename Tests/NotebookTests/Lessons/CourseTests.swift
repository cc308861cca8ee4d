import Foundation
import Notebook
import Testing

@Suite("Taking a lesson")
struct CourseTests {
  /// A session that stands behind so many steps of the sample.
  private func taking(_ body: (Recorder, SampleLesson) throws -> Void, lines: String...) throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = sample.session()
    session.run("lesson \"small.rnn\"")
    for line in lines { session.run(line) }
    try body(session, sample)
  }

  @Test("an empty line goes on: prose is shown, commands are run with their answers")
  func goesOn() throws {
    try taking { session, _ in
      #expect(
        session.prose.first?.hasPrefix("# Halves\n\nA number and its half.\n\n2 minutes\n\n**Enter** goes on.") == true)
      session.run("")
      #expect(session.workspace.scopes == [["x": .number(8)]])
      #expect(session.lines == ["> let x = 8"])
      #expect(session.document.entries.map(\.kind) == [.prose, .commands], "next itself leaves no entry")
    }
  }

  @Test("a question waits; a bare number predicts, and the answer says that it was right")
  func right() throws {
    try taking(
      { session, _ in
        #expect(session.prose.first?.hasPrefix("What is half of x?") == true)
        #expect(session.lines == ["(type your choice, 1 to 3, then Enter)"])
        session.run("")
        #expect(
          session.warnings == ["predict first: type your choice, 1 to 3, then Enter; next skip goes on without"])
        session.run("2")
        #expect(session.lines == ["you predict 2: four, which is a half", "Enter shows what happens"])
        session.run("")
        #expect(session.lines == ["> let y = x / 2", "> print y", "4"])
        session.run("")
        #expect(session.prose == ["**Right, 2: four, which is a half.**\n\nHalf of 8 is 4.0; in code `{x}` stays."])
      }, lines: "", "")
  }

  @Test("a wrong prediction is answered with what is so, what was said, and why")
  func wrong() throws {
    try taking(
      { session, _ in
        #expect(
          session.prose == [
            "**The answer is 2: four, which is a half.** You predicted 3: eight. This is why:\n\n"
              + "Half of 8 is 4.0; in code `{x}` stays."
          ])
      }, lines: "", "", "3", "", "")
  }

  @Test("a number that is asked for counts within its tolerance", arguments: [("1.7", true), ("2.6", false)])
  func number(_ said: String, _ isRight: Bool) throws {
    try taking(
      { session, _ in
        session.run(said)
        session.run("")
        session.run("")
        let verdict =
          isRight ? "**Right: 2.** You predicted 1.7." : "**The answer is 2.** You predicted 2.6. This is why:"
        #expect(session.prose.first?.hasPrefix(verdict) == true)
      }, lines: "", "", "2", "", "", "")
  }

  @Test("a prediction may be changed until what happens is shown")
  func changed() throws {
    try taking(
      { session, sample in
        session.run("3")
        #expect(session.lines.first == "you predict 3: eight")
        session.run("2")
        #expect(session.lines.first == "you predict 2: four, which is a half")
        session.run("lesson leave")
        #expect(sample.place?.step == 2, "the question is asked again")
        session.run("lesson \"small.rnn\"")
        #expect(session.prose.first?.hasPrefix("What is half of x?") == true)
        session.run("2")
        session.run("")
        session.run("")
        #expect(session.prose.first?.hasPrefix("**Right, 2: four") == true)
      }, lines: "", "")
  }

  @Test("numbers that are no choice, and predictions where nothing is asked, are refused in words")
  func refused() throws {
    try taking(
      { session, _ in
        session.run("4")
        #expect(session.errors == ["the choices are 1 to 3, and 4 is none of them"])
        session.run("choose 1.5")
        #expect(session.errors == ["the choices are 1 to 3, and 1.5 is none of them"])
        session.run("1 + 1")
        #expect(session.lines == ["2"], "a line that is more than a number is the student's own")
        session.run("next skip")
        session.run("2")
        #expect(session.lines == ["2"])
        session.run("choose 2")
        #expect(session.errors == ["nothing is asked here that a number could answer; an empty line goes on"])
      }, lines: "", "")
  }

  private static let toExercise = ["", "", "2", "", "", "", "2", "", "", ""]

  @Test("an exercise is graded assertion by assertion; hints come one by one; nothing of it changes the session")
  func exercise() throws {
    try taking { session, sample in
      for line in Self.toExercise { session.run(line) }
      #expect(session.prose == ["## Nine\n\nMake `z` nine."])
      session.run("let z = 8.5")
      session.run("grade")
      #expect(
        session.lines == [
          "holds    z is above 8", "not yet  z is 9",
          "         z is 8.5; it should be equal to goal, which is 9",
          "1 of 2 hold; try on and grade again, or ask for a hint",
        ])
      #expect(session.workspace.scopes[0]["goal"] == nil)
      session.run("hint")
      #expect(session.lines == ["Use let.", "(1 more hint)"])
      session.run("hint")
      #expect(session.lines.first == "Say `let z = 9`.")
      session.run("hint")
      #expect(session.lines == ["there are no more hints; solution shows one way to do it"])
      session.run("")
      #expect(session.warnings.first?.hasPrefix("solve it and grade it, or ask for a hint") == true)
      session.run("solution run")
      for _ in 1...2 {
        session.run("grade")
        #expect(session.lines.last == "solved; Enter goes on with the lesson")
      }
      #expect(sample.place?.tally.solved == 1, "kept at once, and once")
      session.run("solution")
      #expect(session.lines.first == "one way to do it:", "it can be looked at until the lesson goes on")
      session.run("")
      #expect(
        session.prose == ["That was it.\n\n**Predictions right: 2 of 2. Exercises solved: 1 of 1.**"])
      #expect(session.notes == ["Halves is done"], "nothing is put back where nothing follows")
      #expect(session.workspace.scopes[0]["z"] == .number(9), "what the student made stays")
      session.run("next")
      #expect(session.errors.first?.hasPrefix("no lesson is being taken") == true)
    }
  }

  @Test("grading is no step of undo, and leads nobody away from where the exercise began")
  func gradesWithoutTrace() throws {
    try taking { session, _ in
      for line in Self.toExercise { session.run(line) }
      session.run("grade")
      session.run("solution run")
      #expect(session.lines.first == "> let z = 9")
      session.run("let z = 8.5")
      session.run("grade")
      session.run("undo")
      #expect(session.workspace.scopes[0]["z"] == .number(9))
    }
  }

  @Test("a solution begins where its exercise began, whatever was tried since")
  func solutionAnew() throws {
    try taking { session, _ in
      for line in Self.toExercise { session.run(line) }
      session.run("let x = 100")
      session.run("solution run")
      #expect(session.lines.first == "begins where the exercise began; undo brings back what you made")
      #expect(session.workspace.scopes[0]["x"] == .number(8) && session.workspace.scopes[0]["z"] == .number(9))
      session.run("undo")
      #expect(session.workspace.scopes[0]["x"] == .number(100))
    }
  }

  @Test("a score that was not measured says what measures it; of two conditions the one is told that fails")
  func told() throws {
    let sample = try SampleLesson(
      SampleLesson.text.replacing("assert z > 8,", with: "assert z > 3 and test.loss < 0.1,"))
    defer { sample.remove() }
    let session = sample.session()
    session.run("lesson \"small.rnn\"")
    for line in Self.toExercise { session.run(line) }
    session.run("let z = 4")
    session.run("grade")
    #expect(session.lines[1] == "         test.loss has no value yet: evaluate measures it")
    session.run("let z = 2")
    session.run("grade")
    #expect(session.lines[1] == "         z is 2; it should be above 3")
  }

  @Test("what is not there yet holds not, in words")
  func unmade() throws {
    try taking { session, _ in
      for line in Self.toExercise { session.run(line) }
      session.run("grade")
      #expect(session.errors.isEmpty)
      #expect(session.lines.first == "not yet  z is above 8")
      #expect(session.lines[1].contains("'z'"))
    }
  }

  @Test("the lesson goes on from its own state, and undo brings back what the student made")
  func sideTrip() throws {
    try taking { session, _ in
      session.run("")
      session.run("let x = 100")
      session.run("")
      #expect(session.workspace.scopes == [["x": .number(8)]])
      #expect(session.notes == ["the lesson goes on from where it stood; undo brings back what you made"])
      session.run("undo")
      #expect(session.workspace.scopes == [["x": .number(100)]])
    }
  }

  // MARK: Progress

  @Test("a lesson is resumed at what it waited for, with its state, and restart begins it anew")
  func resumed() throws {
    try taking { first, sample in
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
    try taking { _, sample in
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

  // MARK: Wrong input

  @Test(
    "lessons that are not there, and words without a lesson, say what to do",
    arguments: [
      ("lesson nowhere", "the lessons are not found; set UNROLL_HOME"),
      ("next", "no lesson is being taken; lesson lists them"), ("grade", "no lesson is being taken"),
      ("hint", "no lesson is being taken"), ("solution", "no lesson is being taken"),
      ("choose 1", "no lesson is being taken"), ("lesson restart", "no lesson is being taken"),
      ("lesson \"missing.rnn\"", "cannot be read: No such file or directory"),
      ("repeat 2 { next }", "stands alone at its prompt"),
    ])
  func wrong(_ line: String, _ expected: String) throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = sample.session()
    session.run(line)
    let told = session.errors + session.warnings
    #expect(told.contains { $0.contains(expected) }, "\(told)")
  }

  @Test("a script takes no lesson")
  func script() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = sample.session()
    #expect(try session.run(script: "lesson loop") == .failed)
    #expect(
      session.errors == ["a lesson is taken at a prompt, not in a script; unroll run FILE runs one from top to bottom"])
  }
}

extension Recorder {
  var prose: [String] { events.compactMap { if case .prose(let text) = $0 { text } else { nil } } }
  var warnings: [String] { events.compactMap { if case .warning(let text) = $0 { text } else { nil } } }
}
