import CTerminal
import CursesTerminal
import Glibc
import Notebook
import Script
import TerminalUI

/// The prompt: the main thread owns readline and the terminal, the session works on a thread of its own.
@MainActor
struct PromptLoop {
  private let file: String?
  private let traits: TerminalTraits
  private let preferences: Preferences
  private let isQuiet: Bool

  init(opening file: String?, traits: TerminalTraits, preferences: Preferences, isQuiet: Bool) {
    self.file = file
    self.traits = traits
    self.preferences = preferences
    self.isQuiet = isQuiet
  }

  private enum Job: Sendable {
    case open(String)
    case entry(String, width: Int)
  }

  private struct Answer: Sendable {
    var outcome: Session.Outcome
    var names: SessionNames
  }

  func status() -> Int32 {
    let style = WriterStyle(
      output: STDOUT_FILENO, width: TerminalTraits.width(), characters: traits.characters, colour: traits.colour,
      showsProgress: traits.isErrorTerminal && !isQuiet, isQuiet: isQuiet)
    let jobs = Channel<Job>()
    let answers = Channel<Answer>()
    let seed = preferences.seed
    guard SessionThread.start({ Self.work(jobs, answers, style, seed: seed) }) else {
      complain("unroll: no thread could be started")
      return ExitStatus.failed
    }
    let known = KnownNames()
    func completer() -> Completer { Completer(CommandRegistry.table, host: known.names) }
    let prompt = LinePrompt(
      usesViKeys: preferences.usesViKeys, isIncomplete: { Parser.isIncomplete($0) },
      help: { completer().help($0, cursor: $1)?.lines ?? [] },
      completions: { completer().complete($0, cursor: $1).candidates })
    if let note = prompt.history.note { complain(note) }
    if let file {
      jobs.send(.open(file))
      known.names = answers.receive().names
    } else {
      print(Self.greeting)
    }
    while case .entry(let text) = prompt.read() {
      ct_clear_interrupt()
      jobs.send(.entry(text, width: TerminalTraits.width()))
      let answer = answers.receive()
      known.names = answer.names
      if answer.outcome == .quit { break }
    }
    return 0
  }

  private nonisolated static let greeting = """
    Unroll: a notebook for recurrent sequence models
    help      lists the commands; Tab completes them
    data adding length=50      is a first command: a task to learn from
    quit      or Ctrl-D ends
    """

  /// The names that completion offers, as they were after the last entry.
  private final class KnownNames {
    var names = SessionNames(Workspace())
  }

  nonisolated private static func work(
    _ jobs: Channel<Job>, _ answers: Channel<Answer>, _ style: WriterStyle, seed: UInt64?
  ) {
    var writer = TextWriter(style)
    let session = Session(environment: .ofProgram(folder: ".")) { writer.write($0) }
    if let seed { session.useSeed(seed) }
    while true {
      var outcome = Session.Outcome.done
      switch jobs.receive() {
      case .open(let path):
        do {
          let error = try session.open(path)
          let name = legible(path)
          writer.write(
            .told("\(name): \(session.document.entries.count) entries, not run. To run them: run all"))
          if let error { writer.write(.warning(error)) }
        } catch let error as Diagnostic {
          writer.write(.failure(error))
        } catch {
          writer.write(.warning("\(error)"))
        }
      case .entry(let text, let width):
        var present = style
        present.width = width
        writer = TextWriter(present)
        outcome = session.run(text)
        writer.flush()
      }
      answers.send(Answer(outcome: outcome, names: session.names))
    }
  }
}
