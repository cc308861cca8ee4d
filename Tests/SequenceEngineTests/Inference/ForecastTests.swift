import Foundation
import SequenceEngine
import Testing

@Suite("Forecasts and how far they are off")
struct ForecastTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test("intervals of an AR(1) series are as wide as σ √Σ φ²ᵏ, and hold what they promise", arguments: [0.5, 0.9])
  func autoregression(_ phi: Double) throws {
    let path = try SeriesByHand.file(SeriesByHand.autoregressive(phi, count: 16_000), in: folder)
    let data = try SeriesByHand.data(path, split: Split(train: 0.1, valid: 0.45, test: 0.45))
    let forecaster = try Forecaster(SeriesByHand.state(phi, for: data.shape), data, loss: .meanSquared)
    let errors = try forecaster.errors(.valid, steps: 8, least: 19)
    let intervals = PredictionIntervals(errors, level: 0.9)
    try #require(intervals.bounds.count == 8)
    for step in 1...8 {
      let variance = (0..<step).reduce(0) { $0 + pow(phi, 2 * Double($1)) }
      let width = 2 * 1.6449 * variance.squareRoot()
      let bound = intervals.bounds[step - 1][0]
      #expect(abs((bound.upperBound - bound.lowerBound) / width - 1) < 0.12, "\(step): \(bound) for \(width)")
    }
    let tested = try forecaster.errors(.test, steps: 8, least: 1)
    for (step, own) in intervals.coverage(tested).enumerated() {
      let share = Double(own[0].inside) / Double(own[0].count)
      #expect(abs(share - 0.9) < 0.04, "step \(step + 1): \(share)")
    }
  }

  @Test("errors are those of forecasts made one by one, with a horizon and with feedback")
  func oneByOne() throws {
    let values = (0..<48).map { (row: Int) -> Double in sin(0.7 * Double(row)) + 0.1 * Double(row % 5) }
    let (window, horizon, steps) = (4, 3, 6)
    let data = try Dataset(
      .csv(
        path: SeriesByHand.file(values, in: folder),
        SeriesOptions(window: window, horizon: horizon, normalisation: .standard)), split: .undivided)
    let kinds = [Models.recurrent(BuiltInCells.lstm, 3), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(kinds), for: data.shape, seed: 2)
    let errors = try Forecaster(state, data, loss: .meanSquared).errors(.train, steps: steps, least: 1)

    let scale = try #require(data.normalisation).inputs[0]
    let rows = values.map(scale.normalise)
    /// A forecast in the series' own units, from one window.
    func forecast(_ own: [Double]) throws -> Double {
      let example = Example(input: .vectors(own, size: 1), target: .vectors([0], size: 1), steps: window)
      let pass = try RecordedPass(
        state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: example)
      return scale.denormalise(pass.output.values[0])
    }
    for step in 0..<steps {
      var expected: [Double] = []
      for first in 0...rows.count where first + window + horizon - 1 + step < rows.count {
        var series = Array(rows[first..<first + window + horizon - 1])
        for k in 0...step { series.append(scale.normalise(try forecast(Array(series[k..<k + window])))) }
        let truth = values[first + window + horizon - 1 + step]
        expected.append(truth - scale.denormalise(series[series.count - 1]))
      }
      // What begins so late that the rows between window and target would be of the next part is left out.
      let known = errors.values[step][0]
      #expect(known.count <= expected.count && known.count >= expected.count - horizon)
      #expect(relativeDifference(known, Array(expected.prefix(known.count))) < 1e-10)
    }
  }

  @Test("a sequence whose target is its next value is forecast from its beginning, all of it read anew")
  func sequences() throws {
    let data = try Dataset(.generated(.sine(length: 12), count: 40))
    let kinds = [Models.recurrent(BuiltInCells.gru, 3), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(kinds), for: data.shape, seed: 2)
    let forecaster = try Forecaster(state, data, loss: .meanSquared)
    let errors = try forecaster.errors(.valid, steps: 20, least: 1)
    #expect(errors.forecasts == errors.values[0][0].count)
    // However many are asked for, how many there are is told.
    let tooFew = try forecaster.errors(.valid, steps: 20, least: 1000)
    #expect(tooFew.values.isEmpty && tooFew.forecasts == errors.forecasts)
    // From the sixth step on there is half a sequence; seven beginnings look one step ahead, one looks seven.
    #expect(errors.values.count == 7)
    #expect(errors.values.map { $0[0].count } == (0..<7).map { (7 - $0) * (data.count(.valid) ?? 0) })
    let example = try data.example(.valid, 0)
    guard case .vectors(let target, _) = example.target else { return }
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: example)
    for seen in 6...12 {
      #expect(abs(errors.values[0][0][seen - 6] - (target[seen - 1] - pass.output.values[seen - 1])) < 1e-12)
    }
  }

  @Test("an interval is between the order statistics, and is not told from too few errors")
  func orderStatistics() {
    let errors = (1...19).map(Double.init).shuffled()
    let intervals = PredictionIntervals(
      ForecastErrors(part: .valid, values: [[errors], [errors.dropLast()]]), level: 0.9)
    #expect(intervals.bounds == [[1...19]])
    #expect(PredictionIntervals.leastErrors(0.9) == 19)
    #expect(PredictionIntervals.leastErrors(0.5) == 3)
    let half = PredictionIntervals(ForecastErrors(part: .valid, values: [[errors]]), level: 0.5)
    #expect(half.bounds == [[5...15]])
    let outside = ForecastErrors(part: .test, values: [[[4, 5, 15, 16, 10]]])
    #expect(half.coverage(outside)[0][0] == (inside: 3, count: 5))
  }

  @Test("a wider level never gives a narrower interval")
  func nested() {
    let random = CounterRandom(seed: 3, stream: .data)
    let errors = ForecastErrors(part: .valid, values: [[(0..<500).map { random.normal($0) }]])
    let bounds = [0.5, 0.8, 0.9, 0.95, 0.99].map { PredictionIntervals(errors, level: $0).bounds[0][0] }
    for (narrow, wide) in zip(bounds, bounds.dropFirst()) {
      #expect(wide.lowerBound <= narrow.lowerBound && narrow.upperBound <= wide.upperBound)
    }
  }
}
