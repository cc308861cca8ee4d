/// A message in the wire format of Protocol Buffers: fields by number, in the order in which they are added.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  enum WireType: Int {
    case varint = 0
    case fixed64 = 1
    case length = 2
    case fixed32 = 5
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func key(_ field: Int, _ type: WireType) { varint(UInt64(field) << 3 | UInt64(type.rawValue)) }

  mutating func add(_ field: Int, _ value: Int64) {
    key(field, .varint)
    varint(UInt64(bitPattern: value))
  }

  mutating func add(_ field: Int, _ value: Int) { add(field, Int64(value)) }

  mutating func add(_ field: Int, _ value: Float) {
    key(field, .fixed32)
    append(value.bitPattern)
  }

  mutating func add(_ field: Int, _ value: Double) {
    key(field, .fixed64)
    append(value.bitPattern)
  }

  mutating func add(_ field: Int, _ value: [UInt8]) {
    key(field, .length)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  /// A message inside this one.
  mutating func add(_ field: Int, _ build: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    build(&inner)
    add(field, inner.bytes)
  }

  private mutating func append<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
