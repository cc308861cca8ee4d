/// The adding problem: steps of (u, m), of which two are marked; the target is made of the sum of the two marked u.
///
/// - modern: T steps, u uniform in [0, 1), m = 1 at one step of each half and 0 elsewhere, the target their sum (Le, Jaitly,
///   Hinton, arXiv 1504.00941).
/// - original: `MarkedPairs` with u in [−1, 1), the target 0.5 + (X₁ + X₂) / 4 (Hochreiter and Schmidhuber 1997, task 4).
/// - pascanu: T to T + T/10 steps, u in [0, 1), one mark in the first tenth and one between there and the half, the target
///   the mean of the two (Pascanu, Mikolov, Bengio, arXiv 1211.5063).
struct AddingTask: SequenceTask {
  enum Form: String, CaseIterable { case modern, original, pascanu }

  let length: Int
  let form: Form
  let tolerance: Double

  private static let length = TaskOption.length(100, from: 2)
  private static let form = TaskOption.word(
    "form", Form.allCases.map(\.rawValue), "of 2015, of 1997, or of Pascanu, Mikolov and Bengio, 2013")
  private static let tolerance = TaskOption.number(
    "tolerance", nil, 1e-9...1e9, "how near an answer must come: 0.2, with form=original 0.04")

  static let definition = TaskDefinition(
    "adding", teaches: "two marked numbers far apart: how far back a cell remembers",
    source: "Hochreiter, Schmidhuber 1997, task 4; Le, Jaitly, Hinton 2015; Pascanu, Mikolov, Bengio 2013",
    options: [length, form, tolerance]
  ) { values in
    let form = values.word(form, Form.modern)
    let task = AddingTask(
      length: values(length), form: form, tolerance: values.number(tolerance) ?? (form == .original ? 0.04 : 0.2))
    guard form == .modern || task.length >= MarkedPairs.shortest else {
      throw DataError(
        "data adding length=", expected: "from \(MarkedPairs.shortest) with form=\(form.rawValue)",
        found: PlainNumber.grouped(task.length), advice: "the papers take 100 and more")
    }
    return task
  }

  var shape: DataShape {
    DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence)
  }
  var longest: Int { form == .modern ? length : MarkedPairs.longest(length) }
  var hasOneLength: Bool { longest == length }
  var criterion: Criterion? { Criterion(.within(tolerance)) }
  var note: String {
    let steps = hasOneLength ? "" : "\(PlainNumber.grouped(length)) to "
    let start = "adding: \(steps)\(PlainNumber.counted(longest, "step")) of a number and a mark; the target is "
    switch form {
    case .modern: return start + "the sum of the two marked numbers"
    case .original: return start + "0.5 and a quarter of the sum of the two marked numbers"
    case .pascanu: return start + "the mean of the two marked numbers"
    }
  }
  var baseline: Baseline? {
    switch form {
    case .modern:
      return Baseline(
        loss: 1.0 / 6, scores: [.init(.mse, 1.0 / 6)], sentence: "always answering 1, the mean of the sum")
    case .original:
      // Each number has variance 1/3 unless it is the first one of the sequence, which counts as 0.
      let (first, second) = MarkedPairs.shareAtTheStart(length)
      let mse = (2 - first - second) / 3 / 16
      return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "always answering 0.5, the mean")
    case .pascanu:
      return Baseline(loss: 1.0 / 24, scores: [.init(.mse, 1.0 / 24)], sentence: "always answering 0.5, the mean")
    }
  }

  func example(_ random: CounterRandom) -> Example {
    switch form {
    case .modern: return modern(random)
    case .original:
      var pairs = MarkedPairs(random, length: length)
      let sum = pairs.place(random, in: -1..<1, neutral: 0).reduce(0, +)
      return pairs.example(target: 0.5 + sum / 4)
    case .pascanu: return pascanu(random)
    }
  }

  private func modern(_ random: CounterRandom) -> Example {
    var steps = [Double](repeating: 0, count: 2 * length)  // [T, 2]
    for t in 0..<length { steps[2 * t] = random.uniform(t) }
    let half = length / 2
    let first = random.integer(length, below: half)
    let second = half + random.integer(length + 1, below: length - half)
    steps[2 * first + 1] = 1
    steps[2 * second + 1] = 1
    return Example(
      input: .vectors(steps, size: 2), target: .vectors([steps[2 * first] + steps[2 * second]], size: 1),
      steps: length)
  }

  private func pascanu(_ random: CounterRandom) -> Example {
    let count = length + random.integer(0, below: length / 10 + 1)
    var steps = [Double](repeating: 0, count: 2 * count)  // [T, 2]
    for t in 0..<count { steps[2 * t] = random.uniform(3 + t) }
    let tenth = count / 10
    let first = random.integer(1, below: tenth)
    let second = tenth + random.integer(2, below: count / 2 - tenth)
    steps[2 * first + 1] = 1
    steps[2 * second + 1] = 1
    return Example(
      input: .vectors(steps, size: 2), target: .vectors([(steps[2 * first] + steps[2 * second]) / 2], size: 1),
      steps: count)
  }
}

extension GeneratedTask {
  public static func adding(length: Int) -> GeneratedTask {
    GeneratedTask(AddingTask.definition, ["length": .integer(length)])
  }
}
