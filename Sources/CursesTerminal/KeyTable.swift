import CNcurses
import Glibc
import TerminalUI

/// ncurses' key codes with the presses that they stand for. Keys with modifiers come from terminfo's extended names
/// (`kLFT5` is Ctrl-←), and where those are missing from the sequences that xterm began and most terminals send.
enum KeyTable {
  static let pasteBegins: CInt = 0x1000
  static let pasteEnds: CInt = 0x1001
  private static let firstOwn: CInt = 0x1002

  static func make() -> [CInt: KeyPress] {
    var table = plain
    for number in 1...24 { table[KEY_F0 + CInt(number)] = KeyPress(.function(number)) }
    var next = firstOwn
    /// Finds ncurses' code for a sequence, or gives it one.
    func add(_ sequence: String, _ press: KeyPress) {
      var code = key_defined(sequence)
      if code < 0 { return }
      if code == 0 {
        code = next
        guard define_key(sequence, code) == OK else { return }
        next += 1
      }
      if table[code] == nil { table[code] = press }
    }
    for (name, letter, key) in named {
      for parameter in 2...8 {
        let press = KeyPress(key, modifiers(parameter))
        // Shift alone has the name without a number.
        if let sequence = capability("k" + name + (parameter == 2 ? "" : "\(parameter)")) { add(sequence, press) }
        add(letter.count == 1 ? "\u{1B}[1;\(parameter)\(letter)" : "\u{1B}[\(letter.dropLast());\(parameter)~", press)
      }
    }
    for (sequence, key) in common { add(sequence, KeyPress(key)) }
    define_key("\u{1B}[200~", pasteBegins)
    define_key("\u{1B}[201~", pasteEnds)
    return table
  }

  /// The bytes that the terminal sends for a code.
  static func bytes(of code: CInt) -> [UInt8] {
    guard let sequence = keybound(code, 0) else { return [] }
    defer { free(sequence) }
    return Array(String(cString: sequence).utf8)
  }

  private static let plain: [CInt: KeyPress] = [
    KEY_UP: KeyPress(.up), KEY_DOWN: KeyPress(.down), KEY_LEFT: KeyPress(.left), KEY_RIGHT: KeyPress(.right),
    KEY_HOME: KeyPress(.home), KEY_END: KeyPress(.end), KEY_FIND: KeyPress(.home), KEY_SELECT: KeyPress(.end),
    KEY_PPAGE: KeyPress(.pageUp), KEY_NPAGE: KeyPress(.pageDown), KEY_DC: KeyPress(.delete), KEY_IC: KeyPress(.insert),
    KEY_BACKSPACE: KeyPress(.backspace), KEY_ENTER: KeyPress(.enter), KEY_BTAB: KeyPress(.backTab),
    KEY_SLEFT: KeyPress(.left, .shift), KEY_SRIGHT: KeyPress(.right, .shift), KEY_SR: KeyPress(.up, .shift),
    KEY_SF: KeyPress(.down, .shift), KEY_SHOME: KeyPress(.home, .shift), KEY_SEND: KeyPress(.end, .shift),
    KEY_SPREVIOUS: KeyPress(.pageUp, .shift), KEY_SNEXT: KeyPress(.pageDown, .shift),
    KEY_SDC: KeyPress(.delete, .shift), KEY_SIC: KeyPress(.insert, .shift),
  ]

  /// terminfo's names without the `k`, and the end of xterm's sequence.
  private static let named: [(name: String, end: String, key: Key)] = [
    ("UP", "A", .up), ("DN", "B", .down), ("RIT", "C", .right), ("LFT", "D", .left), ("HOM", "H", .home),
    ("END", "F", .end), ("PRV", "5~", .pageUp), ("NXT", "6~", .pageDown), ("DC", "3~", .delete), ("IC", "2~", .insert),
  ]

  /// What terminals send in spite of their description.
  private static let common: [(sequence: String, key: Key)] = [
    ("\u{1B}[A", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left), ("\u{1B}[H", .home),
    ("\u{1B}[F", .end), ("\u{1B}OA", .up), ("\u{1B}OB", .down), ("\u{1B}OC", .right), ("\u{1B}OD", .left),
    ("\u{1B}OH", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[4~", .end), ("\u{1B}[7~", .home),
    ("\u{1B}[8~", .end), ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
    ("\u{1B}[Z", .backTab), ("\u{1B}OM", .enter),
  ]

  /// xterm's modifier parameter is one more than the sum of shift 1, alt 2 and control 4.
  private static func modifiers(_ parameter: Int) -> KeyPress.Modifiers {
    KeyPress.Modifiers(rawValue: UInt8(parameter - 1))
  }

  private static func capability(_ name: String) -> String? {
    guard let value = tigetstr(name), value != UnsafeMutablePointer(bitPattern: -1) else { return nil }
    return String(cString: value)
  }
}
