import Foundation
import Notebook
import Testing

@Suite("Taking a lesson")
struct CourseTests {
  @Test("an empty line goes on: prose is shown, commands are run with their answers")
  func goesOn() throws {
    try SampleLesson.taking { session, _ in
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
    try SampleLesson.taking(
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
    try SampleLesson.taking(
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
    try SampleLesson.taking(
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
    try SampleLesson.taking(
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
    try SampleLesson.taking(
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

  @Test("the lesson goes on from its own state, and undo brings back what the student made")
  func sideTrip() throws {
    try SampleLesson.taking { session, _ in
      session.run("")
      session.run("let x = 100")
      session.run("")
      #expect(session.workspace.scopes == [["x": .number(8)]])
      #expect(session.notes == ["the lesson goes on from where it stood; undo brings back what you made"])
      session.run("undo")
      #expect(session.workspace.scopes == [["x": .number(100)]])
    }
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
