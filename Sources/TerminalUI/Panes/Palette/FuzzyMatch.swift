/// How well a few typed letters fit a name and its explanation.
struct FuzzyMatch {
  /// The typed words, in small letters.
  private let words: [[Character]]

  init(_ text: String) {
    words = text.lowercased().split(separator: " ").map(Array.init)
  }

  /// The higher the better; nil where a word fits nowhere. Every word has to fit: best the whole name, then its
  /// beginning, the beginning of a word in it, the middle of one, its letters in order; a key's name; last the
  /// explanation.
  func score(name: String, keys: String = "", meaning: String) -> Int? {
    let (name, meaning) = (Array(name.lowercased()), Array(meaning.lowercased()))
    let keys = keys.lowercased().split(separator: " ").map(Array.init)
    var sum = 0
    for word in words {
      guard let score = Self.score(word, name, keys, meaning) else { return nil }
      sum += score
    }
    // Of two that fit alike the shorter name is meant.
    return sum * 100 - min(99, name.count)
  }

  private static func score(_ word: [Character], _ name: [Character], _ keys: [[Character]], _ meaning: [Character])
    -> Int?
  {
    if name == word { return 100 }
    if keys.contains(word) { return 95 }
    if name.starts(with: word) { return 90 }
    if let place = place(of: word, in: name) { return place.beginsWord ? 80 : 60 }
    let inMeaning = place(of: word, in: meaning)
    if inMeaning?.beginsWord == true { return 50 }
    if isScattered(word, in: name) { return 40 }
    return inMeaning.map { _ in 20 }
  }

  /// Where the letters stand one behind the other; a place where a word begins counts more.
  private static func place(of word: [Character], in text: [Character]) -> (at: Int, beginsWord: Bool)? {
    guard !word.isEmpty, word.count <= text.count else { return nil }
    var inside: Int?
    for start in 0...(text.count - word.count) where text[start..<start + word.count].elementsEqual(word) {
      if start == 0 || !(text[start - 1].isLetter || text[start - 1].isNumber) { return (start, true) }
      inside = inside ?? start
    }
    return inside.map { ($0, false) }
  }

  /// Whether the letters stand in a text in their order: `fcs` in `focus`. The first has to begin a word.
  private static func isScattered(_ word: [Character], in text: [Character]) -> Bool {
    guard word.count > 1 else { return false }
    for start in text.indices where text[start] == word[0] {
      guard start == 0 || !(text[start - 1].isLetter || text[start - 1].isNumber) else { continue }
      var left = word.dropFirst()
      for character in text[(start + 1)...] where character == left.first { left.removeFirst() }
      if left.isEmpty { return true }
    }
    return false
  }
}
