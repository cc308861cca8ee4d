/// What is wrong with data or a data file: where, what was expected, what was found, and what to do about it.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, row, column, option or byte that is meant.
  public var place: String
  public var expected: String
  public var found: String
  public var advice: String

  public init(_ place: String, expected: String, found: String, advice: String) {
    self.place = place
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  /// One line, without anything that a terminal would obey, whatever the file held.
  public var description: String { Self.legible("\(place): expected \(expected), found \(found); \(advice)") }

  /// Text from outside as it may stand in a message: short, in quotes, and without control characters that a terminal
  /// would obey.
  static func quote(_ text: some StringProtocol, longest: Int = 40) -> String {
    let start = text.unicodeScalars.prefix(longest + 1)
    let isCut = start.count > longest
    return "'" + legible(String(String.UnicodeScalarView(start.prefix(longest)))) + (isCut ? "…'" : "'")
  }

  /// A list as it may stand in a message: however long it is, its first items and how many more there are.
  package static func listed(_ items: [String], most: Int = 12) -> String {
    let first = items.prefix(most).joined(separator: ", ")
    return items.count > most ? "\(first) and \(PlainNumber.grouped(items.count - most)) more" : first
  }

  /// Text with every character visible that could steer a terminal, turn the text round or hide from a reader.
  static func legible(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var legible = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned:
        legible += "\\u{\(String(scalar.value, radix: 16))}"
      default: legible.unicodeScalars.append(scalar)
      }
    }
    return legible
  }

  /// The name among `names` that is at most two edits away from `name`, as a piece of advice.
  static func nearest(_ name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased())
    var best: (name: String, distance: Int)?
    for candidate in names.prefix(1000) {
      let letters = Array(candidate.lowercased())
      guard abs(letters.count - wanted.count) <= 2, letters.count <= 64 else { continue }
      let distance = editDistance(wanted, letters)
      if distance <= 2, distance < max(wanted.count, letters.count), distance < best?.distance ?? 3 {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  private static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let cost = min(diagonal + (a[i] == b[j] ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }
}
