import Foundation
import Testing

/// What a person does at the terminal: keys, pasted text, the mouse, another size of the window.
extension Terminal {
  /// The bytes of the text, as if typed.
  func type(_ text: String) throws { try tmux.send(bytes: Array(text.utf8)) }

  /// The text and Enter.
  func enter(_ text: String) throws { try type(text + "\r") }

  /// Keys by tmux's names: `Enter`, `Tab`, `Up`, `C-r`, `M-b`, `Escape`, `F6`.
  func press(_ keys: String...) throws { try tmux.send(keys: keys) }

  /// Ctrl-D at an empty plain prompt. It is for the prompt: before it stands there, the terminal itself
  /// would take the key.
  func leavePrompt() throws {
    try wait { $0.lastLine == "unroll>" }
    try press("C-d")
  }

  /// As a terminal pastes: between marks when the program asked for them.
  func paste(_ text: String) throws { try tmux.paste(text) }

  enum MouseAction: UInt8 {
    case press = 0
    case release = 3
    case drag = 32
    case wheelUp = 64
    case wheelDown = 65
  }

  /// What a terminal reports of its mouse; column and row count from 0.
  ///
  /// - Parameter asText: as xterm does where it is asked to; otherwise in three bytes, which reach to column 222.
  func mouse(_ action: MouseAction, column: Int, row: Int, asText: Bool = false) throws {
    try mouse([(action, column)], row: row, asText: asText)
  }

  /// Several reports that arrive in one piece, as over a slow line.
  func mouse(_ reports: [(action: MouseAction, column: Int)], row: Int, asText: Bool = false) throws {
    try tmux.send(
      bytes: reports.flatMap { action, column -> [UInt8] in
        guard asText else {
          return [0x1B, 0x5B, 0x4D] + [Int(action.rawValue), column + 1, row + 1].map { UInt8(32 + $0) }
        }
        let button = action == .release ? 0 : action.rawValue
        return Array("\u{1B}[<\(button);\(column + 1);\(row + 1)\(action == .release ? "m" : "M")".utf8)
      })
  }

  func resize(columns: Int, rows: Int) throws { try tmux.resize(columns: columns, rows: rows) }
}
