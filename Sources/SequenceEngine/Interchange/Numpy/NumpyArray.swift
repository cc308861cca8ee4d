/// One array in numpy's `.npy` format: a magic, a header in the notation of a Python dict, the numbers.
/// numpy.lib.format, versions 1.0 to 3.0. Objects are refused: they are pickled programs.
package enum NumpyArray {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// numpy itself refuses longer ones.
  private static let longestHeader = 10_000
  private static let types: [(code: String, type: SafetensorsType)] = [
    ("f2", .f16), ("f4", .f32), ("f8", .f64), ("i1", .i8), ("i2", .i16), ("i4", .i32), ("i8", .i64), ("u1", .u8),
    ("u2", .u16), ("u4", .u32), ("u8", .u64), ("b1", .bool),
  ]

  // MARK: Writing

  /// - Throws: `DataError` for a type that numpy does not know.
  static func encoded(_ tensor: SafetensorsFile.Tensor) throws(DataError) -> [UInt8] {
    guard let code = types.first(where: { $0.type == tensor.type })?.code else {
      throw DataError(
        "array \(DataError.quote(tensor.name))", expected: "a type that numpy knows", found: tensor.type.rawValue,
        advice: "save it as .safetensors instead")
    }
    let order = tensor.type.bits == 8 ? "|" : "<"
    // A tuple of one has a comma.
    let shape = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
    var header = Array("{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    header += [UInt8](repeating: 0x20, count: (64 - (10 + header.count + 1) % 64) % 64) + [0x0A]
    return magic + [1, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header + tensor.bytes
  }

  // MARK: Reading

  /// Reads an array, whatever its order of bytes and of dimensions.
  ///
  /// - Throws: `DataError` with what was expected.
  package static func tensor(name: String, _ bytes: [UInt8], place: String) throws(DataError) -> SafetensorsFile.Tensor
  {
    func failure(_ expected: String, _ found: String) -> DataError {
      DataError(place, expected: expected, found: found, advice: "save the array again with numpy.save or numpy.savez")
    }
    guard bytes.starts(with: magic), bytes.count >= 12, (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw failure("an array of numpy", "something else")
    }
    let wide = bytes[6] > 1
    let length = (0..<(wide ? 4 : 2)).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = wide ? 12 : 10
    guard length <= longestHeader, start + length <= bytes.count,
      let text = String(validating: bytes[start..<start + length], as: UTF8.self), var header = NumpyHeader(text)
    else { throw failure("a header with descr, fortran_order and shape", "another") }
    let order = header.type.removeFirst()
    guard "<>|=".contains(order), let type = types.first(where: { $0.code == header.type })?.type,
      order != "|" || type.bits == 8
    else { throw failure("numbers of 1 to 8 bytes", "the type \(DataError.quote("\(order)\(header.type)"))") }
    var data = Array(bytes[(start + length)...])
    guard type.bytes(shape: header.shape) == data.count else {
      throw failure(
        "as many bytes as the shape \(header.shape) takes", PlainNumber.counted(data.count, "byte"))
    }
    let size = type.bits / 8
    if order == ">" { data = (0..<data.count).map { data[$0 / size * size + size - 1 - $0 % size] } }
    if header.isFortran { data = rowMajor(data, header.shape, size) }
    return SafetensorsFile.Tensor(name: name, type: type, shape: header.shape, bytes: data)
  }

  /// Elements whose first index runs fastest, in the order in which the last does.
  private static func rowMajor(_ data: [UInt8], _ shape: [Int], _ size: Int) -> [UInt8] {
    guard shape.count > 1, !data.isEmpty else { return data }
    let strides = shape.indices.map { shape[..<$0].reduce(1, *) }
    var result: [UInt8] = []
    result.reserveCapacity(data.count)
    var place = [Int](repeating: 0, count: shape.count)
    for _ in 0..<data.count / size {
      let first = zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 } * size
      result += data[first..<first + size]
      for axis in shape.indices.reversed() {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
      }
    }
    return result
  }
}

/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`: exactly these keys, in any order.
private struct NumpyHeader {
  var type: String
  var isFortran: Bool
  var shape: [Int]

  init?(_ text: String) {
    var rest = text[...]
    func skip(_ sign: Character) -> Bool {
      rest = rest.drop { $0 == " " || $0 == "\n" }
      guard rest.first == sign else { return false }
      rest.removeFirst()
      return true
    }
    func quoted() -> String? {
      guard let quote = rest.drop(while: { $0 == " " }).first, quote == "'" || quote == "\"", skip(quote),
        let end = rest.firstIndex(of: quote)
      else { return nil }
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[..<end])
    }
    func word() -> String {
      rest = rest.drop { $0 == " " }
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
      rest = rest[word.endIndex...]
      return String(word)
    }
    func tuple() -> [Int]? {
      guard skip("(") else { return nil }
      var numbers: [Int] = []
      while !skip(")") {
        guard let number = Int(word()), number >= 0, numbers.count < 32 else { return nil }
        numbers.append(number)
        if skip(",") { continue }
        guard skip(")") else { return nil }
        break
      }
      return numbers
    }
    var found: (type: String?, isFortran: Bool?, shape: [Int]?)
    guard skip("{") else { return nil }
    while !skip("}") {
      guard let key = quoted(), skip(":") else { return nil }
      switch key {
      case "descr" where found.type == nil: found.type = quoted()
      case "fortran_order" where found.isFortran == nil: found.isFortran = ["True": true, "False": false][word()]
      case "shape" where found.shape == nil: found.shape = tuple()
      default: return nil
      }
      if skip(",") { continue }
      guard skip("}") else { return nil }
      break
    }
    guard let type = found.type, type.count >= 2, let isFortran = found.isFortran, let shape = found.shape,
      rest.allSatisfy({ $0 == " " || $0 == "\n" })
    else { return nil }
    (self.type, self.isFortran, self.shape) = (type, isFortran, shape)
  }
}
