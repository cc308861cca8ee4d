import CKernels
import Foundation
import Synchronization
import Testing

/// Counts, by task, how often the pool has run it.
private final class Tally: Sendable {
  let runs: Mutex<[Int]>

  init(_ tasks: Int) { runs = Mutex(Array(repeating: 0, count: tasks)) }

  func runAll(nested: Int = 0) {
    struct Job {
      var tally: Tally
      var nested: Int
    }
    let count = runs.withLock(\.count)
    var job = Job(tally: self, nested: nested)
    withUnsafeMutablePointer(to: &job) { pointer in
      ck_parallel(
        count,
        { context, task in
          guard let job = context?.assumingMemoryBound(to: Job.self).pointee else { return }
          job.tally.runs.withLock { $0[task] += 1 }
          if job.nested > 0 {
            let inner = Tally(job.nested)
            inner.runAll()
            #expect(inner.runs.withLock { $0 } == Array(repeating: 1, count: job.nested))
          }
        }, pointer)
    }
  }

  var everyTaskRanOnce: Bool { runs.withLock { $0.allSatisfy { $0 == 1 } } }
}

/// What a worker has found out about its own signals: whether only faults reach it, on a stack of their own.
private final class SignalBoard: Sendable {
  let guarded = Mutex<Bool?>(nil)

  func post() {
    var mask = sigset_t()
    var stack = stack_t()
    pthread_sigmask(SIG_BLOCK, nil, &mask)
    sigaltstack(nil, &stack)
    let blocked = [SIGINT, SIGTERM, SIGWINCH, SIGHUP].allSatisfy { sigismember(&mask, $0) == 1 }
    let open = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP].allSatisfy { sigismember(&mask, $0) == 0 }
    let size = stack.ss_size
    guarded.withLock { $0 = blocked && open && size > 0 }
  }
}

@Suite("Thread pool")
struct ThreadPoolTests {
  @Test("Each task runs once, whatever the number of threads and tasks", arguments: [1, 2, 5])
  func eachTaskOnce(threads: Int) async {
    await #expect(processExitsWith: .success) { [threads = threads as Int] in
      ck_set_threads(Int32(threads))
      #expect(ck_threads() == threads)
      for tasks in Array(0...20) + [1000] {
        for _ in 0..<20 {
          let tally = Tally(tasks)
          tally.runAll()
          #expect(tally.everyTaskRanOnce)
        }
      }
    }
  }

  @Test("A call from inside a task runs serially and finishes")
  func nested() async {
    await #expect(processExitsWith: .success) {
      ck_set_threads(3)
      let tally = Tally(40)
      tally.runAll(nested: 7)
      #expect(tally.everyTaskRanOnce)
    }
  }

  @Test("Callers from several threads are each served in full")
  func concurrentCallers() async {
    await #expect(processExitsWith: .success) {
      ck_set_threads(2)
      let served = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for round in 0..<200 {
          let tally = Tally(round % 9)
          tally.runAll()
          if tally.everyTaskRanOnce { served.withLock { $0 += 1 } }
        }
      }
      #expect(served.withLock { $0 } == 800)
    }
  }

  @Test("The number of threads is kept between 1 and 256 and may change between calls")
  func threadCount() async {
    await #expect(processExitsWith: .success) {
      for (asked, given) in [(0, 1), (-3, 1), (4, 4), (2, 2), (1000, 256), (1, 1)] {
        ck_set_threads(Int32(asked))
        #expect(ck_threads() == given)
        let tally = Tally(50)
        tally.runAll()
        #expect(tally.everyTaskRanOnce)
      }
    }
  }

  @Test("Workers leave every signal but faults to the program's own threads")
  func signals() async {
    await #expect(processExitsWith: .success) {
      ck_set_threads(4)
      let board = SignalBoard()
      // The caller's task waits until a worker has taken the other one and looked at its own signals.
      struct Job {
        let board: SignalBoard
        let caller = pthread_self()
      }
      var job = Job(board: board)
      withUnsafeMutablePointer(to: &job) { pointer in
        ck_parallel(
          2,
          { context, _ in
            guard let job = context?.assumingMemoryBound(to: Job.self).pointee else { return }
            if pthread_equal(pthread_self(), job.caller) == 0 {
              job.board.post()
            } else {
              while job.board.guarded.withLock({ $0 == nil }) { sched_yield() }
            }
          }, pointer)
      }
      #expect(board.guarded.withLock { $0 } == true)
    }
  }
}
