extension Lexer {
  // MARK: Numbers

  /// `64`, `1_000`, `0.5`, `.5`, `1e-3`. A point counts only before a digit: `1..5` is a range.
  mutating func scanNumber() {
    let start = cursor
    var digits = scanDigits()
    if isAt("."), byte(1).map(isDigit) ?? false {
      cursor += 1
      digits += "." + scanDigits()
    }
    let exponent = cursor
    if isAt("e") || isAt("E") {
      cursor += 1
      var power = "e"
      if isAt("+") || isAt("-") {
        power += isAt("-") ? "-" : ""
        cursor += 1
      }
      let powerDigits = scanDigits()
      if powerDigits.isEmpty { cursor = exponent } else { digits += power + powerDigits }
    }
    let numberEnd = cursor
    if source.bytes[numberEnd - 1] == UInt8(ascii: "_") || skipNamePart() {
      _ = skipNamePart()
      let text = source[SourceRange(start, cursor)]
      return reject("'\(text)' is neither a number nor a name", from: start, hint: "a name starts with a letter")
    }
    guard let value = Double(digits), value.isFinite else {
      return reject("the number is too large; the largest is about 1.8e308", from: start)
    }
    emit(.number(value), from: start)
  }

  private mutating func scanDigits() -> String {
    var digits = ""
    while let next = byte(), isDigit(next) || (next == UInt8(ascii: "_") && !digits.isEmpty) {
      if isDigit(next) { digits.unicodeScalars.append(Unicode.Scalar(next)) }
      cursor += 1
    }
    return digits
  }

  // MARK: Names

  /// A letter or `_`, then letters, digits and `_`; a single dot joins names: `valid.loss`.
  mutating func scanName() -> Bool {
    let start = cursor
    guard nameScalarWidth(isFirst: true) > 0 else { return false }
    _ = skipNamePart()
    while isAt(".") {
      cursor += 1
      guard nameScalarWidth(isFirst: true) > 0 else {
        cursor -= 1
        break
      }
      _ = skipNamePart()
    }
    emit(.name(source[SourceRange(start, cursor)]), from: start)
    return true
  }

  private mutating func skipNamePart() -> Bool {
    let start = cursor
    while true {
      let width = nameScalarWidth(isFirst: false)
      if width == 0 { return cursor > start }
      cursor += width
    }
  }

  private func nameScalarWidth(isFirst: Bool) -> Int {
    guard let next = byte() else { return 0 }
    switch next {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): return 1
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return isFirst ? 0 : 1
    case 0..<0x80: return 0
    default:
      guard let scalar = scalarAtCursor() else { return 0 }
      let belongs = isFirst ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
      return belongs ? UTF8.width(scalar) : 0
    }
  }

  // MARK: Symbols

  mutating func scanSymbol() -> Bool {
    let start = cursor
    guard let first = byte(), let (symbol, width) = Symbol.read(first, byte(1)) else { return false }
    cursor += width
    if symbol.closing != nil {
      openBracket(symbol, from: start)
    } else if symbol.isClosing {
      closeBracket(symbol, from: start)
    } else {
      emit(.symbol(symbol), from: start)
    }
    return true
  }
}
