/// Takes a `.ts` file of the UEA and UCR archives apart: a head of `@` lines, then a recording a line, its dimensions
/// one after another with `:` between them, the class at the end.
///
///     @classLabel true a e
///     @data
///     0.1,0.2,0.3:1.1,1.2,1.3:a
///
/// Lines that begin with `#` and empty lines are skipped. `?` and `NaN` stand for what is missing: at the end of all
/// dimensions it means that the recording is shorter, elsewhere the number before it stands there, at the beginning the
/// first one.
struct RecordingLines {
  /// The numbers of all recordings, time step by time step; [recording][T, I]
  private(set) var values: [Double] = []
  /// Time steps up to the end of each recording; [recording]
  private(set) var ends: [Int] = []
  /// In the order in which they are met.
  private(set) var labels: [String] = []
  /// [recording]
  private(set) var classes: [Int] = []
  /// I: numbers of a time step; 0 before the first recording.
  private(set) var dimensions = 0

  /// Numbers that were missing.
  private(set) var gaps = 0

  private var name: String
  private var numbers: [[UInt8]: Int] = [:]
  private var line = 1
  private var text: [UInt8] = []
  private var isPastHead = false

  init(name: String) { self.name = name }

  /// Goes on with another file.
  mutating func begin(file: String) { (name, line, isPastHead) = (file, 1, false) }

  mutating func take(_ scalar: Unicode.Scalar) throws {
    guard scalar == "\n" else { return text.append(contentsOf: String(scalar).utf8) }
    try endLine()
    line += 1
  }

  /// Ends the line that stands open, if any.
  mutating func endLine() throws {
    defer { text.removeAll(keepingCapacity: true) }
    let own = Self.trimmed(text[...])
    guard let first = own.first, first != UInt8(ascii: "#") else { return }
    guard first != UInt8(ascii: "@") else { return try endHeadLine(own) }
    guard isPastHead else {
      throw wrong("the line @data before the first recording", found: "numbers", advice: "give a .ts file")
    }
    try endRecording(own)
  }

  private mutating func endHeadLine(_ own: ArraySlice<UInt8>) throws {
    let words = own.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self).lowercased() }
    switch words.first {
    case "@data": isPastHead = true
    case "@timestamps" where words.count > 1 && words[1] == "true":
      throw wrong("numbers alone", found: "time stamps", advice: "write the file with @timeStamps false")
    case "@classlabel" where words.count > 1 && words[1] == "false", "@targetlabel":
      throw wrong(
        "a class for each recording", found: "none", advice: "give a file with @classLabel true and the classes")
    default: break
    }
  }

  private mutating func endRecording(_ own: ArraySlice<UInt8>) throws {
    let parts = own.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count >= 2, let label = parts.last.map(Self.trimmed), !label.isEmpty else {
      throw wrong(
        "dimensions with : between them and a class at the end", found: "no class", advice: "correct the line")
    }
    var columns = try parts.dropLast().enumerated().map { try column($1, $0 + 1) }
    if dimensions == 0 { dimensions = columns.count }
    guard columns.count == dimensions else {
      throw wrong(
        PlainNumber.counted(dimensions, "dimension") + " as in the first recording",
        found: PlainNumber.grouped(columns.count), advice: "correct the line")
    }
    let steps = columns[0].count
    if let other = columns.firstIndex(where: { $0.count != steps }) {
      throw wrong(
        PlainNumber.counted(steps, "number") + " in dimension \(other + 1), as in dimension 1",
        found: PlainNumber.grouped(columns[other].count), advice: "correct the line")
    }
    let length = columns.reduce(0) { max($0, ($1.lastIndex { !$0.isNaN } ?? -1) + 1) }
    for dimension in columns.indices { try fill(&columns[dimension], upTo: length, dimension + 1) }
    for t in 0..<length { for column in columns { values.append(column[t]) } }
    ends.append((ends.last ?? 0) + length)
    let bytes = Array(label)
    let number = numbers[bytes] ?? labels.count
    if number == labels.count {
      numbers[bytes] = number
      labels.append(String(decoding: bytes, as: UTF8.self))
    }
    classes.append(number)
  }

  private mutating func fill(_ column: inout [Double], upTo length: Int, _ dimension: Int) throws {
    guard var before = column.first(where: { !$0.isNaN }) else {
      throw wrong(
        "a number in dimension \(dimension)", found: "none", advice: "leave recordings without any number out")
    }
    for t in 0..<length {
      if column[t].isNaN {
        column[t] = before
        gaps += 1
      }
      before = column[t]
    }
  }

  /// What is missing is NaN.
  private func column(_ text: ArraySlice<UInt8>, _ dimension: Int) throws -> [Double] {
    try text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).enumerated().map { t, cell in
      let own = String(decoding: Self.trimmed(cell), as: UTF8.self)
      if own == "?" || own.lowercased() == "nan" { return .nan }
      guard let value = PlainNumber.read(own), abs(value) < PlainNumber.largest else {
        throw wrong(
          "a number below 1e150 in dimension \(dimension), t = \(t + 1)", found: DataError.quote(own),
          advice: "correct the line; ? stands for what is missing")
      }
      return value
    }
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    guard let first = text.firstIndex(where: { !isBlank($0) }), let last = text.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return text[first...last]
  }

  private func wrong(_ expected: String, found: String, advice: String) -> DataError {
    DataError("\(name), line \(PlainNumber.grouped(line))", expected: expected, found: found, advice: advice)
  }
}
