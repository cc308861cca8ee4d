/// Noise-free long time lag: a sequence begins with x or y, goes on with p − 1 other symbols and ends as it began; each
/// step asks for the next symbol (Hochreiter and Schmidhuber 1997, tasks 2a and 2b).
///
/// - regular (2a): the symbols between are always a₁ … aₚ₋₁ in this order, and every answer counts.
/// - random (2b): each of them is drawn from a₁ … aₚ₋₁, so that the last answer alone can be right and counts.
///
/// a₁ … aₚ₋₁ are 0 … p − 2, x is p − 1 and y is p.
struct LongLagTask: SequenceTask {
  enum Order: String, CaseIterable { case regular, random }

  /// p
  let length: Int
  let order: Order
  let classes: ClassTargets

  private static let length = TaskOption.integer(
    "length", 100, 2...100_000, "time steps of a sequence, p: the alphabet has one symbol more")
  private static let order = TaskOption.word(
    "order", Order.allCases.map(\.rawValue), "the symbols between: always the same, or drawn")
  private static let tolerance = ClassTargets.toleranceOption(0.25)

  static let definition = TaskDefinition(
    "long_lag", teaches: "the first symbol again at the end, the rest the same or random: one bit over p steps",
    source: "Hochreiter, Schmidhuber 1997, tasks 2a, 2b", options: [length, order, ClassTargets.option, tolerance]
  ) { values in
    LongLagTask(
      length: values(length), order: values.word(order, .regular),
      classes: try ClassTargets(values(length) + 1, values, tolerance: tolerance))
  }

  var longest: Int { length }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: length + 1), target: classes.kind, placement: .perStep, targetSource: .nextInput)
  }
  var criterion: Criterion? { classes.criterion(lastAlone: order == .random) }
  var note: String {
    "long_lag: x or y, then \(PlainNumber.counted(length - 1, "symbol"))"
      + (order == .regular ? " in their order" : " drawn from as many")
      + ", then the first again; the target is the next"
  }
  private var last: Double { 1 / Double(length) }
  var baseline: Baseline? {
    classes.guessing(
      [(order == .regular ? 1 : length - 1, 1 - last), (2, last)],
      sentence: "knowing all but the last symbol, which is x or y")
  }
  var floor: LossFloor? {
    guard order == .random, length > 2 else { return nil }
    let loss = classes.guessing([(length - 1, 1 - last)], sentence: "").loss
    return LossFloor(loss: loss, sentence: "the symbols between are drawn")
  }

  func example(_ random: CounterRandom) -> Example {
    let first = Int32(length - 1 + random.integer(0, below: 2))
    let between = (0..<length - 1).map { place in
      Int32(order == .regular ? place : random.integer(1 + place, below: length - 1))
    }
    return Example(
      input: .tokens([first] + between), target: classes.target(between + [first]), steps: length)
  }
}
