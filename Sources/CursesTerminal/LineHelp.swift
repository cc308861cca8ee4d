import CReadline
import Glibc
import Script
import TerminalUI

/// F1: what the word at the cursor means, told below the line, which stays as it is.
enum LineHelp {
  private static var source: (_ entry: String, _ cursor: Int) -> [String] = { _, _ in [] }

  static func install(_ source: @escaping (String, Int) -> [String]) {
    self.source = source
    // readline keeps the name for the life of the program.
    rl_add_defun(strdup("unroll-help"), { _, _ in LineHelp.tell() }, -1)
    for name in ["emacs", "vi-insert", "vi-command"] {
      guard let map = rl_get_keymap_by_name(name) else { continue }
      for key in ["\\eOP", "\\e[11~", "\\e[[A"] {
        rl_bind_keyseq_if_unbound_in_map(key, rl_named_function("unroll-help"), map)
      }
    }
  }

  private static func tell() -> CInt {
    let line = rl_line_buffer.map { String(cString: $0) } ?? ""
    let earlier = LineCompletion.earlierLines
    let lines = source(earlier + line, earlier.utf8.count + Int(rl_point))
    guard !lines.isEmpty else { return rl_ding() }
    let width = TerminalTraits.width()
    LineCompletion.printBelow(lines.map { StyledLine($0).truncated(to: width, ellipsis: "~").plainText })
    return 0
  }
}
