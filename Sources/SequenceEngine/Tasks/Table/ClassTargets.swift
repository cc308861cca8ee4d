import Glibc

/// Classes as a task asks for them: one out of several, or, as in the papers of the nineties, a number for each, 1 for
/// the class and 0 for the others, all to be met within a tolerance.
struct ClassTargets {
  let count: Int
  let areNumbers: Bool
  /// How near every number must come; nil: the task has a criterion of its own.
  let tolerance: Double?

  private enum Form: String { case classes, numbers }

  static let option = TaskOption.word(
    "targets", ["classes", "numbers"], "a class, or for each class a number: 1 for the one and 0 for the others")

  static func toleranceOption(_ usual: Double) -> TaskOption {
    .number("tolerance", usual, 1e-9...1e9, "with targets=numbers: how near every number must come")
  }

  /// As the options ask for them.
  init(_ count: Int, _ values: TaskValues, tolerance option: TaskOption? = nil) throws {
    self.count = count
    let form = values.word(Self.option, Form.classes)
    if let option, form == .classes {
      try values.refuse(option, because: "for classes", "a tolerance is for numbers: targets=numbers")
    }
    areNumbers = form == .numbers
    tolerance = form == .numbers ? option.flatMap { values.number($0) } : nil
  }

  /// One class out of several.
  init(_ count: Int) { (self.count, areNumbers, tolerance) = (count, false, nil) }

  var kind: TargetKind { areNumbers ? .vector(size: count) : .classes(count: count) }

  var criterion: Criterion { criterion(lastAlone: false) }

  func criterion(lastAlone: Bool) -> Criterion {
    Criterion(tolerance.map { .within($0) } ?? .right, lastAlone: lastAlone)
  }

  func target(_ classes: [Int32]) -> SequenceTarget {
    guard areNumbers else { return .classes(classes) }
    var numbers = [Double](repeating: 0, count: classes.count * count)
    for (place, own) in classes.enumerated() { numbers[place * count + Int(own)] = 1 }
    return .vectors(numbers, size: count)
  }

  /// The score of knowing, at shares of the targets, that one of so many classes comes, all as likely.
  ///
  /// A class out of n costs ln n, and its numbers (1 − 1/n) / C in the mean.
  func guessing(_ parts: [(among: Int, share: Double)], sentence: String) -> Baseline {
    if areNumbers {
      let mse = parts.reduce(0) { $0 + $1.share * (1 - 1 / Double($1.among)) / Double(count) }
      return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: sentence)
    }
    let nats = parts.reduce(0) { $0 + $1.share * log(Double($1.among)) }
    let right = parts.reduce(0) { $0 + $1.share / Double($1.among) }
    return Baseline(
      loss: nats, scores: [.init(.accuracy, right), .init(.crossEntropy, nats, unit: "nats")], sentence: sentence)
  }
}
