import Synchronization

/// Jobs on their way from the screen's thread to the session's, in the order in which they were sent.
public final class JobQueue: Sendable {
  private struct Content: Sendable {
    var jobs: [SessionJob] = []
    var isClosed = false
  }

  private let content = Mutex(Content())
  private let count = Atomic<Int>(0)
  private let bell = Bell()

  public init() {}

  public func send(_ job: SessionJob) {
    content.withLock { content in
      content.jobs.append(job)
      count.add(1, ordering: .releasing)
    }
    bell.ring()
  }

  /// Nothing will be sent any more: `next` gives out what waits, and then nil.
  public func close() {
    content.withLock { $0.isClosed = true }
    bell.ring()
  }

  /// Whether a job waits; cheap enough to ask after every update of a training.
  public var hasMail: Bool { count.load(ordering: .acquiring) > 0 }

  public func takeIfAvailable() -> SessionJob? {
    guard hasMail else { return nil }
    return content.withLock { content in
      guard !content.jobs.isEmpty else { return nil }
      count.subtract(1, ordering: .releasing)
      return content.jobs.removeFirst()
    }
  }

  /// The next job, waited for; nil when the queue was closed and is empty.
  public func next() -> SessionJob? {
    while true {
      if let job = takeIfAvailable() { return job }
      if content.withLock({ $0.isClosed }) { return nil }
      wait(milliseconds: -1)
    }
  }

  /// Sleeps until a job is sent or the time is over; a negative time never is.
  func wait(milliseconds: Int32) { bell.wait(milliseconds: milliseconds) }
}
