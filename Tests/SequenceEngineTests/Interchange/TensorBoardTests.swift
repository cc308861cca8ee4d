import Foundation
import SequenceEngine
import Testing

@Suite("Event files for TensorBoard")
struct TensorBoardTests {
  @Test("CRC-32C as RFC 3720 gives it")
  func checksums() {
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.checksum((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.masked([]) == 0xA282_EAD8)
  }

  /// A reader after the description of TFRecord and event.proto, which shares nothing with the writer but the checksum.
  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func little(_ count: Int) throws -> UInt64 {
      try #require(bytes.count >= count)
      defer { bytes = bytes.dropFirst(count) }
      return bytes.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func varint() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while true {
        let byte = try little(1)
        value |= (byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }

    mutating func fields() throws -> [(number: UInt64, value: UInt64, bytes: ArraySlice<UInt8>)] {
      var fields: [(UInt64, UInt64, ArraySlice<UInt8>)] = []
      while !bytes.isEmpty {
        let key = try varint()
        switch key & 7 {
        case 0: fields.append((key >> 3, try varint(), []))
        case 1: fields.append((key >> 3, try little(8), []))
        case 5: fields.append((key >> 3, try little(4), []))
        default:
          let length = Int(try varint())
          try #require(length <= bytes.count)
          fields.append((key >> 3, 0, bytes.prefix(length)))
          bytes = bytes.dropFirst(length)
        }
      }
      return fields
    }
  }

  private func records(_ file: [UInt8]) throws -> [ArraySlice<UInt8>] {
    var reader = Reader(bytes: file[...])
    var records: [ArraySlice<UInt8>] = []
    while !reader.bytes.isEmpty {
      let head = Array(reader.bytes.prefix(8))
      let length = Int(try reader.little(8))
      #expect(UInt32(try reader.little(4)) == CRC32C.masked(head))
      let data = reader.bytes.prefix(length)
      try #require(data.count == length)
      reader.bytes = reader.bytes.dropFirst(length)
      #expect(UInt32(try reader.little(4)) == CRC32C.masked(data))
      records.append(data)
    }
    return records
  }

  @Test("a curve is read back, point by point and in the order of its steps")
  func roundTrip() throws {
    let file = TensorBoardEvents(
      [.init("loss/train", [(1, 0.5), (300, 0.25)]), .init("norm", [(1, -.infinity)])], wallTime: 1.5e9
    ).encoded()
    let records = try records(file)
    var version = Reader(bytes: records[0])
    let first = try version.fields()
    #expect(first.map(\.number) == [1, 3] && Double(bitPattern: first[0].value) == 1.5e9)
    #expect(String(decoding: first[1].bytes, as: UTF8.self) == "brain.Event:2")
    let points = try records.dropFirst().map { record -> String in
      var event = Reader(bytes: record)
      let fields = try event.fields()
      #expect(fields.map(\.number) == [1, 2, 5])
      var summary = Reader(bytes: fields[2].bytes)
      let values = try summary.fields()
      #expect(values.map(\.number) == [1])
      var value = Reader(bytes: values[0].bytes)
      let parts = try value.fields()
      #expect(parts.map(\.number) == [1, 2])
      let tag = String(decoding: parts[0].bytes, as: UTF8.self)
      return "\(fields[1].value) \(tag) \(Float(bitPattern: UInt32(parts[1].value)))"
    }
    #expect(points == ["1 loss/train 0.5", "1 norm -inf", "300 loss/train 0.25"])
  }
}
