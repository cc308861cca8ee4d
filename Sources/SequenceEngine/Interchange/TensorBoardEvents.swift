/// Numbers over training steps in the files that TensorBoard reads: records framed as TFRecord, each an Event message.
///
///     record = length (8 bytes), masked CRC of the length (4), data, masked CRC of the data (4)       all little-endian
///     mask(c) = (c rotated right by 15) + A282EAD8, c = CRC-32C
///
/// Field numbers are those of tensorflow/core/util/event.proto and framework/summary.proto.
public struct TensorBoardEvents: Sendable {
  /// One curve: a number for each step.
  public struct Scalar: Sendable, Equatable {
    public var tag: String
    public var points: [(step: Int, value: Double)]

    public init(_ tag: String, _ points: [(step: Int, value: Double)]) {
      (self.tag, self.points) = (tag, points)
    }

    public static func == (a: Self, b: Self) -> Bool {
      a.tag == b.tag && a.points.map(\.step) == b.points.map(\.step) && a.points.map(\.value) == b.points.map(\.value)
    }
  }

  public var scalars: [Scalar]
  /// Seconds since 1970, the label of every event.
  public var wallTime: Double

  public init(_ scalars: [Scalar], wallTime: Double) {
    (self.scalars, self.wallTime) = (scalars, wallTime)
  }

  /// The file: what version it is, then the points by step.
  public func encoded() -> [UInt8] {
    var version = ProtobufWriter()
    version.add(1, wallTime)
    version.add(3, "brain.Event:2")
    var file = Self.record(version.bytes)
    let points = scalars.flatMap { scalar in scalar.points.map { (scalar.tag, $0.step, $0.value) } }
    for (tag, step, value) in points.sorted(by: { ($0.1, $0.0) < ($1.1, $1.0) }) {
      var event = ProtobufWriter()
      event.add(1, wallTime)
      event.add(2, step)
      event.add(5) { summary in
        summary.add(1) {
          $0.add(1, tag)
          $0.add(2, Float(value))
        }
      }
      file += Self.record(event.bytes)
    }
    return file
  }

  private static func record(_ data: [UInt8]) -> [UInt8] {
    let length = little(UInt64(data.count))
    return length + little(CRC32C.masked(length)) + data + little(CRC32C.masked(data))
  }

  private static func little<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
  }
}

/// CRC-32C of RFC 3720 (Castagnoli): polynomial 82F63B78 reflected, start and end inverted.
public enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
  }

  /// As TFRecord stores it, so that a checksum of data that hold checksums is none of theirs.
  public static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let crc = checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }
}
