/// The columns of a CSV file that are wanted, as numbers.
struct SeriesColumns: Sendable {
  private let name: String
  private let options: SeriesOptions
  private let labelTitle: String?
  private var header: [String] = []
  // Places in the file of the columns that are kept.
  private var places: [Int] = []
  private var labelPlace: Int?
  private var numbers: [String: Int32] = [:]

  /// Names of the kept columns.
  private(set) var names: [String] = []
  /// [column][row]
  private(set) var values: [[Double]] = []
  /// [row]; where it stands in the file, as messages count: from 1, the header and what is left out included.
  private(set) var fileRows: [Int] = []
  /// Which kept columns a time step holds; [I].
  private(set) var inputs: [Int] = []
  /// Which kept columns are forecast; [D].
  private(set) var targets: [Int] = []

  /// The words of the label column, in the order of their bytes.
  private(set) var labels: [String] = []
  /// [row]; empty without a label column.
  private(set) var classes: [Int32] = []
  /// What was done about gaps.
  private(set) var notes: [String] = []

  /// Reads a whole file.
  ///
  /// - Parameter labels: the column whose words are classes; nil: there is none.
  init(
    path: String, labels: String? = nil, options: SeriesOptions, byteBudget: Int, progress: DataProgress
  ) throws {
    for (option, value, least) in [
      ("window=", options.window, 1), ("horizon=", options.horizon, labels == nil ? 1 : 0),
    ]
    where !(least...1_000_000_000).contains(value) {
      throw DataError(
        "data csv \(option)", expected: "from \(least) to 1,000,000,000 rows", found: PlainNumber.grouped(value),
        advice: option == "window="
          ? "24 is usual" : least == 0 ? "0 asks for each row's own class" : "1 forecasts the next row")
    }
    name = DataFile.place(path)
    self.options = options
    labelTitle = labels
    var csv = CSVReader(name: name)
    try ScalarReader.read(path, byteBudget: byteBudget, progress: progress) { scalar in
      try csv.take(scalar) { try take($0) }
    }
    try csv.finish { try take($0) }
    try finish()
  }

  var rows: Int { values.first?.count ?? 0 }

  /// The first record names the columns, the second shows which hold numbers, and it and all others are read.
  ///
  /// - Throws: `DataError` naming row and column.
  private mutating func take(_ record: CSVReader.Record) throws {
    if record.row == 1 { return try readHeader(record) }
    guard record.count == header.count else {
      throw DataError(
        "\(name), row \(PlainNumber.grouped(record.row))",
        expected: PlainNumber.counted(header.count, "cell") + " as in the header",
        found: PlainNumber.grouped(record.count), advice: "correct the row")
    }
    if places.isEmpty { try choose(record) }
    fileRows.append(record.row)
    for (column, place) in places.enumerated() { values[column].append(try number(record, place)) }
    if let labelPlace { classes.append(try label(record, labelPlace)) }
  }

  private mutating func finish() throws {
    guard rows > 0 else {
      throw DataError(
        name, expected: "a header and rows of numbers", found: header.isEmpty ? "no header" : "a header only",
        advice: "give a file with data")
    }
    let order = labels.indices.sorted { labels[$0].utf8.lexicographicallyPrecedes(labels[$1].utf8) }
    var ranks = [Int32](repeating: 0, count: labels.count)
    for (rank, label) in order.enumerated() { ranks[label] = Int32(rank) }
    labels = order.map { labels[$0] }
    classes = classes.map { ranks[Int($0)] }
    let mended = try SeriesGaps(policy: options.gaps, file: name).mended(values, names: names)
    values = mended.values
    if let kept = mended.kept {
      fileRows = kept.map { fileRows[$0] }
      if !classes.isEmpty { classes = kept.map { classes[$0] } }
    }
    notes += mended.notes
  }

