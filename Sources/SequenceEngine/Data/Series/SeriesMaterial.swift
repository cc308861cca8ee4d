/// Columns of numbers in time order, read from a CSV file.
struct SeriesMaterial: Material {
  let options: SeriesOptions
  let columns: SeriesColumns
  let place: String

  init(path: String, options: SeriesOptions, byteBudget: Int, progress: DataProgress) throws {
    for (option, value) in [("window=", options.window), ("horizon=", options.horizon)]
    where !(1...1_000_000_000).contains(value) {
      throw DataError(
        "data csv \(option)", expected: "from 1 to 1,000,000,000 rows", found: PlainNumber.grouped(value),
        advice: option == "window=" ? "24 is usual" : "1 forecasts the next row")
    }
    place = DataFile.place(path)
    var columns = SeriesColumns(name: place, options: options)
    var csv = CSVReader(name: place)
    try ScalarReader.read(path, byteBudget: byteBudget, progress: progress) { scalar in
      try csv.take(scalar) { try columns.take($0) }
    }
    try csv.finish { try columns.take($0) }
    try columns.finish()
    self.options = options
    self.columns = columns
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
