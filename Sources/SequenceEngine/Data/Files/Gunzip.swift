import CZlib

/// Undoes gzip (RFC 1952) chunk by chunk, within a budget: a few bytes can unpack to more than any machine has room for.
final class Gunzip {
  static let magic: [UInt8] = [0x1F, 0x8B, 8]
  /// What may come out in all cases.
  private static let harmless = 1 << 20
  private static let room = 1 << 18

  private let place: String
  private let byteBudget: Int
  private let stream: UnsafeMutablePointer<cz_gunzip_stream>
  private var (taken, made) = (0, 0)
  private var isEnded = false

  /// - Throws: `DataError` if there is no memory.
  init(place: String, byteBudget: Int) throws {
    guard let stream = cz_gunzip_open() else {
      throw DataError(place, expected: "memory to unpack", found: "none", advice: "unpack the file: gunzip FILE")
    }
    (self.place, self.byteBudget, self.stream) = (place, byteBudget, stream)
  }

  deinit { cz_gunzip_close(stream) }

  /// Hands over what some bytes of the file unpack to.
  ///
  /// - Throws: `DataError` for bytes that are damaged or unpack to too many; what `emit` throws.
  func take(_ packed: ArraySlice<UInt8>, emit: (ArraySlice<UInt8>) throws -> Void) throws {
    var rest = packed
    var buffer = [UInt8](repeating: 0, count: Self.room)
    while !rest.isEmpty {
      var (consumed, produced) = (0, 0)
      let status = rest.withUnsafeBufferPointer { rest in
        buffer.withUnsafeMutableBufferPointer {
          cz_gunzip(stream, rest.baseAddress, rest.count, &consumed, $0.baseAddress, $0.count, &produced)
        }
      }
      guard status >= 0, consumed > 0 || produced > 0 else { throw damaged("other bytes") }
      rest = rest.dropFirst(consumed)
      (taken, made) = (taken + consumed, made + produced)
      isEnded = status == 1
      guard made <= byteBudget else {
        throw tooLarge("at most \(PlainNumber.bytes(Double(byteBudget)))")
      }
      guard made <= Self.harmless || made / ZipArchive.largestRatio <= taken else {
        throw tooLarge("at most \(ZipArchive.largestRatio) times the file's size")
      }
      if produced > 0 { try emit(buffer[..<produced]) }
    }
  }

  /// - Throws: `DataError` if the file ended too early.
  func finish() throws { if !isEnded { throw damaged("an early end") } }

  private func damaged(_ found: String) -> DataError {
    DataError(
      "\(place), byte \(PlainNumber.grouped(taken))", expected: "bytes that gzip unpacks", found: found,
      advice: "the file is damaged; copy it anew")
  }

  private func tooLarge(_ expected: String) -> DataError {
    DataError(
      place, expected: "a file that unpacks to \(expected)", found: "one that unpacks to more",
      advice: "unpack it and look at it: gunzip FILE")
  }
}
