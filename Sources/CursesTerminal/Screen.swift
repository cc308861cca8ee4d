import CNcurses
import CTerminal
import Glibc
import TerminalUI

/// The full screen: it shows frames through ncurses, and nothing else writes to the terminal while it is up.
///
/// Make one, after `ct_guard()` and `TerminalTraits.detect()`, and `close()` it at the end; should the program end
/// otherwise, the guard gives the terminal back.
public final class Screen {
  private let depth: ColourDepth
  private var theme: Theme
  private var styles: ScreenStyles
  private var shown: Frame?

  /// `nil` where ncurses cannot work on this terminal; nothing was written then.
  public init?(_ traits: TerminalTraits, theme: Theme) {
    ct_report_stop(true)
    Goodbye.arm()
    guard curses_begin(traits.directColourName) != nil else {
      ct_disarm()
      ct_report_stop(false)
      return nil
    }
    _ = ct_hold_errors()
    // Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q come as keys, and Enter as itself.
    raw()
    noecho()
    nonl()
    if has_colors() {
      start_color()
      use_default_colors()
    }
    depth = traits.colour
    self.theme = theme
    styles = ScreenStyles(theme: theme, depth: traits.colour)
    Self.listen()
    resize()
  }

  public var size: Size { Size(columns: Int(COLS), rows: Int(LINES)) }

  /// Changes the colours; the next frame is drawn with them.
  public func use(_ theme: Theme) {
    guard theme != self.theme else { return }
    self.theme = theme
    styles = ScreenStyles(theme: theme, depth: depth)
    shown = nil
  }

  /// Draws what differs from the frame before.
  public func show(_ frame: Frame) {
    guard !ct_is_ending() else { return }
    let before = shown?.size == frame.size ? shown : nil
    if before == nil { werase(stdscr) }
    for row in 0..<min(frame.size.rows, Int(LINES)) {
      let cells = frame[row: row]
      let old = before?[row: row]
      if old != cells { draw(cells, over: old, row: row) }
    }
    shown = frame
    if let cursor = frame.cursor, cursor.row < Int(LINES), cursor.column < Int(COLS) {
      wmove(stdscr, CInt(cursor.row), CInt(cursor.column))
      curs_set(1)
    } else {
      curs_set(0)
    }
    wrefresh(stdscr)
  }

  /// Changed cells of one row, those of one style that stand together at once.
  private func draw(_ cells: ArraySlice<Glyph?>, over old: ArraySlice<Glyph?>?, row: Int) {
    var text: [wchar_t] = []
    var start = 0
    var end = 0
    var look = ScreenStyles.Look(attributes: 0, pair: 0)
    func flush() {
      guard !text.isEmpty else { return }
      curses_set_style(stdscr, look.attributes, look.pair)
      wmove(stdscr, CInt(row), CInt(start))
      waddnwstr(stdscr, text, CInt(text.count))
      text.removeAll(keepingCapacity: true)
    }
    for column in 0..<min(cells.count, Int(COLS)) {
      guard let glyph = cells[cells.startIndex + column] else { continue }
      if let old, old[old.startIndex + column] == glyph { continue }
      let width = glyph.width
      guard column + width <= Int(COLS) else { break }
      let wanted = styles.look(of: glyph.style)
      if column != end || wanted != look {
        flush()
        (start, look) = (column, wanted)
      }
      ScreenText.append(glyph.character, width: width, to: &text)
      end = column + width
    }
    flush()
  }

  /// Takes the terminal's size as it is now; the next frame is drawn whole.
  public func resize() {
    var columns: CInt = 0
    var rows: CInt = 0
    // resizeterm() would put a key into the input that asks for another resize.
    if ct_window_size(&columns, &rows), is_term_resized(rows, columns) { resize_term(rows, columns) }
    redraw()
  }

  /// Forgets what the terminal shows; the next frame is drawn whole.
  public func redraw() {
    shown = nil
    clearok(curscr, true)
  }

  /// Gives the terminal to the shell, stops, and takes it again when the program goes on.
  public func suspend() {
    leave()
    ct_suspend()
    _ = ct_take_signals()
    enter()
  }

  /// Takes the terminal again after somebody else stopped the program and let it go on.
  public func resume() {
    leave()
    enter()
  }

  public func bell() { beep() }

  /// Leaves the full screen for good.
  public func close() {
    // A terminal without a second screen would keep the picture above the shell's prompt.
    werase(stdscr)
    wrefresh(stdscr)
    leave()
    ct_release_errors()
    ct_report_stop(false)
  }

  private func leave() {
    put(Goodbye.pasteOff)
    endwin()
    ct_disarm()
  }

  private func enter() {
    // In the background this stops the program until it is in front.
    reset_prog_mode()
    Goodbye.arm()
    Self.listen()
    resize()
    wrefresh(stdscr)
  }

  /// Keys in one piece, pastes marked as such, the mouse with drags.
  private static func listen() {
    let events = curses_button_pressed | curses_button_released | curses_wheel_up | curses_wheel_down
    mousemask(events | curses_mouse_moved, nil)
    mouseinterval(0)
    put(Goodbye.dragOn + Goodbye.pasteOn)
  }

  private static func put(_ bytes: String) {
    putp(bytes)
    fflush(nil)
  }

  private func put(_ bytes: String) { Self.put(bytes) }
}
