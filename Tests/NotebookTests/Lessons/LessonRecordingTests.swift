import Foundation
import Notebook
import Testing

@Suite("Recording a lesson")
struct LessonRecordingTests {
  @Test("a recorded lesson is played from its first step, whoever plays it, and is nobody's progress")
  func lesson() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let teacher = sample.session()
    teacher.run("lesson \"small.rnn\"")
    teacher.run("")
    let second = sample.session()
    for line in ["record \"whole.rnn\"", "lesson \"small.rnn\"", "2", "", "record \"late.rnn\"", "record off"] {
      second.run(line)
    }
    second.run("record \"late.rnn\"")
    second.run("let own = 1")
    second.run("record off")
    let whole = try Recording.read(sample.folder.appendingPathComponent("whole.rnn").path)
    #expect(
      whole.lines.map(\.text) == ["lesson \"small.rnn\"", "next skip", "next skip", "choose 2", "next"],
      "the steps that were seen before lead to where it goes on")
    let late = try Recording.read(sample.folder.appendingPathComponent("late.rnn").path)
    #expect(
      late.lines.map(\.text) == [
        "lesson \"small.rnn\"", "next skip", "next skip", "choose 2", "next", "let own = 1",
      ])
    let place = sample.place
    let student = sample.session()
    student.run("replay \"whole.rnn\" speed=100")
    #expect(student.errors.isEmpty && student.workspace.scopes == [["x": .number(8), "y": .number(4)]])
    #expect(sample.place == place)
    student.run("")
    #expect(student.prose.first?.hasPrefix("**Right, 2: four") == true, "from there it is the student's")
    #expect(sample.place?.step == 5)
  }

  @Test("a recording that begins within a step has its prediction and own work, of the steps before only the way")
  func withinStep() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let teacher = sample.session()
    for line in ["lesson \"small.rnn\"", "let early = 1", "", "", "3", "2", "let own = 1; record \"step.rnn\"", ""] {
      teacher.run(line)
    }
    let step = try Recording.read(sample.folder.appendingPathComponent("step.rnn").path).lines.map(\.text)
    #expect(
      step == ["lesson \"small.rnn\"", "next skip", "next skip", "choose 3", "choose 2", "let own = 1", "next"])
    let student = sample.session()
    student.run("replay \"step.rnn\" speed=100")
    #expect(student.errors.isEmpty && student.warnings.isEmpty)
    #expect(student.workspace.scopes == [["x": .number(8), "y": .number(4)]])
    student.run("")
    #expect(student.prose.first?.hasPrefix("**Right, 2: four") == true, "the prediction is judged")
    student.run("record \"judged.rnn\"")
    let judged = try Recording.read(sample.folder.appendingPathComponent("judged.rnn").path).lines.map(\.text)
    #expect(judged == ["lesson \"small.rnn\""] + [String](repeating: "next skip", count: 4))
  }

  @Test("record off says of a recording with a lesson in it that no script run takes it, and of another nothing")
  func told() throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = sample.session()
    for line in ["record \"plain.rnn\"", "let a = 1", "record off"] { session.run(line) }
    #expect(session.lines.contains { $0.hasSuffix("plain.rnn plays it") }, "\(session.lines)")
    for line in ["record \"taught.rnn\"", "lesson", "lesson \"small.rnn\"", "record off"] { session.run(line) }
    let words = "taught.rnn plays it; there is a lesson in it, which unroll run does not take"
    #expect(session.lines.contains { $0.hasSuffix(words) }, "\(session.lines)")
  }

  @Test("what is only read leaves own work as it is, in a recording that begins there too")
  func onlyRead() throws {
    let text = SampleLesson.text.replacingOccurrences(
      of: "# %% [markdown] summary", with: "# %% [markdown]\n# Well done.\n\n# %% [markdown] summary")
    let sample = try SampleLesson(text)
    defer { sample.remove() }
    let teacher = sample.session()
    teacher.run("lesson \"small.rnn\"")
    for _ in 1...8 { teacher.run("next skip") }
    for line in ["let z = 9", "grade", "", "record \"read.rnn\""] { teacher.run(line) }
    let lines = try Recording.read(sample.folder.appendingPathComponent("read.rnn").path).lines.map(\.text)
    let way = ["lesson \"small.rnn\""] + [String](repeating: "next skip", count: 8)
    #expect(lines == way + ["let z = 9", "grade", "next"])
    let student = sample.session()
    student.run("replay \"read.rnn\" speed=100")
    #expect(student.errors.isEmpty && student.workspace.scopes == teacher.workspace.scopes)
    student.run("")
    #expect(student.prose.first?.hasSuffix("Exercises solved: 1 of 1.**") == true)
  }
}
