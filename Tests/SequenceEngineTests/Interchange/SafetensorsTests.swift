import Foundation
import SequenceEngine
import Testing

@Suite struct SafetensorsTests {
  private typealias Tensor = SafetensorsFile.Tensor

  private func file(header: [UInt8], length: UInt64? = nil, buffer: Int = 0) -> [UInt8] {
    let count = length ?? UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + header
      + (0..<buffer).map { UInt8($0 & 0xFF) }
  }

  private func failure(_ bytes: [UInt8]) -> String? { message { try SafetensorsFile(bytes: bytes, name: "f") } }

  private func failure(_ header: String, buffer: Int = 0) -> String? {
    failure(file(header: Array(header.utf8), buffer: buffer))
  }

  private func tensorText(_ name: String, type: String = "F32", shape: String = "[1]", _ begin: Int, _ end: Int)
    -> String
  {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  /// Two tensors of one number each.
  private func pair(_ first: Int, _ second: Int, names: [String] = ["a", "b"]) -> String {
    [tensorText(names[0], first, first + 4), tensorText(names[1], second, second + 4)].joined(separator: ",")
  }

  private var sample: SafetensorsFile {
    SafetensorsFile(
      tensors: [
        Tensor(name: "b", shape: [2, 1], [1.5, -.infinity] as [Float]),
        Tensor(name: "scalar", shape: [], [Double.pi]),
        Tensor(name: "none", shape: [0, 3], [] as [Float]),
        Tensor(name: "i", shape: [2], [-1, Int64.max]),
        Tensor(name: "j", shape: [1], [Int32.min]),
        Tensor(name: "k", shape: [1], [UInt64.max]),
        Tensor(name: "u\"é", type: .u8, shape: [3], bytes: [1, 2, 3]),
      ], metadata: ["seed": "1", "script": "add rnn 3\nquote \" \u{1}"])
  }

  @Test func whatIsWrittenReadsBackAsItIs() throws {
    let read = try SafetensorsFile(bytes: sample.encoded())
    #expect(read.metadata == sample.metadata)
    #expect(read.tensors.map(\.name) == ["k", "i", "scalar", "b", "none", "j", "u\"é"])
    #expect(read["b"]?.floats == [1.5, -.infinity] && read["b"]?.shape == [2, 1])
    #expect(read["scalar"]?.doubles == [Double.pi] && read["scalar"]?.shape == [])
    #expect(read["none"]?.floats == [])
    #expect(read["i"]?.int64s == [-1, Int64.max])
    #expect(read["j"]?.int32s == [Int32.min])
    #expect(read["k"]?.uint64s == [UInt64.max])
    #expect(read["b"]?.doubles == [1.5, -.infinity] && read["b"]?.int64s == nil)
    #expect(try read.encoded() == sample.encoded())
    #expect(read.buffer == sample.buffer)
  }

  @Test func theHeaderIsPaddedAndBytesAreLittleEndian() throws {
    let bytes = try SafetensorsFile(tensors: [Tensor(name: "x", shape: [1], [1] as [Float])]).encoded()
    #expect(bytes[0] % 8 == 0 && bytes[1] == 0)
    #expect(
      String(decoding: bytes[8..<8 + Int(bytes[0])], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        == #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#)
    #expect(Array(bytes.suffix(4)) == [0, 0, 0x80, 0x3F])
    #expect(try SafetensorsFile(bytes: SafetensorsFile(tensors: []).encoded()).tensors.isEmpty)
  }

  @Test func narrowFloatsBecomeDoublesExactly() {
    let half = Tensor(
      name: "h", type: .f16, shape: [6], bytes: [0, 0x3C, 0, 0xC0, 1, 0, 0, 0x7C, 0xFF, 0x7B, 0, 0x80])
    #expect(half.doubles == [1, -2, 0x1p-24, .infinity, 65504, -0.0])
    #expect(Tensor(name: "b", type: .bf16, shape: [2], bytes: [0x80, 0x3F, 0x49, 0xC0]).doubles == [1, -3.140625])
    #expect(Tensor(name: "q", type: .f16, shape: [1], bytes: [1, 0x7C]).doubles?.first?.isNaN == true)
  }

  @Test func hostileFilesAreRefused() {
    let advice = "the file is damaged or no safetensors file"
    #expect(failure([]) == "f, beginning: expected 8 bytes with the header's length, found 0; \(advice)")
    #expect(
      failure([1, 0, 0, 0, 0, 0, 0]) == "f, beginning: expected 8 bytes with the header's length, found 7; \(advice)")
    for length in [UInt64.max, 100_000_001, 16_000_001] {
      #expect(
        failure(file(header: Array("{}".utf8), length: length))
          == "f, beginning: expected a header of at most 16,000,000 bytes, found \(length); \(advice)")
    }
    #expect(
      failure(file(header: Array("{}".utf8), length: 3))
        == "f, beginning: expected a header that fits into the file's 10 bytes, found 3; \(advice)")
    let numbers: [(String, Int, String)] = [
      (pair(0, 8), 12, "f, tensor 'b': expected numbers from byte 4, where the one before ends, found 8"),
      (pair(0, 2), 6, "f, tensor 'b': expected numbers from byte 4, where the one before ends, found 2"),
      (tensorText("a", 4, 8), 8, "f, tensor 'a': expected numbers from byte 0, where the one before ends, found 4"),
      (tensorText("a", 0, 4), 5, "f, end: expected 4 bytes of numbers, as the header says, found 5"),
      (tensorText("a", 0, 4), 3, "f, end: expected 4 bytes of numbers, as the header says, found 3"),
      (
        tensorText("a", shape: "[2]", 0, 4), 4,
        "f, tensor 'a': expected as many bytes as the shape [2] of F32 takes, found 4"
      ),
      (
        tensorText("a", shape: "[4294967296,4294967296]", 0, 4), 4,
        "f, tensor 'a': expected as many bytes as the shape [4294967296, 4294967296] of F32 takes, found 4"
      ),
      (
        tensorText("a", shape: "[9223372036854775808]", 0, 4), 4,
        "f, tensor 'a': expected a shape of whole numbers from 0, found another value"
      ),
      (
        tensorText("a", shape: "[-1]", 0, 4), 4,
        "f, tensor 'a': expected a shape of whole numbers from 0, found another value"
      ),
      (
        tensorText("a", shape: "[1.0]", 0, 4), 4,
        "f, tensor 'a': expected a shape of whole numbers from 0, found another value"
      ),
      (
        tensorText("a", shape: "4", 0, 4), 4,
        "f, tensor 'a': expected a shape of whole numbers from 0, found another value"
      ),
      (
        tensorText("a", 4, 0), 4,
        "f, tensor 'a': expected data_offsets [begin, end] with begin ≤ end, found another value"
      ),
      (
        tensorText("a", -4, 0), 4,
        "f, tensor 'a': expected data_offsets [begin, end] with begin ≤ end, found another value"
      ),
      (tensorText("a", type: "F33", 0, 4), 4, "f, tensor 'a': expected a known dtype, found 'F33'"),
      (
        tensorText("a", type: "F4", shape: "[3]", 0, 2), 2,
        "f, tensor 'a': expected as many bytes as the shape [3] of F4 takes, found 2"
      ),
      (pair(0, 4, names: ["a", "a"]), 8, "f, header byte 54: expected strict JSON, found the key 'a' twice"),
      ("\"a\":[]", 0, "f, tensor 'a': expected dtype, shape and data_offsets, found another value"),
      ("\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}", 4, "f, tensor 'a': expected a dtype, found none"),
      ("\"__metadata__\":{\"k\":1}", 0, "f, __metadata__ 'k': expected a text, found another value"),
      ("\"__metadata__\":[]", 0, "f, __metadata__: expected texts by name, found another value"),
    ]
    for (members, buffer, expected) in numbers {
      #expect(failure("{\(members)}", buffer: buffer) == "\(expected); \(advice)")
    }
    for header in [" {}", "\n{}", "[]", "\"{\"", ""] {
      #expect(failure(header) == "f, header: expected { first, found something else; \(advice)")
    }
    #expect(failure("{}x") == "f, header byte 2: expected strict JSON, found text after the value; \(advice)")
    #expect(
      failure(file(header: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))
        == "f, header byte 1: expected strict JSON, found a string that is not UTF-8; \(advice)")
    #expect(
      failure("{\"a\":" + String(repeating: "[", count: 10_000))?.contains("nesting deeper than 64") == true)
  }

  @Test func unknownFieldsPassWithAWarningAndPaddingPasses() throws {
    let header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"more\":{}}}   "
    let read = try SafetensorsFile(bytes: file(header: Array(header.utf8), buffer: 1), name: "f")
    #expect(read.warnings == ["f, tensor 'a': the unknown field 'more' is left out"])
    #expect(read["a"]?.bytes == [0])
  }

  @Test func whatCouldNotBeReadIsNotWritten() {
    let one = Tensor(name: "a", shape: [1], [1] as [Float])
    #expect(
      message { try SafetensorsFile(tensors: [one, one]).encoded() }
        == "tensor 'a': expected a name of its own, found one that is taken; rename the layer or the tensor")
    #expect(
      message { try SafetensorsFile(tensors: [Tensor(name: "__metadata__", shape: [1], [1] as [Float])]).encoded() }
        != nil)
    #expect(
      message { try SafetensorsFile(tensors: [Tensor(name: "a", shape: [2], [1] as [Float])]).encoded() }
        == "tensor 'a': expected as many bytes as [2] of F32 takes, found 4 bytes; give the shape that the numbers have"
    )
    #expect(
      message {
        try SafetensorsFile(tensors: [], metadata: ["k": String(repeating: "x", count: 16_000_000)]).encoded()
      }?
      .hasPrefix("safetensors header: expected at most 16,000,000 bytes") == true)
  }

  @Test func noFlippedBitCrashesAndNoDamagedBufferKeepsItsChecksum() throws {
    let bytes = try sample.encoded()
    let checksum = CRC32.checksum(sample.buffer)
    let start = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    for place in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[place] ^= 1 << bit
        guard let read = try? SafetensorsFile(bytes: damaged), place >= start else { continue }
        #expect(CRC32.checksum(read.buffer) != checksum)
      }
    }
    for count in bytes.indices {
      #expect(throws: DataError.self) { try SafetensorsFile(bytes: Array(bytes[..<count])) }
    }
  }

  @Test func theChecksumIsTheUsualOne() {
    #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }
}
