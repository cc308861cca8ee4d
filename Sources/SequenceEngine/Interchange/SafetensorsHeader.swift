/// The header of a safetensors file, with everything checked against the file's size.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    /// In the buffer behind the header.
    let range: Range<Int>
  }

  static let metadataKey = "__metadata__"
  /// Bytes of a header; the format allows 100,000,000, but no model of this program comes near.
  static let longest = 16_000_000

  let bufferStart: Int
  private(set) var metadata: [String: String] = [:]
  /// In the order of their bytes.
  private(set) var entries: [Entry] = []
  private(set) var warnings: [String] = []
  private let name: String

  init(bytes: [UInt8], name: String) throws {
    self.name = name
    bufferStart = try Self.bufferStart(bytes, name: name)
    guard bufferStart > 8, bytes[8] == UInt8(ascii: "{") else { throw refuse("header", "{ first", "something else") }
    let json: StrictJSON
    do {
      json = try StrictJSON.parse(Array(bytes[8..<bufferStart]))
    } catch {
      throw refuse("header byte \(PlainNumber.grouped(error.byte))", "strict JSON", error.reason)
    }
    guard case .object(let members) = json else { throw refuse("header", "a JSON object", "another value") }
    for member in members {
      if member.key == Self.metadataKey { try readMetadata(member.value) } else { try readEntry(member) }
    }
    try checkCover(bytes.count - bufferStart)
  }

  /// Where the numbers begin, after a check that the header fits into the file.
  private static func bufferStart(_ bytes: [UInt8], name: String) throws -> Int {
    guard bytes.count >= 8 else {
      throw refusal(name, "beginning", "8 bytes with the header's length", "\(bytes.count)")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= UInt64(Self.longest) else {
      throw refusal(name, "beginning", "a header of at most \(PlainNumber.grouped(Self.longest)) bytes", "\(length)")
    }
    let start = 8 + Int(length)
    guard start <= bytes.count else {
      throw refusal(
        name, "beginning", "a header that fits into the file's \(PlainNumber.grouped(bytes.count)) bytes", "\(length)")
    }
    return start
  }

  private mutating func readMetadata(_ value: StrictJSON) throws {
    guard case .object(let pairs) = value else { throw refuse(Self.metadataKey, "texts by name", "another value") }
    for pair in pairs {
      guard case .string(let text) = pair.value else {
        throw refuse("\(Self.metadataKey) \(DataError.quote(pair.key))", "a text", "another value")
      }
      metadata[pair.key] = text
    }
  }

  private mutating func readEntry(_ member: StrictJSON.Member) throws {
    let place = "tensor \(DataError.quote(member.key))"
    guard case .object(let fields) = member.value else {
      throw refuse(place, "dtype, shape and data_offsets", "another value")
    }
    func field(_ name: String) -> StrictJSON? { fields.first { $0.key == name }?.value }
    for extra in fields where !["dtype", "shape", "data_offsets"].contains(extra.key) {
      warnings.append("\(name), \(place): the unknown field \(DataError.quote(extra.key)) is left out")
    }
    guard case .string(let typeName)? = field("dtype") else { throw refuse(place, "a dtype", "none") }
    guard let type = SafetensorsType(rawValue: typeName) else {
      throw refuse(place, "a known dtype", DataError.quote(typeName))
    }
    guard case .array(let sizes)? = field("shape"), let shape = Self.naturals(sizes) else {
      throw refuse(place, "a shape of whole numbers from 0", "another value")
    }
    guard case .array(let ends)? = field("data_offsets"), let offsets = Self.naturals(ends), offsets.count == 2,
      offsets[0] <= offsets[1]
    else { throw refuse(place, "data_offsets [begin, end] with begin ≤ end", "another value") }
    guard let bytes = type.bytes(shape: shape), bytes == offsets[1] - offsets[0] else {
      throw refuse(
        place, "as many bytes as the shape \(shape.prefix(8)) of \(typeName) takes", "\(offsets[1] - offsets[0])")
    }
    entries.append(Entry(name: member.key, type: type, shape: shape, range: offsets[0]..<offsets[1]))
  }

  /// Refuses holes, overlaps, and bytes before the end of the file that belong to no tensor.
  private mutating func checkCover(_ size: Int) throws {
    // An empty tensor stands before the one that begins at the same byte.
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw refuse(
          "tensor \(DataError.quote(entry.name))", "numbers from byte \(end), where the one before ends",
          "\(entry.range.lowerBound)")
      }
      end = entry.range.upperBound
    }
    guard end == size else { throw refuse("end", "\(end) bytes of numbers, as the header says", "\(size)") }
  }

  /// Whole numbers from 0 that are written without point or exponent.
  private static func naturals(_ values: [StrictJSON]) -> [Int]? {
    var naturals: [Int] = []
    for value in values {
      guard case .number(let text) = value, let number = Int(text), number >= 0, text != "-0" else { return nil }
      naturals.append(number)
    }
    return naturals
  }

  private func refuse(_ place: String, _ expected: String, _ found: String) -> DataError {
    Self.refusal(name, place, expected, found)
  }

  private static func refusal(_ name: String, _ place: String, _ expected: String, _ found: String) -> DataError {
    DataError(
      "\(name), \(place)", expected: expected, found: found, advice: "the file is damaged or no safetensors file")
  }
}
