import CNcurses
import Glibc
import TerminalUI

/// What the keyboard and the mouse send, as events. Make one after the `Screen`.
public final class KeyReader {
  /// A pad, since reading from a window would also draw it.
  private let source: UnsafeMutablePointer<WINDOW>
  private var decoder: KeyDecoder
  private var isButtonDown = false

  /// `nil` when there is no memory.
  public init?() {
    guard let source = newpad(1, 1) else { return nil }
    self.source = source
    keypad(source, true)
    nodelay(source, true)
    // The time that a lone Esc is told from the beginning of a key's sequence, in milliseconds.
    set_escdelay(25)
    let table: [CInt: KeyPress] = KeyTable.make().reduce(into: [:]) { table, entry in
      table[entry.key] = KeyPress(entry.value.key, entry.value.modifiers, bytes: KeyTable.bytes(of: entry.key))
    }
    decoder = KeyDecoder(
      table: table,
      signals: .init(pasteBegins: KeyTable.pasteBegins, pasteEnds: KeyTable.pasteEnds, mouse: KEY_MOUSE))
  }

  /// Everything that has arrived; empty when nothing has.
  public func read() -> [Event] {
    var events: [Event] = []
    while let event = decoder.next({ code() }, mouse: { mouse() }) { events += event }
    return events
  }

  private func code() -> Int32? {
    let code = wgetch(source)
    return code == ERR ? nil : code
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
