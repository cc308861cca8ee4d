/// Forecasting: from a window of rows to the target columns `horizon` rows after its last one. Parts follow one another
/// in time, and neither a window nor its target reaches into another part.
struct SeriesArrangement: Arrangement {
  let material: SeriesMaterial
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  private let scales: Normalisation

  init(material: SeriesMaterial, split: Split, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.split = split
    self.batch = batch
    self.seed = seed
    let columns = material.columns
    let training = split.range(.train, of: columns.rows)
    let all = columns.names.indices.map {
      Normalisation.Column(
        name: columns.names[$0], kind: material.options.normalisation, training: columns.values[$0][training])
    }
    let scales = Normalisation(
      kind: material.options.normalisation, inputs: columns.inputs.map { all[$0] },
      targets: columns.targets.map { all[$0] })
    self.scales = scales
    baselines = PartBaselines(split, of: columns.rows) {
      Self.persistence(material, scales, rows: split.range($0, of: columns.rows))
    }
  }

  var normalisation: Normalisation? { scales }
  var shape: DataShape {
    DataShape(
      input: .vector(size: scales.inputs.count), target: .vector(size: scales.targets.count), placement: .perSequence,
      steps: material.options.window)
  }

  var notes: [String] {
    let (columns, options) = (material.columns, material.options)
    let inputs = DataError.listed(scales.inputs.map { DataError.quote($0.name) })
    let targets = DataError.listed(scales.targets.map { DataError.quote($0.name) })
    let ahead = options.horizon == 1 ? "the next row" : "\(PlainNumber.grouped(options.horizon)) rows ahead"
    let sizes = DataPart.allCases.map { "\($0.rawValue) \(PlainNumber.grouped(rows($0).count))" }
    return [
      "series: \(PlainNumber.counted(columns.rows, "row")); from \(PlainNumber.counted(options.window, "row")) of"
        + " \(inputs) to \(targets) in \(ahead)",
      "rows: " + sizes.joined(separator: ", ") + "; scale \(scales.kind.rawValue), from the training rows alone",
    ] + columns.notes
  }

  func count(_ part: DataPart) -> Int? {
    max(0, rows(part).count - material.options.window - material.options.horizon + 1)
  }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let first = rows(part).lowerBound + index
    let (columns, window) = (material.columns, material.options.window)
    let target = first + window - 1 + material.options.horizon
    let targets = zip(columns.targets, scales.targets).map { $1.normalise(columns.values[$0][target]) }
    return Example(
      input: input(first..<first + window), target: .vectors(targets, size: targets.count), steps: window)
  }

  func targetRow(_ part: DataPart, _ index: Int) -> Int? {
    material.columns.fileRows[rows(part).lowerBound + index + material.options.window - 1 + material.options.horizon]
  }

  var latestInput: SequenceInput? {
    let rows = material.columns.rows
    return input(max(0, rows - material.options.window - material.options.horizon + 1)..<rows)
  }

  var naiveErrors: [Double]? {
    let rows = rows(.train)
    guard rows.count > 1 else { return nil }
    return material.columns.targets.map { column in
      let own = material.columns.values[column][rows]
      return zip(own, own.dropFirst()).reduce(0.0) { $0 + abs($1.1 - $1.0) } / Double(rows.count - 1)
    }
  }

  // MARK: In time order

  var carrying: StateCarrying { batch.shuffle ? .shuffled : .possible }

  private func order(_ part: DataPart, rows: Int) -> SeriesOrder {
    SeriesOrder(windows: count(part) ?? 0, length: material.options.window, rows: rows)
  }

  private func batch(_ part: DataPart, _ index: Int, rows: Int) -> Batch {
    let places = order(part, rows: rows).batch(index)
    return collect(part, places.map(\.window), goesOn: places.map(\.goesOn))
  }

  func trainingBatch(_ update: Int) -> Batch {
    guard !batch.shuffle else { return epochBatch(update) }
    let rows = batch.rowsPerUpdate
    return batch(.train, update % order(.train, rows: rows).batches, rows: rows)
  }

  func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch {
    guard batch.shuffle else { return batch(part, index, rows: batch.size) }
    return collect(part, Array(index * batch.size..<min(count(part) ?? 0, (index + 1) * batch.size)))
  }

  private func rows(_ part: DataPart) -> Range<Int> { split.range(part, of: material.columns.rows) }

  private func input(_ rows: Range<Int>) -> SequenceInput {
    let columns = material.columns
    let size = columns.inputs.count
    var steps = [Double](repeating: 0, count: rows.count * size)  // [T, I]
    for (i, column) in columns.inputs.enumerated() {
      for (t, row) in rows.enumerated() {
        steps[t * size + i] = scales.inputs[i].normalise(columns.values[column][row])
      }
    }
    return .vectors(steps, size: size)
  }

  /// The last value seen as the forecast, on the very windows that are scored.
  private static func persistence(_ material: SeriesMaterial, _ scales: Normalisation, rows: Range<Int>) -> Baseline {
    let (window, horizon) = (material.options.window, material.options.horizon)
    var (loss, scores) = (0.0, [Baseline.Score]())
    for (column, scale) in zip(material.columns.targets, scales.targets) {
      let values = material.columns.values[column]
      let seen = rows.lowerBound + window - 1..<rows.upperBound - horizon
      let mse =
        seen.reduce(0.0) { $0 + (values[$1 + horizon] - values[$1]) * (values[$1 + horizon] - values[$1]) }
        / Double(seen.count)
      loss += mse / (scale.scale * scale.scale) / Double(scales.targets.count)
      scores.append(.init(.rmse, mse.squareRoot(), unit: "in units of \(DataError.quote(scale.name))"))
    }
    return Baseline(loss: loss, scores: scores, sentence: "persistence: the last value seen is the forecast")
  }
}
