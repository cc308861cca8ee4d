typealias TextMaterial = UnreadFile<TextOptions>
typealias SeriesMaterial = UnreadFile<SeriesOptions>
typealias LabelledMaterial = UnreadFile<LabelledOptions>

/// The kinds of files whose readers follow in the next commits.
struct UnreadFile<Options>: Material {
  let path: String

  init(path: String, options: Options, byteBudget: Int, progress: DataProgress) throws {
    self.path = path
    _ = try arranged(split: .none, batch: .standard, seed: 1)
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    throw DataError(
      DataError.quote(path), expected: "a generated task", found: "a file", advice: "files are not read yet")
  }
}
