/// Reads the fields of a message in the wire format of Protocol Buffers, in the order of the bytes.
struct ProtobufReader {
  enum Value: Equatable {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case length(ArraySlice<UInt8>)

    var integer: Int64? { if case .varint(let value) = self { Int64(bitPattern: value) } else { nil } }
    var float: Float? { if case .fixed32(let bits) = self { Float(bitPattern: bits) } else { nil } }
    var double: Double? { if case .fixed64(let bits) = self { Double(bitPattern: bits) } else { nil } }
    var bytes: ArraySlice<UInt8>? { if case .length(let bytes) = self { bytes } else { nil } }
    var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }
  }

  struct Field: Equatable {
    var number: Int
    var value: Value
  }

  /// What is wrong with a message.
  struct Failure: Error, Equatable {
    var reason: String
  }

  /// - Throws: `Failure` for bytes that are no whole message.
  static func fields(_ bytes: some Collection<UInt8>) throws(Failure) -> [Field] {
    var rest = ArraySlice(bytes)
    var fields: [Field] = []
    while !rest.isEmpty {
      let key = try varint(&rest)
      let number = Int(key >> 3)
      guard number > 0, number < 1 << 29 else { throw Failure(reason: "a field without a number") }
      switch key & 7 {
      case 0: fields.append(Field(number: number, value: .varint(try varint(&rest))))
      case 1: fields.append(Field(number: number, value: .fixed64(try word(&rest, UInt64.self))))
      case 2:
        let length = try varint(&rest)
        guard length <= rest.count else { throw Failure(reason: "a field longer than its message") }
        fields.append(Field(number: number, value: .length(rest.prefix(Int(length)))))
        rest = rest.dropFirst(Int(length))
      case 5: fields.append(Field(number: number, value: .fixed32(try word(&rest, UInt32.self))))
      default: throw Failure(reason: "an unknown wire type")
      }
    }
    return fields
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Failure(reason: "the end inside a number") }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw Failure(reason: "a number of more than ten bytes")
  }

  private static func word<Word: FixedWidthInteger>(
    _ rest: inout ArraySlice<UInt8>, _: Word.Type
  ) throws(Failure) -> Word {
    let size = MemoryLayout<Word>.size
    guard rest.count >= size else { throw Failure(reason: "the end inside a number") }
    let value = rest.prefix(size).reversed().reduce(Word(0)) { $0 << 8 | Word($1) }
    rest = rest.dropFirst(size)
    return value
  }
}

extension [ProtobufReader.Field] {
  /// The values of a field, in order.
  func values(_ field: Int) -> [ProtobufReader.Value] { filter { $0.number == field }.map(\.value) }
}
