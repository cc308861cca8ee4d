import TerminalUI
import Testing

/// Codes in, events out, without a terminal.
@Suite struct KeyDecoderTests {
  private static let (pasteBegins, pasteEnds, mouse): (Int32, Int32, Int32) = (0x1000, 0x1001, 0x199)
  private static let (up, f10): (Int32, Int32) = (0x103, 0x112)

  /// The events of codes that arrive together.
  private func events(_ codes: [Int32]) -> [Event] {
    var decoder = KeyDecoder(
      table: [Self.up: KeyPress(.up), Self.f10: KeyPress(.function(10))],
      signals: .init(pasteBegins: Self.pasteBegins, pasteEnds: Self.pasteEnds, mouse: Self.mouse))
    var rest = codes[...]
    var events: [Event] = []
    while let next = decoder.next({ rest.popFirst() }, mouse: { [MousePress(.press, row: 1, column: 2)] }) {
      events += next
    }
    return events
  }

  private func keys(_ codes: [Int32]) -> [KeyPress] {
    events(codes).compactMap { if case .key(let press) = $0 { press } else { nil } }
  }

  private func codes(_ text: String) -> [Int32] { text.utf8.map { Int32($0) } }

  @Test func `bytes become characters, whatever their number`() {
    #expect(keys(codes("aé漢😀")).map(\.key) == ["a", "é", "漢", "😀"].map { Key.character($0) })
    #expect(keys([0xC3, 0x41]).map(\.key) == [.character("A")])
    #expect(keys([0xFF, 0xC0, 0x80, 0x41]).map(\.key) == [.character("A")])
  }

  @Test func `control bytes are keys`() {
    #expect(keys([0, 9, 10, 13, 127]).map(\.key) == [.character(" "), .tab, .enter, .enter, .backspace])
    #expect(keys([3]) == [KeyPress(.character("c"), .control)])
  }

  @Test func `Esc and a key is Alt, Esc alone is Esc`() {
    #expect(keys([27]) == [KeyPress(.escape)])
    #expect(keys(codes("\u{1B}x")) == [KeyPress(.character("x"), .alt)])
    #expect(keys(codes("\u{1B}é")) == [KeyPress(.character("é"), .alt)])
    #expect(keys([27, Self.up]) == [KeyPress(.up, .alt)])
  }

  @Test func `Esc and a function key at once are two keys`() {
    #expect(keys([27, Self.f10]) == [KeyPress(.escape), KeyPress(.function(10))])
  }

  @Test func `an unknown sequence is one key`() {
    #expect(keys(codes("\u{1B}[12;34qa")).map(\.bytes) == [codes("\u{1B}[12;34q").map { UInt8($0) }, [97]])
    #expect(keys(codes("\u{1B}OQa")).count == 2)
  }

  @Test(arguments: ["\u{1B}[1;2\u{3}", "\u{1B}\u{3}", "\u{1B}\u{1B}\u{3}", "\u{1B}O\u{3}", "\u{3}"])
  func `an interrupt is never lost`(_ text: String) {
    #expect(keys(codes(text)).last == KeyPress(.character("c"), .control))
    #expect(keys([0xE2, 0x82] + codes(text)).last == KeyPress(.character("c"), .control))
  }

  @Test func `a hundred thousand Esc are as many keys`() {
    #expect(keys(Array(repeating: 27, count: 100_000)).count == 100_000)
  }

  @Test func `a paste is text, without keys and controls`() {
    let pasted = events([Self.pasteBegins] + codes("a\r\nb\u{1B}\u{3}c\rd") + [Self.up, Self.pasteEnds] + codes("e"))
    guard case .pasted(let text)? = pasted.first else {
      Issue.record("no paste: \(pasted)")
      return
    }
    #expect(text == "a\nbc\nd" && pasted.count == 2)
  }

  @Test func `a paste that begins inside a sequence is a paste`() {
    guard case .pasted("x")? = events([27, Self.pasteBegins] + codes("x") + [Self.pasteEnds]).last else {
      Issue.record("no paste")
      return
    }
  }

  @Test func `the mouse is asked for when its code arrives`() {
    guard case .mouse(let press)? = events([Self.mouse]).first else {
      Issue.record("no mouse")
      return
    }
    #expect(press == MousePress(.press, row: 1, column: 2))
  }
}
