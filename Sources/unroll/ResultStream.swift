import Glibc

/// One stream of results. A terminal gets each text at once; a file or a pipe gets blocks, so that a script of many
/// short answers is no script of many system calls.
final class ResultStream {
  /// The first error number of writing; `nil` when all was written.
  private(set) var failure: Int32?
  private let descriptor: Int32
  private let isBuffered: Bool
  private var pending = ""

  private static let blockBytes = 1 << 16

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isBuffered = isatty(descriptor) != 1
  }

  func write(_ text: String) {
    pending += text
    if !isBuffered || pending.utf8.count >= Self.blockBytes { flush() }
  }

  func flush() {
    guard !pending.isEmpty else { return }
    if failure == nil, !writeAll(pending, to: descriptor) { failure = errno }
    pending = ""
  }
}
