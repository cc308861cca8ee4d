/// A file of named tensors: eight bytes with the header's length, a JSON header, the numbers
/// (https://github.com/huggingface/safetensors). Reading runs nothing and allocates nothing that the file's size does
/// not back.
public struct SafetensorsFile: Sendable, Equatable {
  public struct Tensor: Sendable, Equatable {
    public let name: String
    public let type: SafetensorsType
    public let shape: [Int]
    /// Row-major, little-endian.
    public let bytes: [UInt8]

    public init(name: String, type: SafetensorsType, shape: [Int], bytes: [UInt8]) {
      self.name = name
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }
  }

  /// Text about the file, by key.
  public var metadata: [String: String]
  /// In the order of their bytes in the file.
  public var tensors: [Tensor]
  /// What was read and let pass, but should be known.
  public let warnings: [String]

  public init(tensors: [Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
    warnings = []
  }

  public subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

  /// Reads a file.
  ///
  /// - Throws: `DataError` naming the file and what is wrong with it; what `progress` throws.
  public init(
    path: String, byteBudget: Int = 1_000_000_000, progress: DataProgress = { _, _ in }
  ) throws {
    var bytes: [UInt8] = []
    try DataFile.read(path, byteBudget: byteBudget, unpacks: false, progress: progress) { chunk, _ in bytes += chunk }
    try self.init(bytes: bytes, name: DataFile.place(path))
  }

  /// Reads the bytes of a file; `name` is what messages call it.
  public init(bytes: [UInt8], name: String = "safetensors") throws {
    let header = try SafetensorsHeader(bytes: bytes, name: name)
    metadata = header.metadata
    warnings = header.warnings
    tensors = header.entries.map { entry in
      let start = header.bufferStart + entry.range.lowerBound
      return Tensor(
        name: entry.name, type: entry.type, shape: entry.shape, bytes: Array(bytes[start..<start + entry.range.count]))
    }
  }

  /// The tensors' bytes in file order: what a checksum is taken of.
  public var buffer: [UInt8] { Self.ordered(tensors).flatMap(\.bytes) }

  /// The file, with tensors as the reference writer sorts them: by falling alignment, then by name.
  ///
  /// - Throws: `DataError` for two tensors of one name, a name that the format keeps, bytes that do not fit the shape, or
  ///   a header that is too long to be read again.
  public func encoded() throws -> [UInt8] {
    let ordered = Self.ordered(tensors)
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(StrictJSON.quoted($0.key)):\(StrictJSON.quoted($0.value))" }
      members.append("\"\(SafetensorsHeader.metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set<[UInt8]> = []
    var end = 0
    for tensor in ordered {
      let place = "tensor \(DataError.quote(tensor.name))"
      guard tensor.name != SafetensorsHeader.metadataKey, names.insert(Array(tensor.name.utf8)).inserted else {
        throw DataError(
          place, expected: "a name of its own", found: "one that is taken", advice: "rename the layer or the tensor")
      }
      guard tensor.type.bytes(shape: tensor.shape) == tensor.bytes.count else {
        throw DataError(
          place, expected: "as many bytes as \(tensor.shape) of \(tensor.type.rawValue) takes",
          found: PlainNumber.counted(tensor.bytes.count, "byte"), advice: "give the shape that the numbers have")
      }
      let start = end
      end += tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(StrictJSON.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(end)]}")
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    guard header.count <= SafetensorsHeader.longest else {
      throw DataError(
        "safetensors header", expected: "at most \(PlainNumber.grouped(SafetensorsHeader.longest)) bytes",
        found: PlainNumber.grouped(header.count), advice: "keep less text in the file")
    }
    var file = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    file.reserveCapacity(8 + header.count + end)
    file += header
    for tensor in ordered { file += tensor.bytes }
    return file
  }

  /// Writes the file whole or not at all.
  ///
  /// - Throws: `DataError` naming the path and the reason; what was there stays.
  public func save(to path: String) throws { try AtomicFile.write(try encoded(), to: path) }

  private static func ordered(_ tensors: [Tensor]) -> [Tensor] {
    tensors.sorted {
      $0.type != $1.type ? $0.type.rank > $1.type.rank : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }
}
