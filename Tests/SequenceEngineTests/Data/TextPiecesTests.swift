import Foundation
import SequenceEngine
import Testing

/// A text read in waves and pieces is the text, wherever they end.
@Suite struct TextPiecesTests {
  /// Letters of one to four bytes, both kinds of line end, lone carriage returns, and many blanks.
  private static func text(_ count: Int, seed: UInt64) -> String {
    let letters = ["a", "b", "é", "語", "🙂", "\u{A0}", " ", "\t", "\n", "\r\n", "\r", "\r\r\n", "longer", "words"]
    let random = CounterRandom(seed: seed, stream: .data)
    return (0..<count).map { letters[random.integer($0, below: letters.count)] }.joined()
  }

  /// What a text is by definition: its symbols, and how many CRLF line ends were read as newlines.
  private static func twin(_ text: String, _ unit: TextUnit) -> (symbols: [String], carriageReturns: Int) {
    let joined = text.unicodeScalars.map(String.init).joined(separator: "|")
    let lines = joined.components(separatedBy: "\r|\n")
    let scalars = lines.joined(separator: "\n").unicodeScalars.filter { $0 != "|" }
    guard unit == .word else { return (scalars.map(String.init), lines.count - 1) }
    var (words, word) = ([String](), "")
    for scalar in scalars {
      guard scalar.properties.isWhitespace else {
        word.unicodeScalars.append(scalar)
        continue
      }
      if !word.isEmpty { words.append(word) }
      word = ""
      if scalar == "\n" { words.append("<eos>") }
    }
    return (word.isEmpty ? words : words + [word], lines.count - 1)
  }

  private func read(_ bytes: [UInt8], _ unit: TextUnit, chunk: Int) throws -> TextPieces {
    var pieces = TextPieces(name: "t", unit: unit)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      try pieces.take(bytes[start..<min(start + chunk, bytes.count)])
    }
    try pieces.finish()
    return pieces
  }

  private func names(_ pieces: TextPieces) -> [String] {
    let names = pieces.table.names
    return (0..<pieces.symbols.count).map { names[pieces.symbols[$0]] }
  }

  @Test(arguments: [TextUnit.character, .word], [1, 2, 3, 5, 64, 4099])
  func wavesOfAnyLengthReadTheSameText(_ unit: TextUnit, chunk: Int) throws {
    let text = Self.text(700, seed: UInt64(chunk))
    let pieces = try read(Array(text.utf8), unit, chunk: chunk)
    let expected = Self.twin(text, unit)
    #expect(names(pieces) == expected.symbols)
    #expect(pieces.carriageReturns == expected.carriageReturns)
  }

  @Test(arguments: [TextUnit.character, .word, .byte])
  func anyNumberOfThreadsNumbersTheSameSymbols(_ unit: TextUnit) throws {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    // More than 256 different symbols, which first come in different pieces.
    let rare = (0..<400).map { String(UnicodeScalar(0x4E00 + $0)!) + Self.text(30, seed: UInt64($0)) }.joined()
    let bytes = Array(rare.utf8)
    var first: [String]?
    for threads in [1, 2, 3, 8] {
      Parallel.threads = threads
      let pieces = try read(bytes, unit, chunk: bytes.count)
      let own = pieces.table.names
      let others = first ?? own
      #expect(own == others)
      first = own
      let expected = unit == .byte ? bytes.map { own[Int($0)] } : Self.twin(rare, unit).symbols
      #expect(names(pieces) == expected)
      let counts = pieces.symbols.counts(in: 0..<pieces.symbols.count, kinds: own.count)
      #expect(counts.reduce(0, +) == pieces.symbols.count)
    }
  }

  @Test func bytesThatAreNoTextAreToldWithTheirPlaceWhateverThePieces() {
    let good = Array(String(repeating: "añ語🙂 ", count: 600).utf8)
    let wrong: [[UInt8]] = [
      [0xFF], [0x80], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x99], [0xF4, 0x90, 0x80, 0x80],
      [0x80, 0x80, 0x80, 0x80, 0x80], [0],
    ]
    for bad in wrong {
      for chunk in [1, 7, 5000, 100_000] {
        for unit in [TextUnit.character, .word] {
          let found = message { try read(good + bad + good + [0xFF], unit, chunk: chunk) }
          let what = bad == [0] ? "expected text, found a zero byte" : "expected UTF-8"
          #expect(found?.hasPrefix("t, byte 6,600: \(what)") == true, "\(bad) in chunks of \(chunk)")
        }
      }
    }
  }

  @Test func aByteOrderMarkIsDroppedAtTheBeginningAlone() throws {
    for chunk in [1, 2, 3, 4, 100] {
      #expect(names(try read(Array("\u{FEFF}a\u{FEFF}b".utf8), .character, chunk: chunk)) == ["a", "\u{FEFF}", "b"])
    }
  }

  @Test func countsAreThoseOfARange() throws {
    let pieces = try read(Array(String(repeating: "abcab", count: 200_000).utf8), .byte, chunk: 300_000)
    let counts = pieces.symbols.counts(in: 3..<999_999, kinds: 256)
    #expect(Array(counts[97...100]) == [399_999, 399_998, 199_999, 0] as [Int])
  }
}
