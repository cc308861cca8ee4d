import SequenceEngine

/// Tables of numbers read as series.
protocol SeriesFiles {
  var folder: TemporaryFolder { get }
}

extension SeriesFiles {
  func series(_ content: String, _ options: SeriesOptions, split: Split = .undivided) throws -> Dataset {
    try Dataset(.csv(path: folder.write("s.csv", content), options), split: split)
  }

  func failure(_ content: String, _ options: SeriesOptions = SeriesOptions(window: 1)) -> String? {
    folder.message { try series(content, options) }
  }

  /// Column x counts rows from 0, y is its square.
  func counting(_ rows: Int) -> String {
    "day,x,y\n" + (0..<rows).map { "d\($0),\($0),\($0 * $0)\n" }.joined()
  }
}
