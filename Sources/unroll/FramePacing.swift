import Glibc

/// When the screen is drawn: never at rest, at most thirty times a second for news, sooner for a key.
struct FramePacing {
  enum Cause { case key, news }

  /// Monotonic seconds at which the next frame may be drawn; `nil` when nothing has changed.
  private(set) var due: Double?
  private var last = -1.0

  /// A key is seen at once; keys that repeat faster than any screen shows share a frame.
  static let keyInterval = 0.004
  static let newsInterval = 1.0 / 30

  mutating func request(_ cause: Cause) {
    let allowed = last + (cause == .key ? Self.keyInterval : Self.newsInterval)
    due = min(due ?? allowed, allowed)
  }

  func isDue(_ now: Double) -> Bool { due.map { $0 <= now } ?? false }

  mutating func drawn(_ now: Double) {
    due = nil
    last = now
  }
}

/// The clock that never jumps.
enum Monotonic {
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
