import CNcurses
import Glibc
import TerminalUI

/// What the keyboard and the mouse send, as events. Make one after the `Screen`.
public final class KeyReader {
  /// A pad, since reading from a window would also draw it.
  private let source: UnsafeMutablePointer<WINDOW>
  private let table: [CInt: KeyPress]
  /// A character of several bytes that has begun.
  private var begun: [UInt8] = []
  /// What was pasted so far; `nil` outside a paste.
  private var paste: [UInt8]?
  private var isButtonDown = false

  private static let escape: CInt = 27
  /// A paste beyond this is cut: it would be no line any more.
  private static let pasteLimit = 1 << 20

  /// `nil` when there is no memory.
  public init?() {
    guard let source = newpad(1, 1) else { return nil }
    self.source = source
    keypad(source, true)
    nodelay(source, true)
    // The time that a lone Esc is told from the beginning of a key's sequence, in milliseconds.
    set_escdelay(25)
    table = KeyTable.make().reduce(into: [:]) { table, entry in
      table[entry.key] = KeyPress(entry.value.key, entry.value.modifiers, bytes: KeyTable.bytes(of: entry.key))
    }
  }

  /// Everything that has arrived; empty when nothing has.
  public func read() -> [Event] {
    var events: [Event] = []
    while let event = next() { events += event }
    return events
  }

  /// The events of the next key, none in the middle of something longer; `nil` when nothing is there.
  private func next() -> [Event]? {
    let code = wgetch(source)
    guard code != ERR else { return nil }
    if code == KeyTable.pasteBegins {
      paste = []
      return []
    }
    if paste != nil { return pasting(code) }
    if code == KEY_MOUSE { return mouse().map { .mouse($0) } }
    if code == Self.escape { return afterEscape() }
    return press(code).map { [.key($0)] } ?? []
  }

  /// Esc by itself, or what Alt sends: Esc and the key.
  private func afterEscape() -> [Event] {
    let lone = KeyPress(.escape, bytes: [27])
    let code = wgetch(source)
    if code == ERR { return [.key(lone)] }
    if code == Self.escape { return [.key(lone)] + afterEscape() }
    if code == CInt(UInt8(ascii: "[")) || code == CInt(UInt8(ascii: "O")) { return [.key(unknownSequence(code))] }
    guard var press = press(code) ?? character(after: code) else { return [] }
    // Esc and then Ctrl-C at once is no Alt-Ctrl-C: an interrupt is never lost.
    if press.modifiers == .control { return [.key(lone), .key(press)] }
    press.modifiers.insert(.alt)
    press.bytes.insert(27, at: 0)
    return [.key(press)]
  }

  /// A sequence that nobody described is one key, not letters; the line editor may know what it means.
  private func unknownSequence(_ introducer: CInt) -> KeyPress {
    let character = Character(Unicode.Scalar(UInt8(introducer)))
    var bytes: [UInt8] = [27, UInt8(introducer)]
    while bytes.count < 32 {
      let code = wgetch(source)
      guard (0x20..<0x7F).contains(code) else { break }
      bytes.append(UInt8(code))
      if introducer == CInt(UInt8(ascii: "O")) || code >= 0x40 { break }
    }
    return KeyPress(.character(character), .alt, bytes: bytes)
  }

  /// The rest of a character of several bytes.
  private func character(after first: CInt) -> KeyPress? {
    while !begun.isEmpty {
      let code = wgetch(source)
      guard code != ERR else { break }
      if let press = press(code) { return press }
    }
    return nil
  }

  /// A key's press; `nil` in the middle of a character, and for what is none.
  private func press(_ code: CInt) -> KeyPress? {
    guard code <= 0xFF else {
      begun = []
      return table[code]
    }
    let byte = UInt8(code)
    if byte < 0x80 {
      begun = []
      return Self.ascii(byte)
    }
    begun.append(byte)
    let length = Self.length(begun[0])
    guard begun.count >= length else { return nil }
    defer { begun = [] }
    guard length > 1, let text = String(validating: begun, as: UTF8.self), let only = text.first else { return nil }
    return KeyPress(.character(only), bytes: begun)
  }

  private static func ascii(_ byte: UInt8) -> KeyPress {
    switch byte {
    case 0: KeyPress(.character(" "), .control, bytes: [byte])
    case 8, 127: KeyPress(.backspace, bytes: [byte])
    case 9: KeyPress(.tab, bytes: [byte])
    case 10, 13: KeyPress(.enter, bytes: [byte])
    case 1...26: KeyPress(.character(Character(Unicode.Scalar(byte + 96))), .control, bytes: [byte])
    case 28...31: KeyPress(.character(Character(Unicode.Scalar(byte + 64))), .control, bytes: [byte])
    default: KeyPress(.character(Character(Unicode.Scalar(byte))), bytes: [byte])
    }
  }

  /// Bytes of a UTF-8 character by its first one; 1 for what cannot begin one.
  private static func length(_ first: UInt8) -> Int {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }

  /// Keys inside a paste are dropped, and of control characters only tabs and line ends are text.
  private func pasting(_ code: CInt) -> [Event] {
    if code == KeyTable.pasteEnds {
      let text = String(decoding: paste ?? [], as: UTF8.self)
      paste = nil
      return [.pasted(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))]
    }
    let isText = (0x20...0xFF).contains(code) && code != 127 || code == 9 || code == 10 || code == 13
    if isText, paste?.count ?? 0 < Self.pasteLimit { paste?.append(UInt8(code)) }
    return []
  }

  /// What the mouse did. ncurses tells once of several reports that arrive together, and hands out the youngest first.
  private func mouse() -> [MousePress] {
    var reports: [MEVENT] = []
    var event = MEVENT()
    while getmouse(&event) == OK { reports.append(event) }
    return reports.reversed().compactMap(mousePress)
  }

  /// nil for movement without a button.
  private func mousePress(_ event: MEVENT) -> MousePress? {
    let action: MousePress.Action
    switch event.bstate {
    case let state where state & curses_wheel_up != 0: action = .wheelUp
    case let state where state & curses_wheel_down != 0: action = .wheelDown
    case let state where state & curses_button_pressed != 0: action = isButtonDown ? .drag : .press
    case let state where state & curses_button_released != 0: action = .release
    case let state where state & curses_mouse_moved != 0 && isButtonDown: action = .drag
    default: return nil
    }
    if action == .press || action == .release { isButtonDown = action == .press }
    return MousePress(action, row: Int(event.y), column: Int(event.x))
  }
}
