/// What an expression evaluates to.
public enum Value: Sendable, Equatable {
  case number(Double)
  case text(String)
  case bool(Bool)
  case list([Value])
  /// What a check carries where only a run knows the value; no expression evaluates to it.
  case unknown

  /// The kind as messages name it: `a number`.
  public var kindName: String {
    switch self {
    case .number: "a number"
    case .text: "a text"
    case .bool: "yes or no"
    case .list: "a list"
    case .unknown: "an unknown value"
    }
  }

  /// Whether values together are more than one may hold. Lists inside count each time that they stand there: they may share
  /// memory, but not the time that is needed to look at them all.
  static func areTooLong(_ values: [Value]) -> Bool {
    var left = Limits.listCount + values.count
    return !values.allSatisfy { $0.fits(&left) }
  }

  /// A text counts as one value, and as another for every sixteen of its bytes.
  private func fits(_ left: inout Int) -> Bool {
    left -= 1
    switch self {
    case .text(let text): left -= text.utf8.count / (Limits.textBytes / Limits.listCount)
    case .list(let items): for item in items where !item.fits(&left) { return false }
    default: break
    }
    return left >= 0
  }

  /// Levels of lists inside one another: 0 for anything but a list.
  var depth: Int {
    guard case .list(let items) = self else { return 0 }
    return 1 + items.reduce(0) { max($0, $1.depth) }
  }
}

extension Value: CustomStringConvertible {
  /// As `print` shows it: texts bare, numbers in their shortest exact form.
  public var description: String {
    if case .text(let text) = self { return text }
    return literal
  }

  /// As a script would write it: texts quoted and escaped.
  public var literal: String {
    switch self {
    case .number(let number): NumberFormat.shortest.string(number)
    case .text(let text): quoted(text)
    case .bool(let flag): flag ? "yes" : "no"
    case .list(let items): "[" + items.map(\.literal).joined(separator: ", ") + "]"
    case .unknown: "?"
    }
  }

  /// As an interpolation `{value:.3}` shows it; the format reaches the numbers of a list too.
  public func formatted(_ format: NumberFormat) -> String {
    switch self {
    case .number(let number): format.string(number)
    case .list(let items):
      "[" + items.map { if case .text = $0 { $0.literal } else { $0.formatted(format) } }.joined(separator: ", ") + "]"
    default: description
    }
  }
}

/// A text as a string literal of the language: it reads back as the same text.
public func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "{": result += "{{"
    case "}": result += "}}"
    case _ where isMisleading(scalar): result += visibleEscape(scalar)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
