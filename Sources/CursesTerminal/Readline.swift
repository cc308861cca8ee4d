import CReadline
import Glibc
import Script

/// GNU readline as this program uses it, whoever shows the line. It has one state for the whole program.
enum Readline {
  /// Starts it; the user's inputrc is read.
  ///
  /// - Parameter usesViKeys: vi's or Emacs' keys; nil: as the inputrc says.
  static func begin(usesViKeys: Bool?) {
    // readline keeps the pointer for the life of the program.
    rl_readline_name = UnsafePointer(strdup("unroll"))
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    // It would set LINES and COLUMNS, which a child would then believe after a resize.
    rl_change_environment = 0
    // A bracket that is typed shows its partner for a moment; the inputrc may turn that off.
    rl_variable_bind("blink-matching-paren", "on")
    // Where the environment names no locale, or plain C, readline would take the bytes of letters beyond ASCII for keys
    // with Meta, which edit the line. The inputrc may want just that.
    rl_variable_bind("convert-meta", "off")
    rl_variable_bind("input-meta", "on")
    keepingLocale { _ = rl_initialize() }
    // A line of history that was changed and not entered stays as it was.
    rl_variable_bind("revert-all-at-newline", "on")
    if let usesViKeys { rl_variable_bind("editing-mode", usesViKeys ? "vi" : "emacs") }
  }

  /// Shows the line as readline does, but for what it would pass on raw and no script may hold: C1 controls, marks that
  /// turn text round and bytes that are no text, from a paste, the history or the name of a file. U+FFFD stands in
  /// their place. Other controls readline itself writes as `^[`.
  static func showLine() {
    if let buffer = rl_line_buffer {
      let bytes = (0..<Int(rl_end)).map { UInt8(bitPattern: buffer[$0]) }
      if bytes.contains(where: { $0 >= 0x80 }) {
        let shown = visible(bytes[...])
        if !shown.utf8.elementsEqual(bytes) {
          let point = visible(bytes.prefix(Int(rl_point))).utf8.count
          rl_replace_line(shown, 0)
          rl_point = CInt(point)
        }
      }
    }
    rl_redisplay()
  }

  private static func visible(_ bytes: ArraySlice<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      text.append(scalar.value >= 0x80 && isMisleading(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }

  /// readline goes back to the environment's locale when it starts a line; the one that was chosen for it has to last.
  static func keepingLocale<Result>(_ body: () -> Result) -> Result {
    let locale = setlocale(LC_CTYPE, nil).map { String(cString: $0) }
    defer { setlocale(LC_CTYPE, locale) }
    return body()
  }
}
