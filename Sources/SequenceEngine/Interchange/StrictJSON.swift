/// JSON as RFC 8259 has it, with nothing let through: no duplicate keys, no bad UTF-8, no lone surrogates, no deep
/// nesting.
public enum StrictJSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The number as written, so that integers of 64 bits lose nothing.
  case number(String)
  case string(String)
  case array([StrictJSON])
  /// Members in the order of the text.
  case object([Member])

  public struct Member: Sendable, Equatable {
    public let key: String
    public let value: StrictJSON

    public init(key: String, value: StrictJSON) {
      self.key = key
      self.value = value
    }
  }

  /// What is wrong, and at which byte.
  public struct Failure: Error, Sendable, Equatable {
    public let byte: Int
    public let reason: String
  }

  /// - Throws: `Failure`.
  public static func parse(_ bytes: [UInt8]) throws(Failure) -> StrictJSON {
    var parser = Parser(bytes: bytes)
    parser.skipBlanks()
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.place == bytes.count else { throw parser.failure("text after the value") }
    return value
  }

  /// Text as a JSON string, in quotes. Characters that a terminal would obey or a reader not see are escaped (controls,
  /// format characters such as bidirectional overrides, line and paragraph separators, unassigned ones), so that nothing
  /// is lost and nothing acts wherever the text is shown.
  public static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case _ where isSafe(scalar): json.unicodeScalars.append(scalar)
      default:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return json + "\""
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    if (0x20..<0x7F).contains(scalar.value) { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: return false
    default: return true
    }
  }
}
