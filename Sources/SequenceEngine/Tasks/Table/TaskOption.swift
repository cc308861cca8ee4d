/// An option of a generated task, with what holds without it and its limits.
public struct TaskOption: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Without a usual value the rest of the task decides.
    case integer(usual: Int?, limits: ClosedRange<Int>)
    case number(usual: Double?, limits: ClosedRange<Double>)
    case word(usual: String, among: [String])
  }

  public let name: String
  public let meaning: String
  public let kind: Kind

  static func integer(_ name: String, _ usual: Int?, _ limits: ClosedRange<Int>, _ meaning: String) -> TaskOption {
    TaskOption(name: name, meaning: meaning, kind: .integer(usual: usual, limits: limits))
  }

  static func number(_ name: String, _ usual: Double?, _ limits: ClosedRange<Double>, _ meaning: String) -> TaskOption {
    TaskOption(name: name, meaning: meaning, kind: .number(usual: usual, limits: limits))
  }

  static func word(_ name: String, _ words: [String], _ meaning: String) -> TaskOption {
    TaskOption(name: name, meaning: meaning, kind: .word(usual: words[0], among: words))
  }

  /// `length=`: steps above a billion no machine trains, and sums of a few of them cannot overflow.
  static func length(_ usual: Int, from shortest: Int = 1, _ meaning: String = "time steps of a sequence") -> TaskOption
  {
    .integer("length", usual, shortest...1_000_000_000, meaning)
  }

  /// What holds when it is not given, as help shows it.
  public var usual: String? {
    switch kind {
    case .integer(let usual, _): usual.map { String($0) }
    case .number(let usual, _): usual.map { PlainNumber.text($0) }
    case .word(let usual, _): usual
    }
  }

  /// Refuses a value of another kind or outside the limits.
  func check(_ value: TaskValue, of task: String) throws {
    let place = "data \(task) \(name)="
    switch (kind, value) {
    case (.integer(let usual, let limits), .integer(let own)):
      guard !limits.contains(own) else { return }
      throw DataError(
        place,
        expected: "from \(PlainNumber.grouped(limits.lowerBound)) to \(PlainNumber.grouped(limits.upperBound))",
        found: PlainNumber.grouped(own), advice: usual.map { "\(PlainNumber.grouped($0)) is usual" } ?? meaning)
    case (.number(let usual, let limits), .number(let own)):
      guard !limits.contains(own) else { return }
      throw DataError(
        place, expected: "from \(PlainNumber.text(limits.lowerBound)) to \(PlainNumber.text(limits.upperBound))",
        found: PlainNumber.text(own),
        advice: usual.map { "\(PlainNumber.text($0)) is usual" } ?? "leave it out for that of the paper")
    case (.word(_, let words), .word(let own)):
      guard !words.contains(own) else { return }
      throw DataError(
        place, expected: "one of \(words.joined(separator: ", "))", found: DataError.quote(own),
        advice: DataError.nearest(own, among: words).map { "did you mean '\($0)'?" } ?? "\(words[0]) is usual")
    default:
      throw DataError(place, expected: kindName, found: value.kindName, advice: meaning)
    }
  }

  private var kindName: String {
    switch kind {
    case .integer: "a whole number"
    case .number: "a number"
    case .word: "a word"
    }
  }
}

/// The value of an option of a generated task.
public enum TaskValue: Sendable, Equatable {
  case integer(Int)
  case number(Double)
  case word(String)

  fileprivate var kindName: String {
    switch self {
    case .integer: "a whole number"
    case .number: "a number"
    case .word: "a word"
    }
  }
}

/// The options of a task as they are given, the usual ones filled in.
struct TaskValues: Sendable {
  let task: String
  let given: [String: TaskValue]

  func callAsFunction(_ option: TaskOption) -> Int { integer(option) ?? 0 }

  /// Nil where the rest of the task decides.
  func integer(_ option: TaskOption) -> Int? {
    if case .integer(let value)? = given[option.name] { return value }
    if case .integer(let usual, _) = option.kind { return usual }
    return nil
  }

  func number(_ option: TaskOption) -> Double? {
    if case .number(let value)? = given[option.name] { return value }
    if case .number(let usual, _) = option.kind { return usual }
    return nil
  }

  func word<Choice: RawRepresentable>(_ option: TaskOption, _ usual: Choice) -> Choice where Choice.RawValue == String {
    if case .word(let value)? = given[option.name] { return Choice(rawValue: value) ?? usual }
    return usual
  }

  /// Refuses an option that the others leave no meaning to.
  func refuse(_ option: TaskOption, because reason: String, _ advice: String) throws {
    guard given[option.name] != nil else { return }
    throw DataError(
      "data \(task) \(option.name)=", expected: "no \(option.name)= \(reason)", found: "one", advice: advice)
  }
}
