/// The two-sequence problem: T to T + T/10 numbers, of which the first N tell the class, 1 or −1, and the others are
/// noise of variance 0.2 (Bengio, Simard, Frasconi 1994; Hochreiter and Schmidhuber 1997, task 3).
///
/// - late (3a): noise behind the first N alone; the target is 1 or 0.
/// - inputs (3b): the first N have it too.
/// - targets (3c): as 3a, but the target is 0.2 or 0.8 with noise of variance 0.1 on it in training; scored without.
struct TwoSequenceTask: SequenceTask {
  enum Noise: String, CaseIterable { case late, inputs, targets }

  let length: Int
  /// N
  let telling: Int
  let noise: Noise
  let tolerance: Double

  private static let length = TaskOption.length(
    100, from: 1, "time steps of the shortest sequence; the longest has a tenth more")
  private static let telling = TaskOption.integer("places", 3, 1...1000, "first steps that tell the class")
  private static let noise = TaskOption.word(
    "form", Noise.allCases.map(\.rawValue),
    "noise behind the steps that tell (3a), on these too (3b), or on the targets (3c)")
  private static let tolerance = TaskOption.number(
    "tolerance", nil, 1e-9...1e9, "how near an answer must come: 0.2, with form=targets 0.1")

  static let definition = TaskDefinition(
    "two_sequence", teaches: "one of two classes told at the start, then noise: a latch that noise must not open",
    source: "Bengio, Simard, Frasconi 1994; Hochreiter, Schmidhuber 1997, tasks 3a, 3b, 3c",
    options: [length, telling, noise, tolerance]
  ) { values in
    let task = TwoSequenceTask(values)
    guard task.telling <= task.length else {
      throw DataError(
        "data two_sequence places=", expected: "from 1 to \(PlainNumber.grouped(task.length)), the length",
        found: PlainNumber.grouped(task.telling), advice: "make length= longer or places= smaller")
    }
    return task
  }

  private init(_ values: TaskValues) {
    (length, telling, noise) = (values(Self.length), values(Self.telling), values.word(Self.noise, .late))
    tolerance = values.number(Self.tolerance) ?? (noise == .targets ? 0.1 : 0.2)
  }

  var shape: DataShape {
    DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perSequence)
  }
  var longest: Int { length + length / 10 }
  var hasOneLength: Bool { longest == length }
  var scoresOtherwise: Bool { noise == .targets }
  var criterion: Criterion? { Criterion(.within(tolerance)) }
  var note: String {
    "two_sequence: \(PlainNumber.grouped(length)) to \(PlainNumber.counted(longest, "number")), the first"
      + " \(PlainNumber.grouped(telling)) 1 or -1 and the others noise; the target is"
      + (noise == .targets ? " 0.2 or 0.8, with noise on it in training" : " 1 or 0")
  }
  var baseline: Baseline? {
    let mse = noise == .targets ? 0.09 : 0.25
    return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "always answering 0.5, the mean")
  }

  func example(_ random: CounterRandom) -> Example { example(random, targetNoise: noise == .targets) }
  func scoredExample(_ random: CounterRandom) -> Example { example(random, targetNoise: false) }

  private func example(_ random: CounterRandom, targetNoise: Bool) -> Example {
    let steps = length + random.integer(0, below: length / 10 + 1)
    let isFirst = random.integer(1, below: 2) == 1
    let deviation = 0.2.squareRoot()
    let own = random.keyed(0)
    let numbers = (0..<steps).map { t in
      let signal = t < telling ? (isFirst ? 1.0 : -1) : 0
      return signal + (t >= telling || noise == .inputs ? deviation * own.normal(t) : 0)
    }
    var target = isFirst ? 1.0 : 0
    if noise == .targets { target = isFirst ? 0.2 : 0.8 }
    if targetNoise { target += 0.1.squareRoot() * random.keyed(1).normal(0) }
    return Example(input: .vectors(numbers, size: 1), target: .vectors([target], size: 1), steps: steps)
  }
}
