import Notebook
import TerminalUI

/// What a terminal sends: bytes, keys that its library knows, pastes, mouse and size, taken through the screen's state up
/// to what is drawn.
extension FuzzTarget {
  static let keyboard = [keys]

  static let keys = FuzzTarget("keys", words: ["\u{1B}[", "\u{1B}O", "\u{1B}\u{1B}", "\u{3}", "é", "\u{1F1E9}"]) {
    bytes in
    let codes = KeyCodes(bytes)
    var decoder = KeyDecoder(
      table: KeyCodes.table, signals: .init(pasteBegins: 0x100, pasteEnds: 0x101, mouse: 0x102))
    var state = AppState(size: Size(columns: 80, rows: 24))
    var interrupts = 0
    while true {
      guard let events = decoder.next(codes.next, mouse: codes.mouse) else {
        guard codes.goesOn() else { break }
        continue
      }
      for event in events {
        if case .key(let press) = event, press == KeyPress(.character("c"), .control) { interrupts += 1 }
        take(event, into: &state)
      }
      if let size = codes.size() {
        _ = update(&state, .resized(size))
        draw(state)
      }
    }
    precondition(interrupts == codes.interrupts, "an interrupt is lost")
    draw(state)
  }

  /// The state's next value, with a line editor that only knows text.
  private static func take(_ event: Event, into state: inout AppState) {
    for effect in update(&state, event) {
      var line = LineState()
      switch effect {
      case .insert(let text): line.text = state.line.text + text.prefix(200)
      case .edit(let press):
        guard case .character(let character) = press.key, press.modifiers.isEmpty else { continue }
        line.text = state.line.text + String(character)
      case .replaceLine(let text, _): line.text = text
      default: continue
      }
      line.cursor = line.text.utf8.count
      _ = update(&state, .line(line))
    }
  }

  private static func draw(_ state: AppState) {
    let frame = render(state)
    precondition(frame.size == state.size, "a frame of another size")
    for case let glyph? in frame.glyphs where glyph.character != " " { checkLegible(String(glyph.character)) }
  }
}

/// Codes out of bytes: FF and a byte is a key of the library, FE and two a new size, FD a moment in which nothing arrives.
private final class KeyCodes {
  static let table: [Int32: KeyPress] = {
    let keys: [Key] =
      [
        .enter, .tab, .backTab, .escape, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end, .pageUp,
        .pageDown,
      ] + (1...12).map { .function($0) }
    return keys.indices.reduce(into: [:]) { table, index in
      for modifiers in 0..<8 {
        table[0x110 + Int32(index * 8 + modifiers)] = KeyPress(keys[index], .init(rawValue: UInt8(modifiers)))
      }
    }
  }()

  private let bytes: [UInt8]
  private var place = 0
  private var resized: Size?
  private var isPasting = false
  /// Ctrl-C outside of pastes.
  private(set) var interrupts = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func byte() -> UInt8? {
    guard place < bytes.count else { return nil }
    place += 1
    return bytes[place - 1]
  }

  func next() -> Int32? {
    guard let first = byte() else { return nil }
    switch first {
    case 0xFF:
      let code = 0x100 + Int32(byte() ?? 0)
      if code == 0x100 { isPasting = true }
      if code == 0x101 { isPasting = false }
      return code
    case 0xFE:
      resized = Size(columns: Int(byte() ?? 0), rows: Int(byte() ?? 0))
      return nil
    case 0xFD: return nil
    default:
      if first == 3, !isPasting { interrupts += 1 }
      return Int32(first)
    }
  }

  func goesOn() -> Bool { place < bytes.count }

  func size() -> Size? { resized.take() }

  func mouse() -> [MousePress] {
    guard let kind = byte() else { return [] }
    let actions: [MousePress.Action] = [.press, .drag, .release, .wheelUp, .wheelDown]
    return [MousePress(actions[Int(kind) % 5], row: Int(byte() ?? 0), column: Int(byte() ?? 0))]
  }
}
