extension EventRecord {
  /// One JSON object on one line, the event's name first.
  public var json: String {
    let fields = [("event", Field.text(event))] + fields.map { ($0.name, $0.value) }
    return "{" + fields.map { "\(Field.quoted($0.0)):\($0.1.json)" }.joined(separator: ",") + "}"
  }
}

extension EventRecord.Field {
  /// NaN and infinities, which JSON does not have, are "nan", "inf" and "-inf".
  var json: String {
    switch self {
    case .nothing: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .text(let text): Self.quoted(text)
    case .list(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
    case .number(let number):
      if number.isNaN {
        "\"nan\""
      } else if number.isInfinite {
        number < 0 ? "\"-inf\"" : "\"inf\""
      } else if number == number.rounded(), abs(number) < 1e15 {
        "\(Int(number))"
      } else {
        "\(number)"
      }
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
