/// Temporal order: among noise symbols stands X or Y at one place of each of two or three stretches, and their order is the
/// class.
///
/// - original: T to T + T/10 symbols, E at the start, B at the end, noise a b c d; of T = 100 two stretches are 10…20 and
///   50…60, three 10…20, 33…43 and 66…76, and other lengths scale these (Hochreiter and Schmidhuber 1997, task 6).
/// - pascanu: T symbols without E and B; two stretches begin at 0.1 T and 0.5 T, three at 0.1 T, 0.3 T and 0.6 T, and are
///   a tenth of T long (Pascanu, Mikolov, Bengio, arXiv 1211.5063, and their program).
struct TemporalOrderTask: SequenceTask {
  enum Form: String, CaseIterable { case original, pascanu }

  let length: Int
  /// pascanu: lengths are drawn up to this one.
  let maximum: Int
  let signs: Int
  let form: Form
  let classes: ClassTargets

  private static let length = TaskOption.length(
    100, from: 10, "symbols of the shortest sequence; with form=original the longest has a tenth more")
  private static let maximum = TaskOption.integer(
    "max_length", nil, 1...1_000_000_000, "with form=pascanu: symbols of the longest sequence; left out: length=")
  private static let signs = TaskOption.integer(
    "places", 2, 2...3, "places where a sign stands; their order is the class")
  private static let form = TaskOption.word(
    "form", Form.allCases.map(\.rawValue), "of 1997, or of Pascanu, Mikolov and Bengio, 2013")
  private static let tolerance = ClassTargets.toleranceOption(0.3)

  static let definition = TaskDefinition(
    "temporal_order", teaches: "which of two signs came first: order over long gaps",
    source: "Hochreiter, Schmidhuber 1997, tasks 6a, 6b; Pascanu, Mikolov, Bengio 2013",
    options: [length, signs, form, maximum, ClassTargets.option, tolerance]
  ) { values in
    let form = values.word(form, Form.original)
    if form == .original {
      try values.refuse(maximum, because: "with form=original", "its longest sequence has a tenth more than length=")
    }
    let maximum = try values.longest(maximum, from: values(length))
    let signs = values(signs)
    return TemporalOrderTask(
      length: values(length), maximum: maximum, signs: signs, form: form,
      classes: try ClassTargets(signs == 2 ? 4 : 8, values, tolerance: tolerance))
  }

  var longest: Int { form == .original ? length + length / 10 : maximum }
  var hasOneLength: Bool { longest == length }
  /// E B a b c d X Y are 0 … 7, or a b c d X Y are 0 … 5.
  private var alphabet: Int { form == .original ? 8 : 6 }
  var shape: DataShape {
    DataShape(input: .token(vocabulary: alphabet), target: classes.kind, placement: .perSequence)
  }
  var criterion: Criterion? { classes.criterion }
  var note: String {
    let steps = hasOneLength ? "" : "\(PlainNumber.grouped(length)) to "
    return "temporal_order: \(steps)\(PlainNumber.grouped(longest)) symbols; the target is the order of the"
      + " \(signs == 2 ? "two" : "three") X or Y among them"
  }
  var baseline: Baseline? {
    classes.guessing([(classes.count, 1)], sentence: "guessing among the \(signs == 2 ? "four" : "eight") orders")
  }

  /// Where the stretches begin, in hundredths of T.
  private var starts: [Int] {
    switch (form, signs) {
    case (.original, 2), (.pascanu, 2): [10, 50]
    case (.original, _): [10, 33, 66]
    case (.pascanu, _): [10, 30, 60]
    }
  }

  func example(_ random: CounterRandom) -> Example {
    let isOriginal = form == .original
    let steps =
      length + random.integer(0, below: isOriginal ? length / 10 + 1 : maximum - length + 1)
    let noise: Int32 = isOriginal ? 2 : 0
    var symbols = (0..<steps).map { noise + Int32(random.integer(10 + $0, below: 4)) }
    if isOriginal {
      symbols[0] = 0
      symbols[steps - 1] = 1
    }
    // The stretches of 1997 are those of the shortest sequence, with both ends.
    let whole = isOriginal ? length : steps
    var order: Int32 = 0
    for (number, start) in starts.enumerated() {
      let sign = Int32(random.integer(1 + number, below: 2))
      let place = whole * start / 100 + random.integer(4 + number, below: whole / 10 + (isOriginal ? 1 : 0))
      symbols[place] = noise + 4 + sign
      order = 2 * order + sign
    }
    return Example(input: .tokens(symbols), target: classes.target([order]), steps: steps)
  }
}

extension TaskValues {
  /// A `max_length=` that is not below `length=`; nothing said: the same.
  func longest(_ option: TaskOption, from shortest: Int) throws -> Int {
    guard let longest = integer(option) else { return shortest }
    guard longest >= shortest else {
      throw DataError(
        "data \(task) \(option.name)=", expected: "at least \(PlainNumber.grouped(shortest)), the length",
        found: PlainNumber.grouped(longest), advice: "make length= shorter or \(option.name)= longer")
    }
    return longest
  }
}

extension GeneratedTask {
  public static func temporalOrder(length: Int) -> GeneratedTask {
    GeneratedTask(TemporalOrderTask.definition, ["length": .integer(length)])
  }
}
