import Glibc

/// Wakes a thread that waits for others: it sleeps in `poll` until one of them rings.
final class Bell: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  func ring() {
    var byte: UInt8 = 0
    // A full pipe wakes as well as one more byte would.
    while write(writing, &byte, 1) < 0, errno == EINTR {}
  }

  /// Sleeps until the bell is rung or the time is over; a negative time never is. Rings of before count once.
  func wait(milliseconds: Int32) {
    var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    // Without a pipe the caller looks again every few milliseconds.
    let limit = reading < 0 ? 5 : milliseconds
    _ = poll(&descriptor, reading < 0 ? 0 : 1, limit)
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reading, &bytes, bytes.count) == bytes.count {}
  }
}
