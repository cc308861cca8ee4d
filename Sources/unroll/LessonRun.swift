import ArgumentParser
import CursesTerminal
import Glibc
import Notebook
import SequenceEngine
import TerminalUI

import struct Script.Diagnostic
import func Script.legible
import func Script.quoted

/// `unroll lesson [NAME]`: the course.
struct LessonRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "The course: list the lessons, or take one.",
    usage: """
      unroll lesson
      unroll lesson NAME|N|FILE.rnn [--teach] [--plain] [--theme NAME]
                    [--colour WHEN] [--ascii] [--quiet]
      """,
    discussion: """
      Without a name the lessons are listed, with how far you are. A lesson opens in the notebook; Enter goes on. Where \
      standard input is no terminal, it is shown from beginning to end, with answers and solutions.
      """)

  @Argument(help: "Its name, its number, or a file.", completion: .file(extensions: ["rnn"])) var lesson: String?
  @Flag(help: "For a class: text and one large pane, step by step with the arrow keys.") var teach = false
  @OptionGroup var screen: ScreenOptions
  @Flag(help: "Say nothing about defaults and progress.") var quiet = false

  func run() throws {
    let environment = SessionEnvironment.ofProgram(folder: ".")
    do {
      guard let wish = lesson else {
        let (progress, fault) = LessonProgress.read(environment.stateFolder)
        if let fault { complain("warning: \(fault)") }
        print(try LessonShelf.list(environment, progress))
        return
      }
      let lesson = try LessonShelf.lesson(wish, environment)
      let preferences = screen.over(PreferenceFile.readAndTell())
      let (screen, quiet, teach) = (screen, quiet, teach)
      let status = MainActor.assumeIsolated { () -> Int32 in
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
          return LessonReading(lesson: lesson, wish: wish, isQuiet: quiet).status()
        }
        return Prompt.take("lesson \(quoted(wish))", screen, preferences, isTeaching: teach, isQuiet: quiet)
      }
      throw ExitCode(status)
    } catch let error as Diagnostic {
      complain(error.rendered)
    } catch let error as ExitCode {
      throw error
    } catch {
      complain("unroll: \(error)")
    }
    throw ExitCode(ExitStatus.failed)
  }
}

/// A lesson from beginning to end, for a reader without a terminal.
struct LessonReading: Sendable {
  let lesson: Lesson
  let wish: String
  let isQuiet: Bool

  @MainActor func status() -> Int32 {
    let style = WriterStyle(
      output: STDOUT_FILENO, width: 80, characters: .unicode, colour: .none, showsProgress: false, isQuiet: isQuiet,
      breaksLines: true)
    let result = Channel<Int32>()
    let reading = self
    guard SessionThread.start({ result.send(reading.read(style)) }) else {
      complain("unroll: no thread could be started")
      return ExitStatus.failed
    }
    return result.receive()
  }

  private func read(_ style: WriterStyle) -> Int32 {
    let writer = TextWriter(style)
    var environment = SessionEnvironment.ofProgram(folder: ".")
    // What is only read through is not what a student did.
    environment.stateFolder = nil
    let session = Session(environment: environment) { writer.write($0) }
    session.asksStudent = false
    var lines = ["lesson \(quoted(wish))"]
    for step in lesson.steps.dropFirst() {
      lines.append("next skip")
      if case .exercise = step { lines.append("solution") }
    }
    for line in lines {
      let outcome = session.run(line)
      writer.flush()
      if writer.failure == EPIPE { return ExitStatus.closedPipe }
      guard outcome == .done else { return outcome == .interrupted ? ExitStatus.interrupted : ExitStatus.failed }
    }
    return 0
  }
}
