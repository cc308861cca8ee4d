import Notebook
import Testing

@Suite("The exercise of a lesson")
struct LessonExerciseTests {
  private static let toExercise = ["", "", "2", "", "", "", "2", "", "", ""]

  @Test("an exercise is graded assertion by assertion; hints come one by one; nothing of it changes the session")
  func exercise() throws {
    try SampleLesson.taking { session, sample in
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
    try SampleLesson.taking { session, _ in
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
    try SampleLesson.taking { session, _ in
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
    try SampleLesson.taking { session, _ in
      for line in Self.toExercise { session.run(line) }
      session.run("grade")
      #expect(session.errors.isEmpty)
      #expect(session.lines.first == "not yet  z is above 8")
      #expect(session.lines[1].contains("'z'"))
    }
  }
}
