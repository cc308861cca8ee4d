import Script

/// The live knob: turns the number at the cursor, or the last one before it, and runs the line again.
func turnKnob(_ direction: Int, _ state: inout AppState) -> [Effect] {
  guard let turned = Knob.turned(state.line.text, cursor: state.line.cursor, direction: direction) else {
    state.screen.notice = "there is no number on the line to turn"
    return [.bell]
  }
  return [.replaceLine(turned.text, cursor: turned.cursor)] + submit(.knob(turned.text), &state)
}

/// Turns a number by one step of its last digit, and keeps the way it is written.
///
/// - `1.1` goes to `1.2`, `64` to `65`, `1e-3` to `2e-3`, `-0.5` to `-0.4`.
/// - A power of ten has one digit before its exponent: above `9e-3` comes `1e-2`, below `1e-3` comes `9e-4`.
/// - A number with a point that would come to nothing gets a digit more instead, so that a rate can be turned down for
///   ever: below `0.1` comes `0.09`, below `0.01` comes `0.009`. A whole number above zero stops at `1`.
/// - From 1,000 on a whole number moves by the place of its second digit: `1000`, `1100`; `12345`, `13345`.
enum Knob {
  /// The text with its number turned, and the cursor behind that number; nil where no number stands at or before the
  /// cursor, or it cannot go further.
  ///
  /// - Parameters:
  ///   - cursor: in UTF-8 bytes.
  ///   - direction: 1 up, −1 down.
  static func turned(_ text: String, cursor: Int, direction: Int) -> (text: String, cursor: Int)? {
    guard let range = number(in: text, cursor: cursor) else { return nil }
    let bytes = Array(text.utf8)
    let written = String(decoding: bytes[range], as: UTF8.self)
    guard let new = WrittenNumber(written)?.turned(direction < 0 ? -1 : 1).text, new != written else { return nil }
    let before = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
    let after = String(decoding: bytes[range.upperBound...], as: UTF8.self)
    return (before + new + after, range.lowerBound + new.utf8.count)
  }

  /// The number that begins at or before the cursor, with the sign that belongs to it; comments, strings and names such
  /// as `lstm1` hold none.
  private static func number(in text: String, cursor: Int) -> Range<Int>? {
    let source = SourceText(name: "", text: text)
    let numbers = Highlighter.highlights(of: source).filter { highlight in
      highlight.role == .number && highlight.range.lower <= cursor
        && source.bytes[highlight.range.lower..<highlight.range.upper].contains { (0x30...0x39).contains($0) }
    }
    guard let range = numbers.last?.range else { return nil }
    return (isSigned(source.bytes, range.lower) ? range.lower - 1 : range.lower)..<range.upper
  }

  /// A minus belongs to the number where no value stands before it.
  private static func isSigned(_ bytes: [UInt8], _ start: Int) -> Bool {
    guard start > 0, bytes[start - 1] == UInt8(ascii: "-") else { return false }
    guard start > 1 else { return true }
    return " \t=([,{;<>+-*/%^".utf8.contains(bytes[start - 2])
  }
}
