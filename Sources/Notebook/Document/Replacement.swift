import Script

/// A text to be put in the place of another, letter for letter, in the notebook's commands and prose. Answers stay as
/// they were given.
public struct Replacement: Sendable, Equatable {
  public var text: String
  public var other: String
  /// One place alone: the entry, and how many come before it there; nil: all.
  public var place: Place?

  public struct Place: Sendable, Equatable {
    public var entry: Int
    public var ordinal: Int

    public init(entry: Int, ordinal: Int) { (self.entry, self.ordinal) = (entry, ordinal) }
  }

  public init(_ text: String, with other: String, at place: Place? = nil) {
    (self.text, self.other, self.place) = (text, other, place)
  }
}

extension Document {
  /// Replaces in every entry that does not run or wait. What was run of a changed entry, and below, is stale.
  ///
  /// - Returns: how many were replaced, in words.
  /// - Throws: `SessionError` where there was nothing to replace; nothing has changed then.
  mutating func replace(_ replacement: Replacement) throws(SessionError) -> String {
    guard !replacement.text.isEmpty else {
      throw SessionError("there is nothing to look for", hint: "find \"a\" with=\"b\"")
    }
    var (count, changed, waiting) = (0, [Int](), 0)
    for entry in entries where replacement.place.map({ $0.entry == entry.id }) ?? true {
      let (text, found) = entry.text.replacing(replacement)
      guard found > 0 else { continue }
      if entry.isWaiting {
        waiting += found
      } else {
        count += found
        changed.append(entry.id)
        change(entry.id) { $0.take(text) }
      }
    }
    let held = waiting > 0 ? "\(waiting) in what runs or waits" : ""
    guard !changed.isEmpty else {
      throw SessionError(
        held.isEmpty
          ? "'\(legible(replacement.text))' stands in no entry, letter for letter" : "\(held) cannot be replaced now")
    }
    let places = counted(changed.count, "entry")
    return "replaced \(counted(count, "time")) in \(places)" + (held.isEmpty ? "" : ", not \(held)")
  }
}

extension Entry {
  fileprivate mutating func take(_ text: String) {
    self.text = text
    isGesture = false
    isKnob = false
    if wasRun { status = .stale }
  }
}

extension String {
  /// The text with one place or all replaced, and how many that were.
  fileprivate func replacing(_ replacement: Replacement) -> (text: String, count: Int) {
    let (bytes, needle) = (Array(utf8), Array(replacement.text.utf8))
    var new: [UInt8] = []
    var (count, ordinal, place) = (0, 0, 0)
    while place < bytes.count {
      guard bytes[place...].starts(with: needle) else {
        new.append(bytes[place])
        place += 1
        continue
      }
      let isWanted = replacement.place.map { $0.ordinal == ordinal } ?? true
      new += isWanted ? Array(replacement.other.utf8) : needle
      count += isWanted ? 1 : 0
      ordinal += 1
      place += needle.count
    }
    return (String(decoding: new, as: UTF8.self), count)
  }
}
