/// Rows of a table in time order, each with a class: many to many. The rows of a part are cut into windows that follow one
/// another, the last one perhaps shorter; at each step the class of the row `horizon` later is asked for.
struct RowLabelMaterial: Material {
  let options: SeriesOptions
  let columns: SeriesColumns
  let place: String

  init(path: String, labels: String, options: SeriesOptions, byteBudget: Int, progress: DataProgress) throws {
    place = DataFile.place(path)
    self.options = options
    columns = try SeriesColumns(
      path: path, labels: labels, options: options, byteBudget: byteBudget, progress: progress)
    guard columns.labels.count >= 2 else {
      throw DataError(
        "\(place), labels=", expected: "a column of at least 2 different words",
        found: columns.labels.first.map { "only \(DataError.quote($0))" } ?? "none", advice: "choose another column")
    }
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try split.check(
      columns.rows, place: place, least: options.horizon + 1, "rows, so that one has a class to be told",
      advice: "make horizon= smaller, or change the split")
    let arrangement = RowLabelArrangement(material: self, split: split, batch: batch, seed: seed)
    try batch.checkMemory(
      rows: arrangement.count(.train) ?? 0, steps: min(options.window, columns.rows), shape: arrangement.shape,
      place: "data csv", advice: "make window= or batch smaller")
    return arrangement
  }
}

struct RowLabelArrangement: Arrangement {
  let material: RowLabelMaterial
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  private let scales: Normalisation

  init(material: RowLabelMaterial, split: Split, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.split = split
    self.batch = batch
    self.seed = seed
    let (columns, options) = (material.columns, material.options)
    let training = split.range(.train, of: columns.rows)
    scales = Normalisation(
      kind: options.normalisation,
      inputs: columns.inputs.map {
        Normalisation.Column(
          name: columns.names[$0], kind: options.normalisation, training: columns.values[$0][training])
      }, targets: [])
    func targets(_ part: DataPart) -> [SequenceTarget] {
      [.classes(Array(columns.classes[split.range(part, of: columns.rows).dropFirst(options.horizon)]))]
    }
    let answer = ConstantAnswer(.classes(count: columns.labels.count), training: targets(.train))
    baselines = PartBaselines(split, of: columns.rows) { answer.score(targets($0)) }
  }

  var labels: [String]? { material.columns.labels }
  var normalisation: Normalisation? { scales }
  var shape: DataShape {
    DataShape(
      input: .vector(size: scales.inputs.count), target: .classes(count: material.columns.labels.count),
      placement: .perStep)
  }

  var notes: [String] {
    let (columns, options) = (material.columns, material.options)
    let inputs = DataError.listed(scales.inputs.map { DataError.quote($0.name) })
    let asked =
      options.horizon == 0 ? "of the same row" : "of the row \(PlainNumber.grouped(options.horizon)) later"
    return [
      "rows: \(PlainNumber.grouped(columns.rows)) in windows of \(PlainNumber.grouped(options.window)), in time order;"
        + " \(inputs) → at each the class \(asked), 1 of \(PlainNumber.grouped(columns.labels.count))",
      "scale \(scales.kind.rawValue), from the training rows alone",
    ] + columns.notes + unlearned
  }

  /// Classes that a model cannot learn to answer.
  private var unlearned: [String] {
    let met = Set(material.columns.classes[split.range(.train, of: material.columns.rows)])
    let missing = material.columns.labels.enumerated().filter { !met.contains(Int32($0.offset)) }
    guard !missing.isEmpty else { return [] }
    let named = DataError.listed(missing.map { DataError.quote($0.element) })
    return ["training has no \(named), so a model cannot learn to answer it"]
  }

  /// Rows of a part that have a class to be told.
  private func rows(_ part: DataPart) -> Range<Int> {
    let own = split.range(part, of: material.columns.rows)
    return own.lowerBound..<max(own.lowerBound, own.upperBound - material.options.horizon)
  }

  func count(_ part: DataPart) -> Int? {
    let (rows, window) = (rows(part).count, material.options.window)
    return rows == 0 ? 0 : (rows - 1) / window + 1
  }

  func trainingLength(_ index: Int) -> (source: Int, target: Int) { (steps(.train, index).count, 0) }

  private func steps(_ part: DataPart, _ index: Int) -> Range<Int> {
    let (rows, window) = (rows(part), material.options.window)
    let first = rows.lowerBound + index * window
    return first..<min(first + min(window, rows.upperBound - first), rows.upperBound)
  }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let (columns, own) = (material.columns, steps(part, index))
    let values = own.flatMap { row in
      zip(columns.inputs, scales.inputs).map { column, scale in scale.normalise(columns.values[column][row]) }
    }
    let classes = own.map { columns.classes[$0 + material.options.horizon] }
    return Example(
      input: .vectors(values, size: scales.inputs.count), target: .classes(classes), steps: own.count)
  }
}
