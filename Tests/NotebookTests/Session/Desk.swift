import Notebook
import Synchronization
import Testing

/// A screen's side of a session, without threads: the driver runs on the test's own, the clock goes on by a millisecond
/// whenever it is read, and what a test wants to do while a command runs it does when a snapshot comes.
final class Desk {
  let jobs = JobQueue()
  private(set) var snapshots: [SessionSnapshot] = []
  private let isInterrupted = Flag()
  private let liveFiles: LiveFiles?
  private let keptResults: KeptResults?
  private let clock = Clock()
  private var reactions: [(when: (SessionSnapshot) -> Bool, then: () -> Void)] = []

  init(liveFiles: LiveFiles? = nil, keptResults: KeptResults? = nil) {
    (self.liveFiles, self.keptResults) = (liveFiles, keptResults)
  }

  final class Flag: Sendable {
    let value = Atomic<Bool>(false)
  }

  final class Clock: Sendable {
    let milliseconds = Atomic<Int>(0)
  }

  /// Does something once, when a snapshot first is so. Reactions wait for one another, in the order in which they are
  /// given.
  func when(_ condition: @escaping (SessionSnapshot) -> Bool, then action: @escaping () -> Void) {
    reactions.append((condition, action))
  }

  func interrupt() { isInterrupted.value.store(true, ordering: .relaxed) }

  /// Sends jobs, and runs the session until nothing is left to do and no reaction waits.
  func run(_ first: SessionJob...) {
    for job in first { jobs.send(job) }
    let (flag, clock) = (isInterrupted, clock)
    let environment = SessionEnvironment(
      isInterrupted: { flag.value.load(ordering: .relaxed) },
      clearInterrupt: { flag.value.store(false, ordering: .relaxed) },
      now: { Double(clock.milliseconds.add(1, ordering: .relaxed).newValue) / 1000 }, liveFiles: liveFiles,
      keptResults: keptResults)
    let driver = SessionDriver(environment: environment, jobs: jobs) { [unowned self] in take($0) }
    driver.run()
    #expect(reactions.isEmpty, "something that was waited for did not happen")
  }

  private func take(_ snapshot: SessionSnapshot) {
    snapshots.append(snapshot)
    if let first = reactions.first, first.when(snapshot) {
      reactions.removeFirst()
      first.then()
    }
    // Nothing can happen any more: the driver ends instead of waiting.
    if snapshot.activity == nil, !jobs.hasMail { jobs.close() }
  }

  var last: SessionSnapshot { snapshots.last ?? SessionSnapshot() }
  var entries: [Entry] { last.document.entries }
  var statuses: [Entry.Status] { entries.map(\.status) }
}

extension SessionSnapshot {
  /// Updates of the running training.
  var updatesMade: Int { trainings.first?.run?.done ?? 0 }

  var isTraining: Bool { updatesMade > 0 && activity != nil }
}

extension Entry {
  /// The answers that are plain text, joined.
  var said: String {
    answers.map { answer in
      switch answer {
      case .output(.text(let text)), .output(.note(let text)), .warning(let text), .failure(let text): text
      case .output: "[picture]"
      }
    }.joined(separator: "\n")
  }
}
