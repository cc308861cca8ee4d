import Foundation
import SequenceEngine
import Testing

@Suite struct NumpyTests {
  private typealias Tensor = SafetensorsFile.Tensor

  private let sample = [
    SafetensorsFile.Tensor(name: "rnn1.weight_ih_l0", shape: [2, 3], [1, -2, 0.5, 4, 1e-3, -0.0] as [Float]),
    SafetensorsFile.Tensor(name: "scalar", shape: [], [Double.pi]),
    SafetensorsFile.Tensor(name: "none", shape: [0, 3], [] as [Float]),
    SafetensorsFile.Tensor(name: "vector", shape: [2], [-1, Int64.max]),
    SafetensorsFile.Tensor(name: "é", type: .u8, shape: [3], bytes: [1, 2, 255]),
  ]

  @Test func whatIsWrittenReadsBackAsItIs() throws {
    #expect(try NumpyArchive.tensors(of: NumpyArchive.encoded(sample), name: "a.npz") == sample)
  }

  @Test func anArrayIsLaidOutAsNumpyLaysIt() throws {
    let bytes = try NumpyArchive.encoded([sample[0]])
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    let start = try #require(bytes.firstRange(of: [0x93] + Array("NUMPY".utf8))).lowerBound
    #expect(Array(bytes[start + 6..<start + 10]) == [1, 0, 118, 0])
    #expect(Array(bytes[start + 10..<start + 10 + header.count]) == Array(header.utf8))
    #expect(bytes[start + 127] == 0x0A)
    #expect(Array(bytes[start + 128..<start + 132]) == [0, 0, 0x80, 0x3F])
  }

  /// Written by numpy 2: `savez` stores, `savez_compressed` deflates; one array in Fortran's order, one big-endian.
  @Test(arguments: ["stored", "deflated"]) func numpysOwnFilesAreRead(_ kind: String) throws {
    let folder = try #require(Bundle.module.url(forResource: "Reference", withExtension: nil))
    let file = try WeightFile.read(folder.appendingPathComponent("numpy_\(kind).npz").path)
    #expect(file.tensors.map(\.name) == ["a", "fortran", "big", "half", "bits", "zeros"])
    #expect(file["a"]?.floats == [0, 1, 2, 3, 4, 5] && file["a"]?.shape == [2, 3])
    #expect(file["fortran"]?.doubles == (0..<24).map(Double.init) && file["fortran"]?.shape == [2, 3, 4])
    #expect(file["big"]?.int32s == [1, -2, 70_000])
    #expect(file["half"]?.doubles == [0.5, -1.5])
    #expect(file["bits"]?.bytes == [1, 0, 1] && file["bits"]?.type == .bool)
    #expect(file["zeros"]?.shape == [1000])
  }

  // MARK: Hostile files

  private func failure(_ bytes: [UInt8], budget: Int = 1_000_000) -> String? {
    message { try NumpyArchive.tensors(of: bytes, name: "f", byteBudget: budget) }
  }

  /// An archive of one stored member with any header of an array.
  private func array(_ header: String, data: [UInt8] = [], version: UInt8 = 1) throws -> [UInt8] {
    let text = Array(header.utf8)
    let npy =
      [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text + data
    // The archive of a raw array of bytes, whose own header and numbers are then exchanged for these.
    let raw = Tensor(name: "x", type: .u8, shape: [npy.count], bytes: npy)
    return replacingContent(try NumpyArchive.encoded([raw]), with: npy)
  }

  private func replacingContent(_ archive: [UInt8], with npy: [UInt8]) -> [UInt8] {
    func little(_ number: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(number >> (8 * $0) & 255) } }
    let name = Array("x.npy".utf8)
    let sizes = little(Int(CRC32.checksum(npy)), 4) + little(npy.count, 4) + little(npy.count, 4)
    let common = little(20, 2) + little(0, 2) + little(0, 2) + [0, 0, 0x21, 0] + sizes + little(5, 2) + little(0, 2)
    let member = [0x50, 0x4B, 3, 4] + common + name + npy
    let entry = [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(0, 10) + little(0, 4) + name
    return member + entry + [0x50, 0x4B, 5, 6] + little(0, 4) + little(1, 2) + little(1, 2) + little(entry.count, 4)
      + little(member.count, 4) + little(0, 2)
  }

  @Test func headersThatAreNoneOrHoldProgramsAreRefused() throws {
    let fitting = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"
    #expect(try failure(array(fitting, data: [0, 0, 0, 0])) == nil)
    for (header, data) in [
      ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8),
      ("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", 12),
      ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", 4),
      ("{'descr': '<f4', 'fortran_order': maybe, 'shape': (1,), }", 4),
      ("{'descr': '<f4', 'shape': (1,), }", 4),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}", 4),
      ("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", 4),
      ("", 4), ("{", 4), ("{'descr", 4),
    ] {
      #expect(try failure(array(header, data: Array(repeating: 0, count: data))) != nil, "\(header)")
    }
    #expect(try failure(array(fitting, data: [0, 0, 0, 0], version: 9)) != nil)
  }

  @Test func everyDamagedByteAndEveryCutIsNoticedOrHarmless() throws {
    let whole = try NumpyArchive.encoded([sample[0], sample[1]])
    for length in 0..<whole.count { #expect(failure(Array(whole[..<length])) != nil, "cut at \(length)") }
    for place in whole.indices {
      var damaged = whole
      damaged[place] ^= 0x40
      // Dates, attributes and versions may be anything; numbers never.
      if let tensors = try? NumpyArchive.tensors(of: damaged, name: "f") {
        #expect(tensors.map(\.bytes) == [sample[0].bytes, sample[1].bytes], "byte \(place)")
      }
    }
  }

  @Test func archivesThatGrowBeyondBeliefAreRefused() throws {
    let folder = try #require(Bundle.module.url(forResource: "Reference", withExtension: nil))
    // Twenty megabytes of zeros in twenty kilobytes.
    let bomb = Array(try Data(contentsOf: folder.appendingPathComponent("numpy_bomb.npz")))
    #expect(failure(bomb, budget: 1_000_000_000)?.contains("200 times its packed size") == true)
    #expect(try failure(NumpyArchive.encoded(sample), budget: 100)?.contains("at most 100 bytes") == true)
  }

  @Test func aNameThatIsTakenIsRefused() {
    #expect(
      message { try NumpyArchive.encoded([sample[0], sample[0]]) }
        == "array 'rnn1.weight_ih_l0': expected a name of its own, found one that is taken; rename the layer or the tensor"
    )
  }
}
