/// Every symbol of a file, numbered as it is met, and cut out of the stream of scalars by its unit.
///
/// These numbers say nothing about parts; a vocabulary is made of them once the training part is known.
package struct SymbolTable: Sendable {
  package let unit: TextUnit
  /// Symbols by number, where they are no words.
  private var letters: [String] = []
  private var ascii = [Int32](repeating: -1, count: 128)
  private var scalars: [UInt32: Int] = [:]
  private var words = WordTable()
  /// The beginning of a word whose end is still to come.
  private var word: [UInt8] = []

  init(unit: TextUnit) {
    self.unit = unit
    if unit == .byte { letters = (0...255).map { Vocabulary.byteSymbol(UInt8($0)) } }
  }

  var count: Int { unit == .word ? words.count : letters.count }

  /// Symbols by number.
  package var names: [String] { unit == .word ? (0..<words.count).map { words.name($0) } : letters }

  /// Adds the symbols that end with this scalar.
  mutating func take(_ scalar: Unicode.Scalar, into symbols: inout SymbolArray) {
    switch unit {
    case .character: symbols.append(number(of: scalar))
    case .byte: for byte in String(scalar).utf8 { symbols.append(Int(byte)) }
    case .word:
      guard isWhitespace(scalar) else {
        if scalar.isASCII { word.append(UInt8(scalar.value)) } else { word.append(contentsOf: String(scalar).utf8) }
        return
      }
      finish(into: &symbols)
      if scalar == "\n" { symbols.append(words.number(of: Array(Vocabulary.endOfLine.utf8))) }
    }
  }

  /// Adds the symbols that end within a run of ASCII characters.
  mutating func take(ascii run: UnsafeBufferPointer<UInt8>, into symbols: inout SymbolArray) {
    switch unit {
    case .character:
      for byte in run where ascii[Int(byte)] < 0 { _ = number(of: Unicode.Scalar(byte)) }
      symbols.append(run, as: ascii, kinds: letters.count)
    case .byte: take(bytes: run, into: &symbols)
    case .word:
      var start = 0
      for place in run.indices where Self.isWhitespace(run[place]) {
        if !word.isEmpty {
          word.append(contentsOf: run[start..<place])
          finish(into: &symbols)
        } else if start < place {
          symbols.append(words.number(of: UnsafeBufferPointer(rebasing: run[start..<place])))
        }
        if run[place] == UInt8(ascii: "\n") { symbols.append(words.number(of: Array(Vocabulary.endOfLine.utf8))) }
        start = place + 1
      }
      word.append(contentsOf: run[start...])
    }
  }

  /// Adds the symbols of bytes that are taken as they are.
  func take(bytes: UnsafeBufferPointer<UInt8>, into symbols: inout SymbolArray) { symbols.append(bytes: bytes) }

  /// Adds the word that the end of the text ends.
  mutating func finish(into symbols: inout SymbolArray) {
    guard !word.isEmpty else { return }
    symbols.append(words.number(of: word))
    word.removeAll(keepingCapacity: true)
  }

  /// Adds a word that is already cut out of its line.
  mutating func append(word bytes: [UInt8], to symbols: inout SymbolArray) {
    symbols.append(words.number(of: bytes))
  }

  /// Takes over the symbols of a table from a number on; returns their numbers here.
  mutating func adopt(_ other: SymbolTable, from first: Int) -> [Int] {
    switch unit {
    case .word: words.adopt(other.words, from: first)
    case .byte: Array(first..<max(first, other.count))
    case .character: other.letters.dropFirst(first).flatMap { $0.unicodeScalars.map { number(of: $0) } }
    }
  }

  /// Whether an ASCII character stands between words.
  static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

  private func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return Self.isWhitespace(UInt8(scalar.value)) }
    return scalar.properties.isWhitespace
  }

  private mutating func number(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII, ascii[Int(scalar.value)] >= 0 { return Int(ascii[Int(scalar.value)]) }
    if let known = scalars[scalar.value] { return known }
    let number = letters.count
    letters.append(String(scalar))
    scalars[scalar.value] = number
    if scalar.isASCII { ascii[Int(scalar.value)] = Int32(number) }
    return number
  }
}
