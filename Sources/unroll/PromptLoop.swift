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
  private let first: String?
  private let traits: TerminalTraits
  private let preferences: Preferences
  private let isQuiet: Bool

  /// - Parameter first: a command to begin with.
  init(
    opening file: String?, entering first: String? = nil, traits: TerminalTraits, preferences: Preferences,
    isQuiet: Bool
  ) {
    self.file = file
    self.first = first
    self.traits = traits
    self.preferences = preferences
    self.isQuiet = isQuiet
  }

  private enum Job: Sendable {
    case open(String)
    /// Says whether a session can be brought back.
    case offer
    case entry(String, width: Int)
  }

  private struct Answer: Sendable {
    var outcome: Session.Outcome
    var names: SessionNames
    var leaving: Leaving
  }

  func status() -> Int32 {
    let style = WriterStyle(
      output: STDOUT_FILENO, width: TerminalTraits.width(), characters: traits.characters, colour: traits.colour,
      showsProgress: traits.isErrorTerminal && !isQuiet, isQuiet: isQuiet, tellsPictures: preferences.tellsPictures,
      breaksLines: true)
    let (liveFiles, layoutFile) = (LiveFiles.ofProgram(), LayoutFile.ofProgram())
    let jobs = Channel<Job>()
    let answers = Channel<Answer>()
    let (seed, kept) = (preferences.seed, preferences.keptResults)
    guard SessionThread.start({ Self.work(jobs, answers, style, seed: seed, liveFiles, kept, layoutFile) }) else {
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
    } else if let first {
      jobs.send(.entry(first, width: TerminalTraits.width()))
      known.names = answers.receive().names
    } else {
      print(Self.greeting)
    }
    jobs.send(.offer)
    var leaving = answers.receive().leaving
    var wasWarned = false
    while true {
      if case .entry(let text) = prompt.read() {
        ct_clear_interrupt()
        jobs.send(.entry(text, width: TerminalTraits.width()))
        let answer = answers.receive()
        known.names = answer.names
        leaving = answer.leaving
        if answer.outcome != .quit {
          wasWarned = false
          continue
        }
      }
      if TerminalTraits.isHungUp { return 0 }
      guard case .lost(let warning) = leaving, !wasWarned else { break }
      complain("warning: \(warning)")
      wasWarned = true
    }
    leave(liveFiles, leaving)
    return 0
  }

  private func leave(_ liveFiles: LiveFiles?, _ leaving: Leaving) {
    guard case .kept(let note) = leaving else { return liveFiles?.removeAll() ?? () }
    liveFiles?.removeAll(keepingJournal: true)
    if !isQuiet { complain("note: \(note)") }
  }

  private nonisolated static let greeting = """
    Unroll: a notebook for recurrent sequence models
    help      lists the commands; Tab completes them
    lesson    is the course, from the first net to attention
    data adding length=50      is a first command: a task to learn from
    quit      or Ctrl-D ends
    """

  /// The names that completion offers, as they were after the last entry.
  private final class KnownNames {
    var names = SessionNames(Workspace())
  }

  nonisolated private static func work(
    _ jobs: Channel<Job>, _ answers: Channel<Answer>, _ style: WriterStyle, seed: UInt64?, _ liveFiles: LiveFiles?,
    _ kept: KeptResults?, _ layoutFile: LayoutFile?
  ) {
    var writer = TextWriter(style)
    var environment = SessionEnvironment.ofProgram(folder: ".", liveFiles: liveFiles, keptResults: kept)
    environment.layoutFile = layoutFile
    let session = Session(environment: environment) { writer.write($0) }
    if let seed { session.useSeed(seed) }
    while true {
      var outcome = Session.Outcome.done
      switch jobs.receive() {
      case .offer: if let lost = session.lost { writer.write(.told(lost.offer)) }
      case .open(let path):
        do {
          let error = try session.open(path)
          let name = legible(path)
          writer.write(
            .told("\(name): \(counted(session.document.entries.count, "entry")), not run. To run them: run all"))
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
      answers.send(Answer(outcome: outcome, names: session.names, leaving: session.leaving))
    }
  }
}
