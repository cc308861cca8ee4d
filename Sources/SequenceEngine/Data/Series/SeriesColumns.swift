/// The columns of a CSV file that are wanted, as numbers.
struct SeriesColumns: Sendable {
  private let name: String
  private let options: SeriesOptions
  private var header: [String] = []
  // Places in the file of the columns that are kept.
  private var places: [Int] = []

  /// Names of the kept columns.
  private(set) var names: [String] = []
  /// [column][row]
  private(set) var values: [[Double]] = []
  /// Which kept columns a time step holds; [I].
  private(set) var inputs: [Int] = []
  /// Which kept columns are forecast; [D].
  private(set) var targets: [Int] = []

  init(name: String, options: SeriesOptions) {
    self.name = name
    self.options = options
  }

  var rows: Int { values.first?.count ?? 0 }

  /// The first record names the columns, the second shows which hold numbers, all others are read.
  ///
  /// - Throws: `DataError` naming row and column.
  mutating func take(_ record: CSVReader.Record) throws {
    if record.row == 1 { return try readHeader(record) }
    guard record.count == header.count else {
      throw DataError(
        "\(name), row \(PlainNumber.grouped(record.row))",
        expected: PlainNumber.counted(header.count, "cell") + " as in the header",
        found: PlainNumber.grouped(record.count), advice: "correct the row")
    }
    if record.row == 2 { try choose(record) }
    for (column, place) in places.enumerated() { values[column].append(try number(record, place)) }
  }

  /// - Throws: `DataError` if there was no row of numbers.
  func finish() throws {
    guard rows == 0 else { return }
    throw DataError(
      name, expected: "a header and rows of numbers", found: header.isEmpty ? "no header" : "a header only",
      advice: "give a file with data")
  }

  private mutating func readHeader(_ record: CSVReader.Record) throws {
    header = (0..<record.count).map { record[$0] }
    for (place, title) in header.enumerated() {
      let cell = "\(name), row 1, cell \(PlainNumber.grouped(place + 1))"
      guard !title.isEmpty, Double(title) == nil else {
        throw DataError(
          cell, expected: "the name of a column", found: title.isEmpty ? "nothing" : DataError.quote(title),
          advice: "put a line with the columns' names at the top of the file")
      }
      guard header.firstIndex(of: title) == place else {
        throw DataError(
          cell, expected: "a name of its own", found: "\(DataError.quote(title)) again", advice: "rename one of the two"
        )
      }
    }
  }

  private mutating func choose(_ record: CSVReader.Record) throws {
    let numeric = header.indices.filter { Double(record[$0]) != nil || Self.isGap(record[$0]) }
    let wanted = try options.columns.map { try $0.map { try place(of: $0, option: "columns=") } } ?? numeric
    guard let last = wanted.last else {
      throw DataError(
        "\(name), row 2", expected: "at least one column of numbers", found: "none",
        advice: "give a file with numbers, the decimal sign a point")
    }
    let forecast = try options.target.map { try $0.map { try place(of: $0, option: "target=") } } ?? [last]
    for (option, chosen) in [("columns=", wanted), ("target=", forecast)]
    where Set(chosen).count != chosen.count || chosen.isEmpty {
      throw DataError(
        "\(name), \(option)", expected: "each column once", found: chosen.isEmpty ? "none" : "one of them twice",
        advice: "name every column once")
    }
    places = wanted + forecast.filter { !wanted.contains($0) }
    names = places.map { header[$0] }
    inputs = Array(wanted.indices)
    targets = forecast.compactMap { places.firstIndex(of: $0) }
    values = places.map { _ in [] }
  }

  private func place(of title: String, option: String) throws -> Int {
    if let place = header.firstIndex(of: title) { return place }
    let near = DataError.nearest(title, among: header).map { "did you mean \(DataError.quote($0))?" }
    let listed = header.prefix(20).map { DataError.quote($0) }.joined(separator: ", ")
    throw DataError(
      "\(name), \(option)", expected: "a column of the file", found: DataError.quote(title),
      advice: near ?? "it has \(listed)\(header.count > 20 ? ", …" : "")")
  }

  private static func isGap(_ cell: String) -> Bool {
    ["", "na", "n/a", "nan", "null", "none"].contains(cell.lowercased())
  }

  private func number(_ record: CSVReader.Record, _ place: Int) throws -> Double {
    let cell = record[place]
    let column = "\(name), row \(PlainNumber.grouped(record.row)), column \(DataError.quote(header[place]))"
    guard !Self.isGap(cell) else {
      throw DataError(
        column, expected: "a number", found: cell.isEmpty ? "an empty cell" : "the gap \(DataError.quote(cell))",
        advice: "fill the gap, cut the rows before or after it, or leave the column out with columns=")
    }
    guard let value = PlainNumber.read(cell) else {
      throw DataError(
        column, expected: "a number", found: DataError.quote(cell),
        advice: "correct the cell, or leave the column out with columns=")
    }
    guard abs(value) < PlainNumber.largest else {
      throw DataError(
        column, expected: "a number below 1e150", found: DataError.quote(cell),
        advice: "correct the cell or rescale the column")
    }
    return value
  }
}