  private mutating func readHeader(_ record: CSVReader.Record) throws {
    header = (0..<record.count).map { record[$0] }
    var taken: Set<String> = []
    for (place, title) in header.enumerated() {
      let cell = "\(name), row 1, cell \(PlainNumber.grouped(place + 1))"
      guard !title.isEmpty, Double(title) == nil else {
        throw DataError(
          cell, expected: "the name of a column", found: title.isEmpty ? "nothing" : DataError.quote(title),
          advice: "put a line with the columns' names at the top of the file")
      }
      guard taken.insert(title).inserted else {
        throw DataError(
          cell, expected: "a name of its own", found: "\(DataError.quote(title)) again", advice: "rename one of the two"
        )
      }
    }
  }

  private mutating func choose(_ record: CSVReader.Record) throws {
    labelPlace = try labelTitle.map { try place(of: $0, option: "labels=") }
    let numeric = header.indices.filter {
      $0 != labelPlace
        && (Double(record[$0]) != nil || Self.isGap(record[$0]) || Self.hasDecimalComma(record[$0], record))
    }
    let wanted = try options.columns.map { try $0.map { try place(of: $0, option: "columns=") } } ?? numeric
    guard let last = wanted.last else {
      throw DataError(
        "\(name), row \(PlainNumber.grouped(record.row))", expected: "at least one column of numbers", found: "none",
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
    throw DataError(
      "\(name), \(option)", expected: "a column of the file", found: DataError.quote(title),
      advice: near ?? "it has \(DataError.listed(header.map { DataError.quote($0) }))")
  }

  private static let gaps: Set<String> = ["", "na", "n/a", "nan", "null", "none", ".", "?"]

  private static func isGap(_ cell: String) -> Bool { cell.utf8.count <= 4 && gaps.contains(cell.lowercased()) }

  /// Whether a cell would be a number if the decimal sign were a comma. Between commas it is a text.
  private static func hasDecimalComma(_ cell: String, _ record: CSVReader.Record) -> Bool {
    guard record.separator != ",", cell.utf8.contains(0x2C) else { return false }
    let digits = cell.filter { $0 != "." }
    return PlainNumber.read(String(digits.map { $0 == "," ? "." : $0 })) != nil
  }

  private func number(_ record: CSVReader.Record, _ place: Int) throws -> Double {
    let cell = record[place]
    // Said only when asked for: a table has many cells that need no message.
    var column: String { "\(name), row \(PlainNumber.grouped(record.row)), column \(DataError.quote(header[place]))" }
    guard !Self.isGap(cell) else {
      guard options.gaps == .refuse else { return .nan }
      throw DataError(
        column, expected: "a number", found: cell.isEmpty ? "an empty cell" : "the gap \(DataError.quote(cell))",
        advice: "say what to do about gaps with gaps=drop, hold or line, or leave the column out with columns=")
    }
    guard let value = PlainNumber.read(cell) else {
      throw DataError(
        column, expected: "a number", found: DataError.quote(cell),
        advice: Self.hasDecimalComma(cell, record)
          ? "write the decimal sign as a point" : "correct the cell, or leave the column out with columns=")
    }
    guard abs(value) < PlainNumber.largest else {
      throw DataError(
        column, expected: "a number below 1e150", found: DataError.quote(cell),
        advice: "correct the cell or rescale the column")
    }
    return value
  }

  private mutating func label(_ record: CSVReader.Record, _ place: Int) throws -> Int32 {
    let word = record[place]
    guard !word.isEmpty else {
      throw DataError(
        "\(name), row \(PlainNumber.grouped(record.row)), column \(DataError.quote(header[place]))",
        expected: "a word, the row's class", found: "an empty cell", advice: "correct the row")
    }
    if let known = numbers[word] { return known }
    let number = Int32(labels.count)
    guard number < Self.mostLabels else {
      throw DataError(
        "\(name), labels=", expected: "at most \(PlainNumber.grouped(Int(Self.mostLabels))) different words",
        found: "more", advice: "choose a column whose words come again")
    }
    numbers[word] = number
    labels.append(word)
    return number
  }

  private static let mostLabels: Int32 = 10_000
}
