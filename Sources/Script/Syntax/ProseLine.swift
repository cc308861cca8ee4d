/// A line of Markdown as a comment of a script, and back.
///
/// A line that begins with `%%` would be a border as a comment, and is written behind a `\`. A line that has such
/// backslashes of its own gets one more, so that every line comes back as it was.
public enum ProseLine {
  /// How the line stands in a script.
  public static func asComment(_ line: String) -> String {
    guard !line.isEmpty else { return "#" }
    var bytes = Array(line.utf8)
    guard let backslashes = backslashesBeforeMark(bytes[...]) else { return "# " + line }
    bytes.insert(UInt8(ascii: "\\"), at: backslashes.lowerBound)
    return "# " + String(decoding: bytes, as: UTF8.self)
  }

  /// The Markdown of a line of a script.
  public static func text(ofComment line: Substring) -> String {
    String(decoding: text(ofComment: Array(line.utf8)[...]), as: UTF8.self)
  }

  /// The Markdown of a line of a script; a line that is no comment is taken as it is.
  static func text(ofComment line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let comment = line.drop(while: isBlank)
    guard comment.first == UInt8(ascii: "#") else { return line }
    let body = comment.dropFirst()
    let text = body.first == UInt8(ascii: " ") ? body.dropFirst() : body
    guard let backslashes = backslashesBeforeMark(text), !backslashes.isEmpty else { return text }
    return text[..<backslashes.lowerBound] + text[(backslashes.lowerBound + 1)...]
  }

  /// The backslashes before a `%%` that the line begins with, blanks aside; nil: it begins otherwise.
  private static func backslashesBeforeMark(_ line: ArraySlice<UInt8>) -> Range<Int>? {
    let start = line.firstIndex { !isBlank($0) } ?? line.endIndex
    let end = line[start...].firstIndex { $0 != UInt8(ascii: "\\") } ?? line.endIndex
    return line[end...].starts(with: "%%".utf8) ? start..<end : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
