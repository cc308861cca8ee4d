/// Everything that steers a terminal, turns text round or is no text, as bytes: more than five hundred pieces, made from
/// what ECMA-48 and xterm know. Each is to be told and never obeyed, wherever it comes from.
public enum EscapeSequences {
  public static let all: [[UInt8]] = controls + strings + single + bidirectional + overwriting + broken

  /// Those that are valid UTF-8, which is all that a script or a name can hold.
  public static let texts: [String] = all.compactMap { String(validating: $0, as: UTF8.self) }

  /// The bytes of a text that a terminal could obey or a reader not see: controls other than line ends, C1 as UTF-8,
  /// bidirectional marks, and what is no UTF-8.
  public static func acting(in bytes: some Sequence<UInt8>, besides own: Set<UInt8> = [0x0A]) -> String? {
    let bytes = Array(bytes)
    guard let text = String(validating: bytes, as: UTF8.self) else { return "bytes that are no UTF-8" }
    for scalar in text.unicodeScalars {
      let isOwn = UInt8(exactly: scalar.value).map(own.contains) ?? false
      switch scalar.value {
      case 0..<0x20 where !isOwn, 0x7F...0x9F, 0x200B, 0x200E...0x200F, 0x061C, 0x2028...0x202E, 0x2066...0x2069:
        return "U+" + String(scalar.value, radix: 16, uppercase: true)
      default: continue
      }
    }
    return nil
  }

  // MARK: The table

  /// How a sequence of a kind begins: 7 bits, C1 as UTF-8, C1 as one byte.
  private static func beginnings(_ final: Character, _ c1: UInt8) -> [[UInt8]] {
    [[0x1B] + Array(String(final).utf8), [0xC2, c1], [c1]]
  }

  /// Control sequences: colour, clearing, reports, modes, windows; alone, inside a title, and cut off.
  private static let controls: [[UInt8]] = {
    let bodies = [
      "31m", "2J", "3J", "6n", "5n", "c", ">c", "=c", "?1049h", "?25l", "?1000h", "?2004l", "10;10H", "21t", "14t",
      "4i", "!p", "201~", "1;31;5;7m", "99999999999d",
    ]
    return beginnings("[", 0x9B).flatMap { start in
      bodies.flatMap { body -> [[UInt8]] in
        let whole = start + Array(body.utf8)
        return [whole, Array("a\u{1B}]0;".utf8) + whole + [7], Array(whole.dropLast())]
      }
    }
  }()

  /// Strings for the terminal: titles, links, the clipboard, device control, application, privacy and start of string;
  /// with each of their ends, without an end, and inside one another.
  private static let strings: [[UInt8]] = {
    let kinds: [(Character, UInt8, [String])] = [
      (
        "]", 0x9D,
        ["0;owned", "2;owned", "8;;http://a.example", "52;c;aGVsbG8=", "52;c;?", "4;1;?", "10;?", "777;notify;a;b"]
      ),
      ("P", 0x90, ["$qm", "+q544e", "1$r0m", "q#0;2;0;0;0#0~"]), ("_", 0x9F, ["Ga=T;aGk=", "x"]), ("^", 0x9E, ["x"]),
      ("X", 0x98, ["x"]),
    ]
    let ends: [[UInt8]] = [[7], [0x1B, 0x5C], [0xC2, 0x9C], [0x9C], [], [0x1B, 0x5D, 0x30, 0x3B, 0x78, 7]]
    return kinds.flatMap { final, c1, bodies in
      beginnings(final, c1).flatMap { start in
        bodies.flatMap { body in ends.map { start + Array(body.utf8) + $0 } }
      }
    }
  }()

  /// Every control by itself, C1 as UTF-8 and as one byte, and the short escapes.
  private static let single: [[UInt8]] = {
    let c0 = (UInt8(0)...0x1F).filter { ![0x0A, 0x0D, 0x09].contains($0) } + [0x7F]
    let c1 = UInt8(0x80)...0x9F
    let short = [
      "c", "#8", "Z", "7", "8", "=", ">", "D", "E", "H", "M", "N", "O", "n", "o", "|", "}", "~", "(0", " F", "%@",
    ]
    return c0.map { [0x61, $0, 0x62] } + c1.map { [0x61, 0xC2, $0, 0x62] } + c1.map { [0x61, $0, 0x62] }
      + short.map { [0x1B] + Array($0.utf8) }
  }()

  private static let bidirectional: [[UInt8]] = {
    let marks: [Unicode.Scalar] = [
      "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
      "\u{200E}",
      "\u{200F}", "\u{061C}",
    ]
    return marks.flatMap { mark in
      ["\(mark)", "exe.\(mark)txt", "\(mark)\(mark)a\u{2069}\u{202C}"].map { Array($0.utf8) }
    }
  }()

  /// What writes over text that was shown before.
  private static let overwriting: [[UInt8]] = [
    "good\u{8}\u{8}\u{8}\u{8}evil", "good\revil", "good\r\r\u{1B}[Kevil", "a\u{B}b", "a\u{C}b", "a\u{85}b",
    "a\u{2028}b", "a\u{2029}b",
    "a\u{7F}\u{7F}b", "\r\u{1B}[2K\u{1B}[1Aevil",
  ].map { Array($0.utf8) }

  /// What is no UTF-8: lone and missing continuations, overlong forms, surrogates, beyond Unicode.
  private static let broken: [[UInt8]] = [
    [0xFF], [0xFE, 0xFF], [0x80], [0xC2], [0xC0, 0x80], [0xC0, 0x9B], [0xE0, 0x82, 0x9B], [0xED, 0xA0, 0x80],
    [0xF0, 0x80, 0x80, 0x9B], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x80],
    [0x1B, 0xFF, 0x5B],
  ]
}
