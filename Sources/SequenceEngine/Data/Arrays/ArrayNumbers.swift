/// The numbers of an array of any type that numpy writes, read where they are asked for.
struct ArrayNumbers: Sendable {
  let shape: [Int]
  let isWhole: Bool
  private let type: SafetensorsType
  private let bytes: [UInt8]

  init(_ tensor: SafetensorsFile.Tensor) {
    shape = tensor.shape
    type = tensor.type
    bytes = tensor.bytes
    switch tensor.type {
    case .f16, .bf16, .f32, .f64: isWhole = false
    default: isWhole = true
    }
  }

  var count: Int { shape.reduce(1, *) }

  /// Some numbers in row-major order.
  func values(_ range: Range<Int>) -> [Double] {
    let size = type.bits / 8
    let part = Array(bytes[range.lowerBound * size..<range.upperBound * size])
    let own = SafetensorsFile.Tensor(name: "", type: type, shape: [range.count], bytes: part)
    if let numbers = own.doubles { return numbers }
    func whole<Word: FixedWidthInteger>(_: Word.Type) -> [Double] {
      part.withUnsafeBytes { raw in
        range.map { place in
          Double(
            Word(littleEndian: raw.loadUnaligned(fromByteOffset: (place - range.lowerBound) * size, as: Word.self)))
        }
      }
    }
    switch type {
    case .i8: return whole(Int8.self)
    case .i16: return whole(Int16.self)
    case .u16: return whole(UInt16.self)
    case .i32: return whole(Int32.self)
    case .u32: return whole(UInt32.self)
    case .i64: return whole(Int64.self)
    case .u64: return whole(UInt64.self)
    default: return whole(UInt8.self)
    }
  }
}
