/// Dates as people write them, and as ISO 8601 does: `Monday, 3 March 1997` → `1997-03-03`.
///
/// Days from 1950 to 2049, each in one of six forms.
struct DatesTask: SequenceTask {
  static let definition = TaskDefinition(
    "dates", teaches: "dates as people write them → 1997-03-03: encoder-decoder, and where attention looks",
    source: "of common use"
  ) { _ in DatesTask() }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  private static let source = Vocabulary.characters(
    of: months.joined() + weekdays.joined() + "0123456789 ,.thendrsof")
  private static let target = Vocabulary.characters(of: "0123456789-")

  var longest: Int { "Wednesday, 30 September 2020".count }
  var baseline: Baseline? { nil }
  var longestTarget: Int? { "2020-09-30".count }
  var vocabulary: Vocabulary? { Self.source }
  var targetVocabulary: Vocabulary? { Self.target }
  var hasOneLength: Bool { false }
  var shape: DataShape { .pairs(Self.source, Self.target) }
  var note: String { "dates: a day of 1950 to 2049 as people write it → as ISO 8601 does, character by character" }

  func example(_ random: CounterRandom) -> Example {
    let year = 1950 + random.integer(0, below: 100)
    let month = 1 + random.integer(1, below: 12)
    let day = 1 + random.integer(2, below: Self.days(month, year))
    let name = Self.months[month - 1]
    let text =
      switch random.integer(3, below: 6) {
      case 0: "\(day) \(name) \(year)"
      case 1: "\(name) \(day), \(year)"
      case 2: "\(day) \(name.prefix(3)) \(year)"
      case 3: "\(Self.weekday(day, month, year)), \(day) \(name) \(year)"
      case 4: "\(day).\(month).\(year)"
      default: "the \(day)\(Self.ending(day)) of \(name) \(year)"
      }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return .pair(text, "\(year)-\(two(month))-\(two(day))", Self.source, Self.target)
  }

  static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Zeller's congruence.
  static func weekday(_ day: Int, _ month: Int, _ year: Int) -> String {
    let (m, y) = month < 3 ? (month + 12, year - 1) : (month, year)
    let h = (day + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7
    return weekdays[(h + 5) % 7]
  }

  private static func ending(_ day: Int) -> String {
    switch day {
    case 1, 21, 31: "st"
    case 2, 22: "nd"
    case 3, 23: "rd"
    default: "th"
    }
  }
}

/// Up to T letters → the same letters backward: more than one state holds, and a straight line of attention from the last
/// letter to the first.
struct ReverseTask: SequenceTask {
  /// T
  let length: Int
  private static let length = TaskOption.length(20, "letters of the longest text; the shortest has half as many")
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
  private static let alphabet = Vocabulary.characters(of: String(letters))

  static let definition = TaskDefinition(
    "reverse", teaches: "letters backward: more than one state holds, and a line of attention",
    source: "Sutskever, Vinyals, Le 2014", options: [length]
  ) { values in ReverseTask(length: values(length)) }

  var longest: Int { length }
  var baseline: Baseline? { nil }
  var longestTarget: Int? { length }
  var vocabulary: Vocabulary? { Self.alphabet }
  var targetVocabulary: Vocabulary? { Self.alphabet }
  var hasOneLength: Bool { false }
  var shape: DataShape { .pairs(Self.alphabet, Self.alphabet) }
  var note: String { "reverse: \((length + 1) / 2) to \(PlainNumber.counted(length, "letter")) → the same backward" }

  func example(_ random: CounterRandom) -> Example {
    let shortest = (length + 1) / 2
    let count = shortest + random.integer(0, below: length - shortest + 1)
    let letters = (0..<count).map { Int32(random.integer($0 + 1, below: Self.letters.count)) }
    return .pair(source: letters, target: letters.reversed(), Self.alphabet)
  }
}

extension GeneratedTask {
  public static var dates: GeneratedTask { GeneratedTask(DatesTask.definition) }
  public static func reverse(length: Int) -> GeneratedTask {
    GeneratedTask(ReverseTask.definition, ["length": .integer(length)])
  }
}

extension Vocabulary {
  /// Every character of a text once, in order.
  fileprivate static func characters(of text: String) -> Vocabulary {
    Vocabulary(unit: .character, symbols: Set(text.unicodeScalars).sorted().map { String($0) }, unknown: nil)
  }
}

extension Example {
  fileprivate static func pair(_ source: String, _ target: String, _ from: Vocabulary, _ to: Vocabulary) -> Example {
    func numbers(_ text: String, _ vocabulary: Vocabulary) -> [Int32] {
      text.unicodeScalars.compactMap { vocabulary.number(of: String($0)).map { Int32($0) } }
    }
    return pair(source: numbers(source, from), target: numbers(target, to), to)
  }
}
