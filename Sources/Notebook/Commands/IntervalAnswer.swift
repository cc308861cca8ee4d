import SequenceEngine

/// Prediction intervals as `forecast` tells them: beside each value, as a band, and how well they held.
struct IntervalAnswer {
  private let intervals: PredictionIntervals
  /// On the test part; empty where there is none.
  private let coverage: [[(inside: Int, count: Int)]]
  private let source: DataPart
  private let forecasts: Int
  private let least: Int

  init(_ forecaster: Forecaster, steps: Int, level: Double, _ context: CommandContext) throws {
    least = PredictionIntervals.leastErrors(level)
    let part = forecaster.dataset.count(.valid) == 0 ? DataPart.train : .valid
    source = part
    let errors = try forecaster.errors(part, steps: steps, least: least) {
      try context.progress(Progress("forecasting the \(part.spokenName) part", done: $0, total: $1))
    }
    intervals = PredictionIntervals(errors, level: level)
    forecasts = errors.forecasts
    guard forecaster.dataset.count(.test) != 0, !intervals.bounds.isEmpty else {
      coverage = []
      return
    }
    let tested = try forecaster.errors(.test, steps: intervals.bounds.count, least: 1) {
      try context.progress(Progress("forecasting the test part", done: $0, total: $1))
    }
    coverage = intervals.coverage(tested)
  }

  private func bounds(_ step: Int, _ d: Int, _ value: Double) -> ClosedRange<Double>? {
    guard step < intervals.bounds.count, d < intervals.bounds[step].count else { return nil }
    let own = intervals.bounds[step][d]
    return value + own.lowerBound...value + own.upperBound
  }

  private func share(_ step: Int, _ d: Int) -> Double? {
    guard step < coverage.count, d < coverage[step].count, coverage[step][d].count > 0 else { return nil }
    return Double(coverage[step][d].inside) / Double(coverage[step][d].count)
  }

  /// Ends of the interval, and the share of the test part's values that it held so far ahead.
  func cells(_ step: Int, _ d: Int, _ value: Double) -> [Table.Value] {
    let own = bounds(step, d, value)
    return [
      own.map { .number($0.lowerBound) } ?? .missing, own.map { .number($0.upperBound) } ?? .missing,
      share(step, d).map { .number($0, .percent(0)) } ?? .missing,
    ]
  }

  func band(_ values: [[Double]], _ d: Int, _ name: String) -> LineChart.Band {
    let own = values.indices.compactMap { step in bounds(step, d, values[step][d]).map { (step, $0) } }
    return LineChart.Band(
      (name.isEmpty ? "" : name + ", ") + "\(NumberFormat.percent(0).text(intervals.level)) interval",
      x: own.map { Double($0.0 + 1) }, lower: own.map(\.1.lowerBound), upper: own.map(\.1.upperBound))
  }

  func tell(steps: Int, _ context: CommandContext) {
    let level = NumberFormat.general.text(intervals.level * 100) + "%"
    let part = source.spokenName
    guard !intervals.bounds.isEmpty else {
      context.warn(
        "no \(level) interval: it takes the errors of \(NumberFormat.integer.text(Double(least))) forecasts, and the "
          + "\(part) part gives \(NumberFormat.integer.text(Double(forecasts)))")
      return
    }
    var told =
      "\(level) intervals from the errors of \(NumberFormat.integer.text(Double(forecasts))) forecasts of the \(part) part"
    let (inside, all) = coverage.joined().reduce((0, 0)) { ($0.0 + $1.inside, $0.1 + $1.count) }
    if all > 0 {
      told +=
        "; on the test part they held \(NumberFormat.percent(1).text(Double(inside) / Double(all))) of "
        + "\(NumberFormat.integer.text(Double(all))) values"
    }
    context.answer(told)
    if source == .train {
      context.warn(
        "the intervals come from sequences that the model has learned, so they are too narrow: split valid=0.1")
    }
    if intervals.bounds.count < steps {
      context.note(
        "no interval behind step \(intervals.bounds.count): fewer than \(NumberFormat.integer.text(Double(least))) "
          + "forecasts of the \(part) part look so far ahead")
    }
  }

  func fields(_ values: [[Double]]) -> [(name: String, value: EventRecord.Field)] {
    func list(_ end: (ClosedRange<Double>) -> Double) -> EventRecord.Field {
      .list(
        values.enumerated().map { step, row in
          .list(row.enumerated().map { d, value in bounds(step, d, value).map { .number(end($0)) } ?? .nothing })
        })
    }
    let held = values.enumerated().map { step, row in
      EventRecord.Field.list(row.indices.map { share(step, $0).map { .number($0) } ?? .nothing })
    }
    return [
      ("level", .number(intervals.level)), ("low", list(\.lowerBound)), ("high", list(\.upperBound)),
      ("source", .text(source.rawValue)), ("held", .list(held)),
    ]
  }
}
