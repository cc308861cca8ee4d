/// Arrays in an HDF5 file (The HDF Group: HDF5 File Format Specification, version 3), as h5py writes them unless told
/// otherwise and Keras keeps its weights: superblock 0 or 1, groups with symbol tables, arrays in one piece. What is
/// compressed, cut into chunks or of the newer form is refused.
///
/// Every address is checked against the file, no object is read twice, nothing is allocated that the file does not hold,
/// and all arrays together have no more bytes than the file.
struct HDF5File {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let mostObjects = 10_000
  private static let deepest = 32

  private let bytes: [UInt8]
  private let name: String
  private var visited: Set<Int> = []
  /// Bytes of the arrays so far.
  private var held = 0
  /// By their paths, parts joined by `/`.
  private(set) var arrays: [SafetensorsFile.Tensor] = []

  /// - Throws: `DataError` with the place and what is wrong there.
  init(bytes: [UInt8], name: String) throws(DataError) {
    (self.bytes, self.name) = (bytes, name)
    guard bytes.starts(with: Self.signature), bytes.count >= 96, bytes[8] <= 1 else {
      throw refusal("the beginning", "superblock version 0 or 1", "another")
    }
    guard bytes[13] == 8, bytes[14] == 8 else { throw refusal("the beginning", "addresses of 8 bytes", "others") }
    // Version 1 has four bytes more.
    let first = bytes[8] == 0 ? 24 : 28
    guard try number(first, 8) == 0 else { throw refusal("the beginning", "the base address 0", "another") }
    try readObject(try number(first + 40, 8), path: [])
  }

  private func refusal(_ place: String, _ expected: String, _ found: String) -> DataError {
    DataError(
      "\(name), \(place)", expected: expected, found: found,
      advice: "save the weights as .npz instead: numpy.savez(\"w.npz\", **{w.path: w.numpy() for w in model.weights})")
  }

  private func damage(_ place: Int) -> DataError {
    DataError(
      "\(name), byte \(PlainNumber.grouped(place))", expected: "a part of an HDF5 file", found: "something else",
      advice: "the file is damaged; make it anew")
  }

  /// A little-endian number.
  private func number(_ start: Int, _ count: Int) throws(DataError) -> Int {
    guard start >= 0, start <= bytes.count - count else { throw damage(start) }
    var value: UInt64 = 0
    for place in (start..<start + count).reversed() { value = value << 8 | UInt64(bytes[place]) }
    // Addresses and sizes beyond 63 bits lie in no file; all bits set mean nowhere.
    return Int(exactly: value) ?? .max
  }

  private func expect(_ mark: String, at start: Int) throws(DataError) {
    guard start >= 0, start <= bytes.count - 4, bytes[start..<start + 4].elementsEqual(mark.utf8) else {
      throw damage(start)
    }
  }

  // MARK: Objects

  private mutating func readObject(_ address: Int, path: [String]) throws(DataError) {
    guard bytes.indices.contains(address), path.count <= Self.deepest, visited.count < Self.mostObjects,
      visited.insert(address).inserted
    else {
      throw damage(address)
    }
    let messages = try messages(of: address)
    if let table = messages.first(where: { $0.type == 0x11 }) {
      let (tree, heap) = (try number(table.start, 8), try number(table.start + 8, 8))
      try expect("HEAP", at: heap)
      return try readTree(tree, names: try number(heap + 24, 8), path: path, depth: 0)
    }
    let place = path.joined(separator: "/")
    guard let space = messages.first(where: { $0.type == 1 }), let type = messages.first(where: { $0.type == 3 }),
      let layout = messages.first(where: { $0.type == 8 })
    else { return }
    let shape = try shape(space.start)
    // Texts and other things beside the weights are not read.
    guard let element = try elementType(type.start) else { return }
    guard let count = element.bytes(shape: shape) else { throw damage(space.start) }
    let data = try data(layout.start, count: count, place)
    // Arrays that share their bytes would be more than the file.
    held += data.count
    guard held <= bytes.count else { throw damage(layout.start) }
    arrays.append(SafetensorsFile.Tensor(name: place, type: element, shape: shape, bytes: data))
  }

  private struct Message {
    var type: Int
    var start: Int
    var size: Int
  }

