/// Columns of numbers in time order, read from a CSV file.
struct SeriesMaterial: Material {
  let options: SeriesOptions
  let columns: SeriesColumns
  let place: String

  init(path: String, options: SeriesOptions, byteBudget: Int, progress: DataProgress) throws {
    place = DataFile.place(path)
    columns = try SeriesColumns(path: path, options: options, byteBudget: byteBudget, progress: progress)
    self.options = options
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try split.check(
      columns.rows, place: place, least: options.window + options.horizon, "rows for window + horizon",
      advice: "make window= or horizon= smaller, or change the split")
    let arrangement = SeriesArrangement(material: self, split: split, batch: batch, seed: seed)
    try batch.checkMemory(
      rows: arrangement.count(.train) ?? 0, steps: options.window, shape: arrangement.shape, place: "data csv",
      advice: "make window= or batch smaller")
    return arrangement
  }
}
