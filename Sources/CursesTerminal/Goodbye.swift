import CNcurses
import CTerminal
import Glibc

/// The bytes that bring a terminal back from a full screen, for the guard that writes them when the program cannot.
enum Goodbye {
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"
  /// Reports of movement while a button is held.
  static let dragOn = "\u{1B}[?1002h"
  private static let mouseOff = "\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l"

  /// Arms the guard; the terminal's description must have been read.
  static func arm() {
    let names = ["sgr0", "op", "cnorm", "rmkx", "rmcup"]
    let bytes = pasteOff + mouseOff + names.map(capability).joined()
    ct_arm(bytes, bytes.utf8.count)
  }

  /// A terminfo string without its delays; empty where there is none.
  private static func capability(_ name: String) -> String {
    guard let value = tigetstr(name), value != UnsafeMutablePointer(bitPattern: -1) else { return "" }
    return String(cString: value).replacing(/\$<[0-9.]*[*\/]*>/, with: "")
  }
}
