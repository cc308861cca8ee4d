import CReadline
import Glibc

/// What keys do differently on a line that may be several: Enter goes on while something is open, and the arrows move
/// up and down inside the entry before they go through the history.
enum LineCommands {
  static func bind() {
    // readline keeps the names for the life of the program.
    rl_add_defun(strdup("unroll-enter"), { count, key in LineCommands.enter(count, key) }, -1)
    rl_add_defun(
      strdup("unroll-line-up"), { count, key in LineCommands.move(-1) ? 0 : rl_get_previous_history(count, key) }, -1)
    rl_add_defun(
      strdup("unroll-line-down"), { count, key in LineCommands.move(1) ? 0 : rl_get_next_history(count, key) }, -1)
    for name in ["emacs", "vi-insert", "vi-command"] {
      guard let map = rl_get_keymap_by_name(name) else { continue }
      for key in ["\r", "\n"] { put("unroll-enter", on: key, inPlaceOf: "accept-line", map) }
      for key in ["\u{1B}[A", "\u{1B}OA"] { put("unroll-line-up", on: key, inPlaceOf: "previous-history", map) }
      for key in ["\u{1B}[B", "\u{1B}OB"] { put("unroll-line-down", on: key, inPlaceOf: "next-history", map) }
    }
  }

  /// A key that the user bound to something else stays as it is.
  private static func put(_ name: String, on key: String, inPlaceOf usual: String, _ map: Keymap) {
    var type: CInt = 0
    let bound = rl_function_of_keyseq(key, map, &type)
    guard bound == nil || address(bound) == address(rl_named_function(usual)) else { return }
    let sequence = key.utf8.map { "\\" + octal($0) }.joined()
    rl_bind_keyseq_in_map(sequence, rl_named_function(name), map)
  }

  private static func address(_ function: (@convention(c) (CInt, CInt) -> CInt)?) -> UInt {
    unsafeBitCast(function, to: UInt.self)
  }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }

  private static func enter(_ count: CInt, _ key: CInt) -> CInt {
    guard let editor = LineEditor.current, let line = rl_line_buffer, editor.help.isIncomplete(String(cString: line))
    else { return rl_newline(count, key) }
    rl_insert_text("\n")
    return 0
  }

  /// Moves to the same column of the line above or below; false at the entry's edge.
  private static func move(_ direction: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: rl_line_buffer, count: Int(rl_end))
    let newline = UInt8(ascii: "\n")
    func start(_ place: Int) -> Int { bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0 }
    func end(_ place: Int) -> Int { bytes[place...].firstIndex(of: newline) ?? bytes.count }
    let point = Int(rl_point)
    let (from, to) = (start(point), end(point))
    guard direction < 0 ? from > 0 : to < bytes.count else { return false }
    let (first, last) = direction < 0 ? (start(from - 1), from - 1) : (to + 1, end(to + 1))
    let column = String(decoding: bytes[from..<point], as: UTF8.self).count
    let target = String(decoding: bytes[first..<last], as: UTF8.self).prefix(column)
    rl_point = CInt(first + target.utf8.count)
    return true
  }
}
