import CTerminal
import CursesTerminal
import Notebook
import Script
import Synchronization
import TerminalUI

/// The screen's end of the line to the session's thread: jobs go there, and of the snapshots that come back only the
/// newest is kept.
@MainActor
final class SessionLink {
  private let jobs = JobQueue()
  private let newest = LatestSnapshot()
  private let layout = PresentLayout()
  /// The names that completion offers, as the latest snapshot had them.
  private var names = SessionNames(Workspace())

  /// Starts the session's thread; false when the system has none to give.
  ///
  /// - Parameters:
  ///   - seed: the seed to begin with; nil: the usual one.
  ///   - kept: where results of entries marked once are.
  ///   - layoutFile: where layouts are kept.
  func start(seed: UInt64?, _ liveFiles: LiveFiles?, _ kept: KeptResults?, _ layoutFile: LayoutFile?) -> Bool {
    let (jobs, newest, layout) = (jobs, newest, layout)
    return SessionThread.start {
      ct_give_way()
      var environment = SessionEnvironment.ofProgram(folder: ".", liveFiles: liveFiles, keptResults: kept)
      environment.layoutFile = layoutFile
      environment.screenLayout = { layout.read() }
      SessionDriver(environment: environment, jobs: jobs, seed: seed) { newest.put($0) }.run()
    }
  }

  func submit(_ job: SessionJob) { jobs.send(job) }

  /// Tells the session how the panes stand now.
  func tell(_ layout: ScreenLayout) { self.layout.put(layout) }

  /// The newest snapshot, once.
  func latest() -> SessionSnapshot? {
    guard let snapshot = newest.take() else { return nil }
    names = snapshot.names
    return snapshot
  }

  /// What the line editor asks while somebody types.
  var help: LineEditor.Help {
    LineEditor.Help(
      candidates: { [unowned self] in Completer(CommandRegistry.table, host: names).complete($0, cursor: $1).candidates
      },
      signature: { [unowned self] line, cursor in
        let completion = Completer(CommandRegistry.table, host: NamesWithoutFiles(names: names))
          .complete(line, cursor: cursor)
        // A command with several forms is told on one line.
        return (completion.signature?.split(separator: "\n").joined(separator: "  or  "), completion.argument)
      },
      isIncomplete: { Parser.isIncomplete($0) })
  }
}

/// A box for one snapshot that two threads share; a newer one takes the place of an older one.
private final class LatestSnapshot: Sendable {
  private let box = Mutex<SessionSnapshot?>(nil)

  func put(_ snapshot: SessionSnapshot) {
    box.withLock { $0 = snapshot }
    ct_wake()
  }

  func take() -> SessionSnapshot? {
    box.withLock { snapshot in
      defer { snapshot = nil }
      return snapshot
    }
  }
}

/// How the panes of the screen stand, for a session that is asked to keep it.
private final class PresentLayout: Sendable {
  private let box = Mutex<ScreenLayout?>(nil)

  func put(_ layout: ScreenLayout) { box.withLock { $0 = layout } }
  func read() -> ScreenLayout? { box.withLock { $0 } }
}

/// What completion knows without looking at the disk, for help at every key.
private struct NamesWithoutFiles: CompletionHost {
  var names: SessionNames

  func candidates(for vocabulary: Script.Vocabulary) -> [Script.Candidate] { names.candidates(for: vocabulary) }
  var variables: [Script.Candidate] { names.variables }
  var definedCommands: [Script.CommandSpec] { names.definedCommands }
  func files(startingWith path: String) -> [String] { [] }
}
