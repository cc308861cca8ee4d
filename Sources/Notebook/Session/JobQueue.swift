import Glibc
import Synchronization

/// Jobs on their way from the screen's thread to the session's, in the order in which they were sent.
public final class JobQueue: Sendable {
  private struct Content: Sendable {
    var jobs: [SessionJob] = []
    var isClosed = false
  }

  private let content = Mutex(Content())
  private let count = Atomic<Int>(0)
  /// A byte for each job: whoever waits sleeps in `poll` until there is one.
  private let reading: Int32
  private let writing: Int32

  public init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    Glibc.close(reading)
    Glibc.close(writing)
  }

  public func send(_ job: SessionJob) {
    content.withLock { content in
      content.jobs.append(job)
      count.add(1, ordering: .releasing)
    }
    ring()
  }

  /// Nothing will be sent any more: `next` gives out what waits, and then nil.
  public func close() {
    content.withLock { $0.isClosed = true }
    ring()
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
  func wait(milliseconds: Int32) {
    var bell = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    // Without a pipe the queue is looked at every few milliseconds.
    let limit = reading < 0 ? 5 : milliseconds
    _ = poll(&bell, reading < 0 ? 0 : 1, limit)
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reading, &bytes, bytes.count) == bytes.count {}
  }

  private func ring() {
    var byte: UInt8 = 0
    // A full pipe wakes as well as one more byte would.
    while write(writing, &byte, 1) < 0, errno == EINTR {}
  }
}
