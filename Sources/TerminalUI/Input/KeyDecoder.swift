/// Turns what a terminal sends into events: the bytes of characters, and above them codes of keys that the terminal
/// library has made out by itself.
public struct KeyDecoder: Sendable {
  /// Codes that stand for no key.
  public struct Signals: Sendable {
    let pasteBegins: Int32
    let pasteEnds: Int32
    let mouse: Int32

    public init(pasteBegins: Int32, pasteEnds: Int32, mouse: Int32) {
      (self.pasteBegins, self.pasteEnds, self.mouse) = (pasteBegins, pasteEnds, mouse)
    }
  }

  /// A paste beyond this is cut: it would be no line any more.
  private static let longestPaste = 1 << 20
  private static let escape: Int32 = 27

  private let table: [Int32: KeyPress]
  private let signals: Signals
  /// A character of several bytes that has begun.
  private var begun: [UInt8] = []
  /// What was pasted so far; `nil` outside a paste.
  private var paste: [UInt8]?
  /// A code that ended something that it does not belong to.
  private var held: Int32?

  public init(table: [Int32: KeyPress], signals: Signals) { (self.table, self.signals) = (table, signals) }

  /// The events of the next key, none in the middle of something longer; `nil` when nothing is there.
  ///
  /// - Parameters:
  ///   - read: the next code; nil when nothing has arrived.
  ///   - mouse: what the mouse did, asked for when `read` gave the mouse's code.
  public mutating func next(_ read: () -> Int32?, mouse: () -> [MousePress]) -> [Event]? {
    guard let code = held.take() ?? read() else { return nil }
    if code == signals.pasteBegins {
      paste = []
      return []
    }
    if paste != nil { return pasting(code) }
    if code == signals.mouse { return mouse().map { .mouse($0) } }
    if code == Self.escape { return afterEscape(read) }
    return press(code).map { [.key($0)] } ?? []
  }

  /// Esc by itself, or what Alt sends: Esc and the key.
  private mutating func afterEscape(_ read: () -> Int32?) -> [Event] {
    let lone = Event.key(KeyPress(.escape, bytes: [27]))
    var code = read()
    var before: [Event] = []
    while code == Self.escape {
      before.append(lone)
      code = read()
    }
    guard let code else { return before + [lone] }
    if code == signals.pasteBegins || code == signals.mouse {
      held = code
      return before + [lone]
    }
    if code == Int32(UInt8(ascii: "[")) || code == Int32(UInt8(ascii: "O")) {
      return before + [.key(unknownSequence(UInt8(code), read))]
    }
    guard var press = press(code) ?? character(read) else { return before }
    // Esc and then Ctrl-C at once is no Alt-Ctrl-C: an interrupt is never lost.
    if press.modifiers == .control { return before + [lone, .key(press)] }
    // Nor is Esc and F10 at once an Alt-F10, which means nothing here: the line editor would type its letters.
    if case .function = press.key { return before + [lone, .key(press)] }
    press.modifiers.insert(.alt)
    press.bytes.insert(27, at: 0)
    return before + [.key(press)]
  }

  /// A sequence that nobody described is one key, not letters; the line editor may know what it means.
  private mutating func unknownSequence(_ introducer: UInt8, _ read: () -> Int32?) -> KeyPress {
    var bytes: [UInt8] = [27, introducer]
    while bytes.count < 32, let code = read() {
      guard let byte = UInt8(exactly: code), (0x20..<0x7F).contains(byte) else {
        held = code
        break
      }
      bytes.append(byte)
      if introducer == UInt8(ascii: "O") || byte >= 0x40 { break }
    }
    return KeyPress(.character(Character(Unicode.Scalar(introducer))), .alt, bytes: bytes)
  }

  /// The rest of a character of several bytes.
  private mutating func character(_ read: () -> Int32?) -> KeyPress? {
    while !begun.isEmpty, let code = read() {
      guard let byte = UInt8(exactly: code), byte >= 0x80 else {
        begun = []
        held = code
        return nil
      }
      if let press = press(code) { return press }
    }
    return nil
  }

  /// A key's press; `nil` in the middle of a character, and for what is none.
  private mutating func press(_ code: Int32) -> KeyPress? {
    guard let byte = UInt8(exactly: code) else {
      begun = []
      return table[code]
    }
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
    case 27: KeyPress(.escape, bytes: [byte])
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
  private mutating func pasting(_ code: Int32) -> [Event] {
    if code == signals.pasteEnds {
      let text = String(decoding: paste ?? [], as: UTF8.self)
      paste = nil
      return [.pasted(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))]
    }
    guard let byte = UInt8(exactly: code) else { return [] }
    let isText = byte >= 0x20 && byte != 127 || byte == 9 || byte == 10 || byte == 13
    if isText, paste?.count ?? 0 < Self.longestPaste { paste?.append(byte) }
    return []
  }
}