  /// The messages of an object header of version 1, in its blocks.
  private func messages(of address: Int) throws(DataError) -> [Message] {
    if address >= 0, address <= bytes.count - 4, bytes[address..<address + 4].elementsEqual("OHDR".utf8) {
      throw refusal(
        "byte \(PlainNumber.grouped(address))", "objects of the older form", "the newer, of libver='latest'")
    }
    guard try number(address, 1) == 1 else { throw damage(address) }
    let wanted = try number(address + 2, 2)
    var blocks = [(start: address + 16, size: try number(address + 8, 4))]
    var messages: [Message] = []
    var next = 0
    while next < blocks.count, blocks.count <= 64 {
      let block = blocks[next]
      next += 1
      guard block.start >= 0, block.size >= 0, block.start <= bytes.count, block.size <= bytes.count - block.start
      else {
        throw damage(address)
      }
      var place = block.start
      while place + 8 <= block.start + block.size, messages.count < wanted {
        let message = Message(type: try number(place, 2), start: place + 8, size: try number(place + 2, 2))
        guard message.start + message.size <= block.start + block.size else { throw damage(place) }
        messages.append(message)
        if message.type == 0x10 { blocks.append((try number(message.start, 8), try number(message.start + 8, 8))) }
        place = message.start + message.size
      }
    }
    return messages
  }

  /// A tree of version 1, whose leaves are lists of names with their objects.
  private mutating func readTree(_ address: Int, names: Int, path: [String], depth: Int) throws(DataError) {
    try expect("TREE", at: address)
    let (kind, level, count) = (try number(address + 4, 1), try number(address + 5, 1), try number(address + 6, 2))
    guard kind == 0, depth <= Self.deepest else { throw damage(address) }
    for entry in 0..<count {
      let child = try number(address + 32 + 16 * entry, 8)
      if level > 0 {
        guard visited.insert(child).inserted else { throw damage(child) }
        try readTree(child, names: names, path: path, depth: depth + 1)
      } else {
        try readNames(child, names: names, path: path)
      }
    }
  }

  private mutating func readNames(_ address: Int, names: Int, path: [String]) throws(DataError) {
    try expect("SNOD", at: address)
    for symbol in 0..<(try number(address + 6, 2)) {
      let entry = address + 8 + 40 * symbol
      let (offset, header) = (try number(entry, 8), try number(entry + 8, 8))
      let (start, overflow) = names.addingReportingOverflow(offset)
      guard !overflow, start >= 0, start < bytes.count, let end = bytes[start...].prefix(4096).firstIndex(of: 0),
        let name = String(validating: bytes[start..<end], as: UTF8.self)
      else { throw damage(entry) }
      try readObject(header, path: path + [name])
    }
  }

  // MARK: Arrays

  private func shape(_ start: Int) throws(DataError) -> [Int] {
    let (version, rank) = (try number(start, 1), try number(start + 1, 1))
    guard version == 1 || version == 2, rank <= 32 else { throw damage(start) }
    var shape: [Int] = []
    for axis in 0..<rank { shape.append(try number(start + (version == 1 ? 8 : 4) + 8 * axis, 8)) }
    return shape
  }

  /// Little-endian numbers of IEEE 754 and whole ones; nil for anything else.
  private func elementType(_ start: Int) throws(DataError) -> SafetensorsType? {
    let (kind, flags, size) = (try number(start, 1) & 15, try number(start + 1, 1), try number(start + 4, 4))
    guard flags & 1 == 0 else { return nil }
    switch (kind, size) {
    case (1, 2): return .f16
    case (1, 4): return .f32
    case (1, 8): return .f64
    case (0, 4): return flags & 8 == 0 ? .u32 : .i32
    case (0, 8): return flags & 8 == 0 ? .u64 : .i64
    default: return nil
    }
  }

  private func data(_ start: Int, count: Int, _ place: String) throws(DataError) -> [UInt8] {
    let (version, kind) = (try number(start, 1), try number(start + 1, 1))
    guard version == 3 || version == 4, kind <= 1 else {
      throw refusal(DataError.quote(place), "an array in one piece", "chunks")
    }
    let first = kind == 0 ? start + 4 : try number(start + 2, 8)
    let held = kind == 0 ? try number(start + 2, 2) : try number(start + 10, 8)
    guard held == count, first >= 0, first <= bytes.count, count <= bytes.count - first else { throw damage(start) }
    return Array(bytes[first..<first + count])
  }
}
