import Foundation
import Notebook
import Testing

@Suite("The lessons that come along", .serialized)
struct ShippedLessonTests {
  static let home = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }.path

  static let environment = SessionEnvironment(folder: home, variables: ["UNROLL_HOME": home])

  @Test("are numbered from 1, with two questions and two exercises at least")
  func shape() throws {
    let slots = LessonShelf.slots(Self.environment)
    #expect(
      !slots.isEmpty && Set(slots.map(\.number)).count == slots.count && Set(slots.map(\.name)).count == slots.count)
    for slot in slots {
      let lesson = try LessonShelf.lesson(slot.name, Self.environment)
      #expect(lesson.questions >= 2 && lesson.exercises == 2, "\(slot.name)")
      #expect(lesson.title.count <= 46 && (1...30).contains(lesson.minutes), "\(slot.name)")
      for case .exercise(let exercise) in lesson.steps { #expect(exercise.hints.count == 3, "\(slot.name)") }
    }
  }

  @Test("fit a screen of 80 columns: commands in 70, equations in 73", arguments: names)
  func width(_ name: String) throws {
    for step in try LessonShelf.lesson(name, Self.environment).steps {
      let wide = Self.linesThatStayAsTheyAre(step).filter { $0.line.count > $0.room }
      #expect(wide.isEmpty, "\(wide)")
    }
  }

  /// Prose is wrapped to the screen; its equations and the commands are not.
  private static func linesThatStayAsTheyAre(_ step: Lesson.Step) -> [(line: Substring, room: Int)] {
    func equations(_ text: String) -> [(line: Substring, room: Int)] {
      text.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { ($0, 77) }
    }
    switch step {
    case .prose(let text), .summary(let text): return equations(text)
    case .question(let question): return equations(question.text)
    case .answer(let answer): return equations(answer.text)
    case .commands(let text): return text.split(separator: "\n").map { ($0, 70) }
    case .exercise(let exercise): return exercise.solution.split(separator: "\n").map { ($0, 76) }
    }
  }

  @Test("run through: predictions are right, checks refuse other answers and hold after the solution", arguments: names)
  func runThrough(_ name: String) throws {
    let lesson = try LessonShelf.lesson(name, Self.environment)
    let session = Recorder(environment: Self.environment)
    session.run("lesson \(name)")
    var exercises = 0
    for step in lesson.steps.dropFirst() {
      session.run("next")
      #expect(session.errors.isEmpty, "\(session.errors)")
      switch step {
      case .question(let question):
        // Whether the answer's number is right is for the answer to say.
        session.run("choose 1")
        #expect(session.errors.isEmpty && session.lines.first?.hasPrefix("you predict 1") == true)
        #expect(question.choices.allSatisfy { !$0.isEmpty })
      case .answer:
        #expect(session.prose.first?.hasPrefix("**") == true)
      case .exercise(let exercise):
        session.run("grade")
        #expect(session.lines.last?.hasPrefix("solved;") == false, "\(exercise.text) is solved before it is begun")
        exercises += 1
        for attempt in LessonAttempt.all(name, exercises) { Self.grade(attempt, session) }
        session.run("solution run")
        #expect(session.errors.isEmpty, "\(session.errors)")
        session.run("grade")
        #expect(session.lines.last?.hasPrefix("solved;") == true, "\(session.lines)")
      default: break
      }
    }
    #expect(session.notes.contains { $0.contains(" is done") })
  }

  private static func grade(_ attempt: LessonAttempt, _ session: Recorder) {
    session.run(attempt.commands)
    #expect(session.errors.isEmpty, "\(session.errors)")
    session.run("grade")
    let isSolved = session.lines.last?.hasPrefix("solved;") == true
    #expect(isSolved == attempt.refusals.isEmpty, "\(attempt.commands): \(session.lines)")
    for refusal in attempt.refusals {
      #expect(session.lines.contains("not yet  " + refusal), "\(attempt.commands): \(session.lines)")
    }
  }

  static var names: [String] { LessonShelf.slots(environment).map(\.name) }
}
