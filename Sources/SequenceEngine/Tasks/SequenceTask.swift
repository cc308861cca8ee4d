/// A rule that makes sequences out of random numbers.
protocol SequenceTask: Sendable {
  var shape: DataShape { get }
  /// Time steps of the longest sequence.
  var longest: Int { get }
  /// Whether all sequences are that long.
  var hasOneLength: Bool { get }
  var baseline: Baseline { get }
  /// What a sequence is, in one line.
  var note: String { get }
  /// The symbols of the source and of the target where both are texts.
  var vocabulary: Vocabulary? { get }
  var targetVocabulary: Vocabulary? { get }
  /// Symbols of the longest target text.
  var longestTarget: Int? { get }
  /// The same numbers give the same sequence.
  func example(_ random: CounterRandom) -> Example
}

extension SequenceTask {
  var hasOneLength: Bool { true }
  var vocabulary: Vocabulary? { nil }
  var targetVocabulary: Vocabulary? { nil }
  var longestTarget: Int? { nil }
}

/// The generated tasks of the field, with their sizes.
public enum GeneratedTask: Sendable, Equatable {
  case adding(length: Int)
  case copy(length: Int)
  case temporalOrder(length: Int)
  case parity(length: Int)
  case echo(length: Int, lag: Int)
  case sine(length: Int)
  case dates
  case reverse(length: Int)
  case motif(length: Int)
  case scenes

  /// The task of a name, with its usual sizes where none is given.
  ///
  /// - Throws: `DataError` for an unknown name, or a lag for a task that has none.
  public init(name: String, length: Int? = nil, lag: Int? = nil) throws {
    switch name {
    case "adding": self = .adding(length: length ?? 100)
    case "copy": self = .copy(length: length ?? 100)
    case "temporal_order": self = .temporalOrder(length: length ?? 100)
    case "parity": self = .parity(length: length ?? 20)
    case "echo": self = .echo(length: length ?? 20, lag: lag ?? 3)
    case "sine": self = .sine(length: length ?? 50)
    case "dates": self = .dates
    case "reverse": self = .reverse(length: length ?? 20)
    case "motif": self = .motif(length: length ?? 40)
    case "scenes": self = .scenes
    default:
      let near = DataError.nearest(name, among: Self.names)
      throw DataError(
        "data \(DataError.quote(name))", expected: "one of \(Self.names.joined(separator: ", "))",
        found: "another name", advice: near.map { "did you mean '\($0)'?" } ?? "data alone lists what there is")
    }
    guard lag == nil || name == "echo" else {
      throw DataError(
        "data \(name) lag=", expected: "no lag", found: PlainNumber.grouped(lag ?? 0),
        advice: "only echo has a lag")
    }
    guard length == nil || Self.hasLength(name) else {
      throw DataError(
        "data \(name) length=", expected: "no length", found: PlainNumber.grouped(length ?? 0),
        advice: name == "dates" ? "dates are as long as people write them" : "its pictures have 8 rows")
    }
  }

  public static let names = [
    "adding", "copy", "temporal_order", "parity", "echo", "sine", "dates", "reverse", "motif", "scenes",
  ]

  /// Whether a task can be made of any length.
  public static func hasLength(_ name: String) -> Bool { name != "dates" && name != "scenes" }

  public var name: String {
    switch self {
    case .adding: "adding"
    case .copy: "copy"
    case .temporalOrder: "temporal_order"
    case .parity: "parity"
    case .echo: "echo"
    case .sine: "sine"
    case .dates: "dates"
    case .reverse: "reverse"
    case .motif: "motif"
    case .scenes: "scenes"
    }
  }

  /// The `length=` of the task, not always the time steps of a sequence.
  public var length: Int {
    switch self {
    case .adding(let length), .copy(let length), .temporalOrder(let length), .parity(let length), .sine(let length),
      .echo(let length, _), .reverse(let length), .motif(let length):
      length
    case .scenes: ScenesTask().longest
    case .dates: DatesTask().longest
    }
  }

  /// Time steps of every sequence; nil where they differ.
  public var steps: Int? {
    switch self {
    case .temporalOrder, .dates, .reverse: nil
    default: try? rule().longest
    }
  }

  private var shortest: Int {
    switch self {
    case .adding: 2
    case .copy, .parity, .sine, .dates, .reverse, .scenes: 1
    case .motif: 12
    case .temporalOrder: 10
    case .echo: 2
    }
  }

  /// The rule, after a check of its sizes.
  func rule() throws -> any SequenceTask {
    guard length >= shortest, length <= Self.longest else {
      throw DataError(
        "data \(name) length=", expected: "from \(shortest) to \(PlainNumber.grouped(Self.longest))",
        found: PlainNumber.grouped(length), advice: "a hundred steps are a good start")
    }
    switch self {
    case .adding(let length): return AddingTask(length: length)
    case .copy(let length): return CopyTask(blanks: length)
    case .temporalOrder(let length): return TemporalOrderTask(length: length)
    case .parity(let length): return ParityTask(length: length)
    case .echo(let length, let lag):
      guard lag >= 0, lag < length else {
        throw DataError(
          "data echo lag=", expected: "from 0 to \(PlainNumber.grouped(length - 1)), less than the length",
          found: PlainNumber.grouped(lag), advice: "make length= longer or lag= shorter")
      }
      return EchoTask(length: length, lag: lag)
    case .sine(let length): return SineTask(length: length)
    case .dates: return DatesTask()
    case .reverse(let length): return ReverseTask(length: length)
    case .motif(let length): return MotifTask(length: length)
    case .scenes: return ScenesTask()
    }
  }

  /// Steps above which no machine trains, so that sizes cannot overflow.
  private static let longest = 1_000_000_000
}
