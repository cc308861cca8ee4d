extension StrictJSON {
  private static let deepest = 64

  /// Reads one value after another, each at its place in the bytes.
  struct Parser {
    let bytes: [UInt8]
    var place = 0

    func failure(_ reason: String) -> Failure { Failure(byte: place, reason: reason) }
    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func skipBlanks() {
      while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      place += 1
      return true
    }

    mutating func value(depth: Int) throws(Failure) -> StrictJSON {
      guard depth <= StrictJSON.deepest else { throw failure("nesting deeper than \(StrictJSON.deepest)") }
      switch next {
      case UInt8(ascii: "{"): return try object(depth: depth)
      case UInt8(ascii: "["): return try array(depth: depth)
      case UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "t"): return try word("true", .bool(true))
      case UInt8(ascii: "f"): return try word("false", .bool(false))
      case UInt8(ascii: "n"): return try word("null", .null)
      case nil: throw failure("the end where a value should be")
      default: return .number(try number())
      }
    }

    private mutating func word(_ word: String, _ value: StrictJSON) throws(Failure) -> StrictJSON {
      guard bytes[place...].starts(with: word.utf8) else { throw failure("no JSON value") }
      place += word.utf8.count
      return value
    }

    private mutating func object(depth: Int) throws(Failure) -> StrictJSON {
      var members: [Member] = []
      var keys: Set<[UInt8]> = []
      place += 1
      skipBlanks()
      if skip(UInt8(ascii: "}")) { return .object([]) }
      while true {
        skipBlanks()
        guard next == UInt8(ascii: "\"") else { throw failure("no key in quotes") }
        let start = place
        let key = try string()
        guard keys.insert(Array(key.utf8)).inserted else {
          throw Failure(byte: start, reason: "the key \(DataError.quote(key)) twice")
        }
        skipBlanks()
        guard skip(UInt8(ascii: ":")) else { throw failure("no colon after a key") }
        skipBlanks()
        members.append(Member(key: key, value: try value(depth: depth + 1)))
        skipBlanks()
        if skip(UInt8(ascii: "}")) { return .object(members) }
        guard skip(UInt8(ascii: ",")) else { throw failure("no comma or } in an object") }
      }
    }

    private mutating func array(depth: Int) throws(Failure) -> StrictJSON {
      var values: [StrictJSON] = []
      place += 1
      skipBlanks()
      if skip(UInt8(ascii: "]")) { return .array([]) }
      while true {
        skipBlanks()
        values.append(try value(depth: depth + 1))
        skipBlanks()
        if skip(UInt8(ascii: "]")) { return .array(values) }
        guard skip(UInt8(ascii: ",")) else { throw failure("no comma or ] in an array") }
      }
    }

    private mutating func digits() -> Int {
      let start = place
      while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
      return place - start
    }

    private mutating func number() throws(Failure) -> String {
      let start = place
      _ = skip(UInt8(ascii: "-"))
      let leading = next
      let whole = digits()
      guard whole > 0, leading != 0x30 || whole == 1 else { throw failure("no JSON value") }
      if skip(UInt8(ascii: ".")), digits() == 0 { throw failure("no digit after the point") }
      if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
        if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
        if digits() == 0 { throw failure("no digit in the exponent") }
      }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func string() throws(Failure) -> String {
      var text: [UInt8] = []
      let start = place
      place += 1
      while let byte = next {
        place += 1
        switch byte {
        case UInt8(ascii: "\""):
          guard let string = String(validating: text, as: UTF8.self) else {
            throw Failure(byte: start, reason: "a string that is not UTF-8")
          }
          return string
        case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
        case 0..<0x20: throw failure("a control character in a string")
        default: text.append(byte)
        }
      }
      throw failure("the end inside a string")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
      let letter = next
      place += 1
      switch letter {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter ?? 0)
      case UInt8(ascii: "b"): return "\u{8}"
      case UInt8(ascii: "f"): return "\u{C}"
      case UInt8(ascii: "n"): return "\n"
      case UInt8(ascii: "r"): return "\r"
      case UInt8(ascii: "t"): return "\t"
      case UInt8(ascii: "u"):
        var value = try hexadecimal()
        if (0xD800..<0xDC00).contains(value), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
          let low = try hexadecimal()
          guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
          value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair") }
        return scalar
      default: throw failure("an unknown escape")
      }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
      guard place + 4 <= bytes.count else { throw failure("the end inside an escape") }
      var value: UInt32 = 0
      for _ in 0..<4 {
        guard let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue, bytes[place] < 0x80 else {
          throw failure("no hexadecimal digit in an escape")
        }
        value = value << 4 | UInt32(digit)
        place += 1
      }
      return value
    }
  }
}
