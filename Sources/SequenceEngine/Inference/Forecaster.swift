/// Continues series of numbers: the first forecasts come from what was seen, later ones from windows that forecasts stand
/// in.
public final class Forecaster {
  /// What a series is continued from, normalised as the model reads it.
  public struct Start: Sendable, Equatable {
    /// [window + horizon − 1, I]
    public var rows: [Double]
    /// Rows that one forecast is made from.
    public var window: Int
  }

  public let dataset: Dataset
  /// Rows from the last one of a window to the one that is forecast from it.
  public let horizon: Int
  /// Whether the model forecasts all that it reads, so that it can go on from its own forecasts.
  public let feedsBack: Bool
  private let predictor: Predictor
  private let inputSize: Int

  /// - Throws: `ModelError` when the model does not fit the data or the data are no numbers.
  public init(_ state: ModelState, _ dataset: Dataset, loss: Loss) throws(ModelError) {
    guard case .vector(let size) = dataset.shape.input, case .vector = dataset.shape.target else {
      throw ModelError("only numbers are forecast from numbers")
    }
    self.dataset = dataset
    inputSize = size
    if case .csv(_, let options) = dataset.request { horizon = options.horizon } else { horizon = 1 }
    // As many numbers need not be the same ones: those of a generated task may be a drive and what it brings about.
    feedsBack =
      dataset.normalisation.map { $0.inputs.map(\.name) == $0.targets.map(\.name) }
      ?? (dataset.shape.targetSource == .nextInput)
    predictor = try Predictor(state, for: dataset.shape, loss: loss)
  }

  /// What nobody has seen is forecast from here: the end of a series, else the first sequence that is scored.
  public func latest() throws -> Start {
    if case .csv(_, let options) = dataset.request, case .vectors(let rows, _)? = dataset.latestInput {
      return Start(rows: rows, window: options.window)
    }
    guard case .vectors(let rows, _) = try dataset.example(dataset.scoredPart(.test), 0).input else {
      return Start(rows: [], window: 0)
    }
    return Start(rows: rows, window: rows.count / inputSize)
  }

  /// The steps after a start, [steps][D], in the data's own units.
  ///
  /// - Parameters:
  ///   - steps: at most `horizon` where the model does not feed back.
  ///   - progress: called before each step with (done, total); throwing stops it.
  public func run(_ start: Start, steps: Int, progress: (Int, Int) throws -> Void = { _, _ in }) throws -> [[Double]] {
    var runs = [start]
    return try (0..<steps).map { step in
      try progress(step, steps)
      return try advance(&runs, step)[0]
    }
  }

  /// Errors of free-running forecasts of a part whose future is known, by how far ahead they look.
  ///
  /// - Parameters:
  ///   - least: as soon as fewer forecasts than this look so far ahead, it ends.
  ///   - progress: called before each step with (done, total); throwing stops it.
  public func errors(
    _ part: DataPart, steps: Int, least: Int, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> ForecastErrors {
    let origins = try origins(part, steps: steps)
    var (runs, truths) = (origins.map(\.start), origins.map(\.truth))
    var result = ForecastErrors(part: part, forecasts: origins.count)
    for step in 0..<steps {
      let going = truths.indices.filter { truths[$0].count > step }
      guard going.count >= max(least, 1) else { break }
      (runs, truths) = (going.map { runs[$0] }, going.map { truths[$0] })
      try progress(step, steps)
      let forecasts = try advance(&runs, step)
      result.values.append(
        forecasts[0].indices.map { d in zip(forecasts, truths).map { $1[step][d] - $0[d] } })
    }
    return result
  }

  /// Forecasts of one step from several windows, [run][D], which become rows of the series where the model feeds back.
  private func advance(_ runs: inout [Start], _ step: Int) throws -> [[Double]] {
    let windows = runs.map { run in
      SequenceInput.vectors(Array(run.rows[step * inputSize..<(step + run.window) * inputSize]), size: inputSize)
    }
    let outputs = try predictor.outputs(windows)
    let forecasts = outputs.map { output -> [Double] in
      let last = output.last ?? []
      return dataset.normalisation?.denormalise(targets: last) ?? last
    }
    guard forecasts.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw ModelError("its forecast is not finite") }
    guard feedsBack else { return forecasts }
    for (run, forecast) in forecasts.enumerated() {
      // From the target's scale to the input's.
      runs[run].rows += forecast.enumerated().map {
        dataset.normalisation?.inputs[$0.offset].normalise($0.element) ?? $0.element
      }
    }
    return forecasts
  }
}

extension Forecaster {
  /// Most beginnings in a part that forecasts are tried from.
  private static let mostOrigins = 2000

  private typealias Origin = (start: Start, truth: [[Double]])

  private func origins(_ part: DataPart, steps: Int) throws -> [Origin] {
    if case .csv(_, let options) = dataset.request { return try seriesOrigins(part, options.window, steps) }
    guard dataset.shape.targetSource == .nextInput else {
      throw ModelError(
        "errors by the time ahead need a series whose next values are known: data csv, or targets that are the next input"
      )
    }
    return try sequenceOrigins(part, steps)
  }

  /// Every window of a part with the rows that follow it there.
  private func seriesOrigins(_ part: DataPart, _ window: Int, _ steps: Int) throws -> [Origin] {
    let count = dataset.count(part) ?? 0
    guard count >= horizon else { return [] }
    let stride = max(1, (count - horizon) / Self.mostOrigins + 1)
    let truths = try (0..<count).map { try truth(dataset.example(part, $0).target)[0] }
    return try Swift.stride(from: 0, through: count - horizon, by: stride).map { first in
      var rows = numbers(try dataset.example(part, first).input)
      for later in first + 1..<first + horizon {
        rows += numbers(try dataset.example(part, later).input).suffix(inputSize)
      }
      return (Start(rows: rows, window: window), Array(truths[first..<min(count, first + steps)]))
    }
  }

  /// The second half of every sequence, each step forecast from all before it.
  private func sequenceOrigins(_ part: DataPart, _ steps: Int) throws -> [Origin] {
    let sequences = min(dataset.count(part) ?? Self.mostOrigins, Self.mostOrigins)
    var places: [(sequence: Int, seen: Int)] = []
    for sequence in 0..<sequences {
      let length = try dataset.example(part, sequence).steps
      places += ((length + 1) / 2...length).map { (sequence, $0) }
    }
    let stride = max(1, (places.count - 1) / Self.mostOrigins + 1)
    return try Swift.stride(from: 0, to: places.count, by: stride).map { place in
      let (sequence, seen) = places[place]
      let example = try dataset.example(part, sequence)
      let truth = try truth(example.target)
      return (
        Start(rows: Array(numbers(example.input).prefix(seen * inputSize)), window: seen),
        Array(truth[(seen - 1)..<min(truth.count, seen - 1 + steps)])
      )
    }
  }

  private func numbers(_ input: SequenceInput) -> [Double] {
    if case .vectors(let values, _) = input { values } else { [] }
  }

  /// Targets in their own units; [steps][D].
  private func truth(_ target: SequenceTarget) throws -> [[Double]] {
    guard case .vectors(let values, let size) = target else { throw ModelError("only numbers are forecast") }
    let own = dataset.normalisation?.denormalise(targets: values) ?? values
    return stride(from: 0, to: own.count, by: size).map { Array(own[$0..<$0 + size]) }
  }
}
