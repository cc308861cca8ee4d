import CTerminal
import Glibc
import Synchronization

/// A thread with a stack that deep scripts fit on, where signals are none of its business.
enum SessionThread {
  static let stackBytes = 64 << 20

  /// Starts the thread; false when the system has none to give.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_setstacksize(&attributes, stackBytes) == 0 else { return false }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    let job = Unmanaged.passRetained(Job(body))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, &attributes,
      { pointer in
        guard let pointer else { return nil }
        let job = Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue()
        _ = ct_guard_thread()
        job.body()
        ct_release_thread()
        return nil
      }, job.toOpaque())
    if result != 0 { job.release() }
    return result == 0
  }

  private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

/// Values handed from one thread to another in order; the receiver sleeps until there is one.
final class Channel<Item: Sendable>: Sendable {
  private let items = Mutex<[Item]>([])
  private let reading: Int32
  private let writing: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  func send(_ item: Item) {
    items.withLock { $0.append(item) }
    var byte: UInt8 = 0
    while write(writing, &byte, 1) < 0, errno == EINTR {}
  }

  /// The next item; `nil` when nobody reads any more what is written to this pipe or socket, or when the time is over.
  ///
  /// - Parameter patience: milliseconds; negative for as long as it takes.
  func receive(whileReadable output: Int32?, within patience: Int32) -> Item? {
    while true {
      // No event is asked of the output: the end of its reader is told without.
      var sources = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
      if let output { sources.append(pollfd(fd: output, events: 0, revents: 0)) }
      let ready = poll(&sources, nfds_t(sources.count), patience)
      if ready < 0, errno == EINTR { continue }
      if ready < 0 || sources[0].revents != 0 { return receive() }
      return nil
    }
  }

  func receive() -> Item {
    var byte: UInt8 = 0
    while true {
      let count = read(reading, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if let item = items.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return item }
      // Without a pipe the receiver looks again after a moment.
      if count <= 0 { usleep(1000) }
    }
  }
}
