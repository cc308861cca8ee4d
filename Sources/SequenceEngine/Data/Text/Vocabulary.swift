/// What one symbol of a text is.
public enum TextUnit: String, Sendable, CaseIterable {
  /// One Unicode scalar, so that no symbol depends on its neighbours.
  case character = "char"
  /// A run of letters between white space; every newline is the word `<eos>`.
  case word
  case byte
}

/// The symbols that a model knows, numbered. Only the training part decides what is in it.
public struct Vocabulary: Sendable, Equatable {
  public static let unknownSymbol = "<unk>"
  public static let endOfLine = "<eos>"
  /// The border symbol of a target text: what the decoder reads first, and what it writes last.
  public static let start = "<start>"
  public static let end = "<end>"
  /// What stands in place of the symbol that is asked for.
  public static let mask = "<mask>"

  public let unit: TextUnit
  /// Symbols as text, by number. A byte is written as `\x41`.
  public let symbols: [String]
  /// The number that stands for symbols which the training part does not have; nil where none is needed.
  public let unknown: Int?
  // Keyed by UTF-8 bytes: String equality would take composed and decomposed letters for the same symbol.
  private let numbers: [[UInt8]: Int32]

  /// - Parameter symbols: distinct, byte for byte.
  init(unit: TextUnit, symbols: [String], unknown: Int?) {
    self.unit = unit
    self.symbols = symbols
    self.unknown = unknown
    numbers = Dictionary(
      symbols.enumerated().map { (Array($1.utf8), Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  public var count: Int { symbols.count }

  /// The number of a symbol, nil if it is not in the vocabulary.
  public func number(of symbol: String) -> Int? { numbers[Array(symbol.utf8)].map(Int.init) }

  /// The numbers of a text's symbols, split as the corpus was.
  ///
  /// - Throws: `DataError` for a symbol that is not in the vocabulary where there is no `<unk>`.
  public func encode(_ text: String) throws -> [Int32] {
    try pieces(text).map { piece in
      if let number = numbers[Array(piece.utf8)] { return number }
      if let unknown { return Int32(unknown) }
      throw DataError(
        "\(unit.rawValue) \(DataError.quote(piece))", expected: "a symbol of the training part",
        found: "one that it does not have", advice: "use symbols of the training text (show data lists them)")
    }
  }

  /// The text that a list of numbers stands for; numbers outside the vocabulary are left out. Bytes that are no UTF-8
  /// become U+FFFD.
  public func decode(_ numbers: [Int32]) -> String {
    let known = numbers.filter { symbols.indices.contains(Int($0)) }.map { symbols[Int($0)] }
    switch unit {
    case .character: return known.joined()
    case .byte: return String(decoding: known.compactMap { UInt8($0.dropFirst(2), radix: 16) }, as: UTF8.self)
    case .word:
      var text = ""
      for word in known {
        if word == Self.endOfLine {
          text += "\n"
        } else {
          text += (text.isEmpty || text.last == "\n" ? "" : " ") + word
        }
      }
      return text
    }
  }

  private func pieces(_ text: String) -> [String] {
    switch unit {
    case .character: return text.unicodeScalars.map { String($0) }
    case .byte: return text.utf8.map(Self.byteSymbol)
    case .word:
      var words: [String] = []
      var word = String.UnicodeScalarView()
      for scalar in text.unicodeScalars {
        guard scalar.properties.isWhitespace else {
          word.append(scalar)
          continue
        }
        if !word.isEmpty { words.append(String(word)) }
        word = .init()
        if scalar == "\n" { words.append(Self.endOfLine) }
      }
      return word.isEmpty ? words : words + [String(word)]
    }
  }

  static func byteSymbol(_ byte: UInt8) -> String { "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
