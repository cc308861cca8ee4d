import Script

/// What a sweep runs: its variables, and every combination of their values, the last variable's changing fastest.
struct SweepPlan: Sendable {
  /// Each name once, in the order of the sweep's head.
  let variables: [String]
  private let values: [[Value]]
  let count: Int

  static let most = 100_000

  /// - Throws: `SessionError` when there are no combinations, or more than `most`.
  init(_ variables: [(name: String, values: [Value])]) throws(SessionError) {
    self.variables = variables.map(\.name)
    values = variables.map(\.values)
    var count = 1
    for (name, values) in variables {
      guard !values.isEmpty else { throw SessionError("'\(name)' has no values, so there is nothing to sweep") }
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: values.count)
      guard !isTooLarge, product <= Self.most else {
        throw SessionError("the sweep has more than \(Self.most) combinations", hint: "give fewer values")
      }
      count = product
    }
    self.count = count
  }

  /// The value of each variable in a combination, numbered from 0.
  func combination(_ number: Int) -> [Value] {
    var rest = number
    return values.reversed().map { choices in
      defer { rest /= choices.count }
      return choices[rest % choices.count]
    }.reversed()
  }

  /// `r=0.5 kind="rnn"`
  func label(_ number: Int) -> String {
    zip(variables, combination(number)).map { "\($0)=\($1.literal)" }.joined(separator: " ")
  }
}

/// What one combination left.
struct SweepRow: Sendable, Equatable {
  /// What `report` told, each name once, in the order in which they first came.
  var reported: [(name: String, value: Value)] = []
  /// Why the block was not run to its end.
  var error: String?
  var printed: [String] = []
  var warnings: [String] = []

  /// A name that is told again gets the later value.
  mutating func report(_ name: String, _ value: Value) {
    if let index = reported.firstIndex(where: { $0.name == name }) {
      reported[index].value = value
    } else {
      reported.append((name, value))
    }
  }

  /// As the notation writes them: NaN equals itself here.
  static func == (a: Self, b: Self) -> Bool { a.literal == b.literal }
}
