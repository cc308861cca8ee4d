/// Numbers to and from the little-endian bytes of a tensor.
extension SafetensorsFile.Tensor {
  public init(name: String, shape: [Int], _ values: [Float]) {
    self.init(name: name, type: .f32, shape: shape, bytes: Self.bytes(values.map(\.bitPattern)))
  }

  public init(name: String, shape: [Int], _ values: [Double]) {
    self.init(name: name, type: .f64, shape: shape, bytes: Self.bytes(values.map(\.bitPattern)))
  }

  public init(name: String, shape: [Int], _ values: [Int64]) {
    self.init(name: name, type: .i64, shape: shape, bytes: Self.bytes(values))
  }

  public init(name: String, shape: [Int], _ values: [Int32]) {
    self.init(name: name, type: .i32, shape: shape, bytes: Self.bytes(values))
  }

  public init(name: String, shape: [Int], _ values: [UInt64]) {
    self.init(name: name, type: .u64, shape: shape, bytes: Self.bytes(values))
  }

  /// The numbers as they are, nil if they are of another type.
  public var floats: [Float]? { type == .f32 ? Self.numbers(bytes, UInt32.self).map(Float.init(bitPattern:)) : nil }
  public var int64s: [Int64]? { type == .i64 ? Self.numbers(bytes, Int64.self) : nil }
  public var int32s: [Int32]? { type == .i32 ? Self.numbers(bytes, Int32.self) : nil }
  public var uint64s: [UInt64]? { type == .u64 ? Self.numbers(bytes, UInt64.self) : nil }

  /// Floating-point numbers of any common width (F64, F32, F16, BF16), exactly; nil for other types.
  public var doubles: [Double]? {
    switch type {
    case .f64: Self.numbers(bytes, UInt64.self).map(Double.init(bitPattern:))
    case .f32: floats?.map(Double.init)
    case .bf16: Self.numbers(bytes, UInt16.self).map { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .f16: Self.numbers(bytes, UInt16.self).map(Self.half)
    default: nil
    }
  }

  private static func half(_ bits: UInt16) -> Double {
    let fraction = Double(bits & 0x3FF)
    let sign: Double = bits >> 15 == 1 ? -1 : 1
    switch Int(bits >> 10 & 0x1F) {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    case let exponent: return sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }

  private static func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
    let ordered = words.map(\.littleEndian)
    return ordered.withUnsafeBytes { Array($0) }
  }

  private static func numbers<Word: FixedWidthInteger>(_ bytes: [UInt8], _: Word.Type) -> [Word] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<Word>.size).map {
        Word(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Word>.size, as: Word.self))
      }
    }
  }
}
