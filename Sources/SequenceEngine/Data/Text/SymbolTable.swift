/// Every symbol of a file, numbered as it is met, and cut out of the stream of scalars by its unit.
///
/// These numbers say nothing about parts; a vocabulary is made of them once the training part is known.
struct SymbolTable: Sendable {
  let unit: TextUnit
  /// Symbols by number.
  private(set) var names: [String] = []
  private var ascii = [Int32](repeating: -1, count: 128)
  private var scalars: [UInt32: Int] = [:]
  private var words: [[UInt8]: Int] = [:]
  private var word: [UInt8] = []

  init(unit: TextUnit) {
    self.unit = unit
    if unit == .byte { names = (0...255).map { Vocabulary.byteSymbol(UInt8($0)) } }
  }

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
      if scalar == "\n" { symbols.append(number(ofWord: Array(Vocabulary.endOfLine.utf8))) }
    }
  }

  /// Adds the word that the end of the text ends.
  mutating func finish(into symbols: inout SymbolArray) {
    guard !word.isEmpty else { return }
    symbols.append(number(ofWord: word))
    word.removeAll(keepingCapacity: true)
  }

  /// Adds a word that is already cut out of its line.
  mutating func append(word bytes: [UInt8], to symbols: inout SymbolArray) {
    symbols.append(number(ofWord: bytes))
  }

  private func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar == " " || (9...13).contains(scalar.value) }
    return scalar.properties.isWhitespace
  }

  private mutating func number(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII, ascii[Int(scalar.value)] >= 0 { return Int(ascii[Int(scalar.value)]) }
    if let known = scalars[scalar.value] { return known }
    let number = names.count
    names.append(String(scalar))
    scalars[scalar.value] = number
    if scalar.isASCII { ascii[Int(scalar.value)] = Int32(number) }
    return number
  }

  private mutating func number(ofWord bytes: [UInt8]) -> Int {
    if let known = words[bytes] { return known }
    let number = names.count
    names.append(String(decoding: bytes, as: UTF8.self))
    words[bytes] = number
    return number
  }
}
