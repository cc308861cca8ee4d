import Script
import SequenceEngine
import Synchronization

/// Runs the combinations of a sweep on threads of their own, each combination in a session of its own that begins as the
/// sweep's did. What a combination leaves does not depend on the others, so the rows are the same however many run at once.
final class SweepRunner: Sendable {
  /// Where every combination begins.
  struct Start: Sendable {
    var workspace: Workspace
    var document: Document
    /// Scripts around the sweep, which its block cannot include.
    var including: [String]
    var environment: SessionEnvironment
    var place: Interpreter.Place
    var body: [Statement]
  }

  private struct State: Sendable {
    var waiting: ArraySlice<Int>
    var finished: [(number: Int, row: SweepRow)] = []
    var threads = 0
    var isStopped = false
  }

  private let start: Start
  private let plan: SweepPlan
  private let state: Mutex<State>
  private let bell = Bell()

  init(_ start: Start, _ plan: SweepPlan, _ numbers: [Int]) {
    self.start = start
    self.plan = plan
    state = Mutex(State(waiting: numbers[...]))
  }

  /// Runs all combinations, `jobs` of them at a time, and hands each row out on this thread as it is finished.
  ///
  /// - Parameter look: called several times a second; when it throws, what runs is stopped and the error thrown on.
  func run(jobs: Int, _ look: () throws -> Void, finished take: (Int, SweepRow) throws -> Void) throws {
    let count = state.withLock { min(jobs, $0.waiting.count) }
    // Threads that share the pool only wait for one another where there are as many of them as it has.
    let alone = count >= Parallel.threads
    var threads: [JobThread] = []
    state.withLock { $0.threads = count }
    for _ in 0..<count {
      if let thread = JobThread({ [self] in work(alone: alone) }) { threads.append(thread) } else { end() }
    }
    defer { for thread in threads { thread.join() } }
    guard !threads.isEmpty || count == 0 else { throw SessionError("no thread could be started for the sweep") }
    var failure: (any Error)?
    while true {
      let (rows, isOver) = state.withLock { state in
        defer { state.finished = [] }
        return (state.finished, state.threads == 0)
      }
      do {
        for (number, row) in rows { try take(number, row) }
        if failure == nil { try look() }
      } catch {
        failure = failure ?? error
        state.withLock { $0.isStopped = true }
      }
      if isOver { break }
      bell.wait(milliseconds: 50)
    }
    if let failure { throw failure }
  }

  private func end() {
    state.withLock { $0.threads -= 1 }
    bell.ring()
  }

  private func work(alone: Bool) {
    start.environment.guardThread {
      while let number = state.withLock({ $0.isStopped ? nil : $0.waiting.popFirst() }) {
        guard let row = alone ? Parallel.onOneThread({ self.row(number) }) : row(number) else { break }
        state.withLock { $0.finished.append((number, row)) }
        bell.ring()
      }
    }
    end()
  }

  /// A combination's row; nil when it was stopped before its end.
  private func row(_ number: Int) -> SweepRow? {
    var row = SweepRow()
    var environment = start.environment
    let isInterrupted = environment.isInterrupted
    environment.isInterrupted = { [self] in isInterrupted() || state.withLock { $0.isStopped } }
    environment.clearInterrupt = {}
    let interpreter = Interpreter(environment: environment) { event in
      switch event {
      case .printed(let text), .timed(let text, _): row.printed.append(text)
      case .warning(let text): row.warnings.append(text)
      default: break
      }
    }
    interpreter.workspace = start.workspace
    interpreter.document = start.document
    interpreter.beginCombination(within: start.including)
    do {
      try interpreter.run(
        block: start.body, Dictionary(uniqueKeysWithValues: zip(plan.variables, plan.combination(number))),
        at: start.place)
    } catch is Interruption {
      return nil
    } catch let error as Diagnostic {
      let place = error.position
      let file = error.source.name == start.place.source.name ? "line" : legible(error.source.name) + ":"
      row.error = "\(file) \(place.line): \(error.sentence)"
    } catch {
      row.error = legible("\(error)")
    }
    for (name, value) in interpreter.reported ?? [] { row.report(name, value) }
    return row
  }
}
