import Glibc
import Script

/// All that made a session what it is, as one number: the statements that changed it, in order, and the files that they
/// read. The same lineage on the same processor leads to the same bits.
///
/// The number is FNV-1a over 64 bits: it tells what has changed, and guards against nobody.
struct Lineage: Sendable, Equatable {
  private var number: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ text: String) {
    for byte in text.utf8 {
      number = (number ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    // No text holds this byte, so that "ab", "c" and "a", "bc" differ.
    number = (number ^ 0xff) &* 0x0000_0100_0000_01b3
  }

  /// Adds a statement as written, and size and time of every file that it names in quotes.
  mutating func add(_ text: String, in folder: String) {
    add(text)
    guard text.utf8.contains(UInt8(ascii: "\"")) else { return }
    let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
    for (place, name) in pieces.enumerated() where !place.isMultiple(of: 2) && !name.isEmpty {
      var status = stat()
      guard stat(CommandContext.path(String(name), in: folder), &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      add("\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)")
    }
  }

  var hexadecimal: String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
