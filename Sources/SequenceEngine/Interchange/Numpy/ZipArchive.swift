import CZlib

/// A zip archive in memory (PKWARE APPNOTE 6.3), as numpy writes it: members stored or deflated, no encryption, no
/// parts, no zip64. Members are known by the central directory alone, and no name ever becomes a path.
///
/// Nothing is unpacked that the archive's own size does not make believable: members may not overlap, and together they
/// may not unpack to more than the budget.
struct ZipArchive {
  struct Member {
    var name: String
    var bytes: [UInt8]
  }

  static let mostMembers = 10_000
  /// Beyond a megabyte, how many times larger than in the archive a member may become.
  static let largestRatio = 200
  private static let ending: [UInt8] = [0x50, 0x4B, 5, 6]
  private static let entry: [UInt8] = [0x50, 0x4B, 1, 2]
  private static let local: [UInt8] = [0x50, 0x4B, 3, 4]
  /// 1980-01-01, the first day that the format knows: the same members make the same bytes.
  private static let date: [UInt8] = [0, 0, 0x21, 0]

  var members: [Member]

  init(members: [Member]) { self.members = members }

  /// Whether a file begins as a zip archive does, an empty one included.
  static func isBeginning(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: local) || bytes.starts(with: ending)
  }

  // MARK: Reading

  /// - Throws: `DataError` with the place and what is wrong there.
  init(bytes: [UInt8], name: String, byteBudget: Int) throws(DataError) {
    func failure(_ place: String, _ expected: String, _ found: String) -> DataError {
      DataError(
        "\(name), \(place)", expected: expected, found: found, advice: "the archive is damaged or hostile; make it anew"
      )
    }
    func number(_ start: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    // The ending may be followed by a comment of up to 65,535 bytes.
    guard bytes.count >= 22,
      let end = (max(0, bytes.count - 22 - 0xFFFF)...bytes.count - 22).last(where: {
        bytes[$0...].starts(with: Self.ending) && $0 + 22 + number($0 + 20, 2) == bytes.count
      })
    else { throw failure("end", "the ending of a zip archive", "none") }
    let (count, size, start) = (number(end + 10, 2), number(end + 12, 4), number(end + 16, 4))
    guard number(end + 4, 2) == 0, number(end + 8, 2) == count, count <= Self.mostMembers, start <= end,
      size == end - start
    else {
      throw failure(
        "end", "one archive of at most \(PlainNumber.grouped(Self.mostMembers)) members, not in zip64",
        "a directory that does not fit into it")
    }
    var place = start
    var all = 0
    var taken: [Range<Int>] = []
    var names: Set<[UInt8]> = []
    members = []
    for index in 0..<count {
      let here = "member \(index + 1)"
      guard place + 46 <= end, bytes[place...].starts(with: Self.entry) else {
        throw failure(here, "an entry of the directory", "something else")
      }
      let (flags, method, checksum) = (number(place + 8, 2), number(place + 10, 2), number(place + 16, 4))
      let (packed, unpacked, offset) = (number(place + 20, 4), number(place + 24, 4), number(place + 42, 4))
      let nameRange = place + 46..<place + 46 + number(place + 28, 2)
      place = nameRange.upperBound + number(place + 30, 2) + number(place + 32, 2)
      guard place <= end, let title = String(validating: bytes[nameRange], as: UTF8.self),
        names.insert(Array(bytes[nameRange])).inserted
      else { throw failure(here, "a name of its own in UTF-8", "none") }
      let member = "member \(DataError.quote(title))"
      guard flags & 1 == 0, method == 0 || method == 8 else {
        throw failure(member, "one that is stored or deflated", flags & 1 == 1 ? "encryption" : "method \(method)")
      }
      guard offset + 30 <= start, bytes[offset...].starts(with: Self.local) else {
        throw failure(member, "its header before the directory", "none")
      }
      let first = offset + 30 + number(offset + 26, 2) + number(offset + 28, 2)
      guard first + packed <= start else { throw failure(member, "bytes inside the archive", "others") }
      taken.append(offset..<first + packed)
      all += unpacked
      guard all <= byteBudget, unpacked <= 1 << 20 || unpacked / Self.largestRatio <= packed else {
        throw DataError(
          "\(name), \(member)",
          expected:
            "members that unpack to at most \(PlainNumber.bytes(Double(byteBudget))), and none beyond a megabyte "
            + "to more than \(Self.largestRatio) times its packed size",
          found: PlainNumber.bytes(Double(unpacked)), advice: "save the arrays without compression")
      }
      let data = bytes[first..<first + packed]
      guard let content = method == 0 ? (packed == unpacked ? Array(data) : nil) : Self.inflate(data, to: unpacked),
        Int(CRC32.checksum(content)) == checksum
      else { throw failure(member, "bytes that unpack to its size and checksum", "others") }
      members.append(Member(name: title, bytes: content))
    }
    taken.sort { $0.lowerBound < $1.lowerBound }
    guard place == end, zip(taken, taken.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else {
      throw failure("directory", "an entry for each member, none of which share bytes", "others")
    }
  }

  private static func inflate(_ packed: ArraySlice<UInt8>, to count: Int) -> [UInt8]? {
    guard let packedCount = UInt32(exactly: packed.count), let roomCount = UInt32(exactly: count) else { return nil }
    var room = [UInt8](repeating: 0, count: max(count, 1))
    let result = packed.withUnsafeBufferPointer { packed in
      room.withUnsafeMutableBufferPointer { cz_inflate(packed.baseAddress, packedCount, $0.baseAddress, roomCount) }
    }
    return result == 0 ? Array(room[..<count]) : nil
  }

  // MARK: Writing

  /// The archive with every member stored as it is.
  ///
  /// - Throws: `DataError` when it is larger than the format can say.
  func encoded() throws(DataError) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let name = Array(member.name.utf8)
      let start = file.count
      guard name.count <= 0xFFFF, start + member.bytes.count + directory.count < 0xFFFF_0000 else {
        throw Self.tooLarge
      }
      // Bit 11: the name is UTF-8.
      var common = Self.bytes(20, 2) + Self.bytes(1 << 11, 2) + Self.bytes(0, 2) + Self.date
      common += Self.bytes(Int(CRC32.checksum(member.bytes)), 4) + Self.bytes(member.bytes.count, 4)
      common += Self.bytes(member.bytes.count, 4) + Self.bytes(name.count, 2) + Self.bytes(0, 2)
      file += Self.local + common + name + member.bytes
      directory += Self.entry + Self.bytes(20, 2) + common
      // No comment, the first part, binary, no attributes.
      directory += Self.bytes(0, 2) + Self.bytes(0, 2) + Self.bytes(0, 2) + Self.bytes(0, 4) + Self.bytes(start, 4)
      directory += name
    }
    guard members.count <= 0xFFFE else { throw Self.tooLarge }
    let counts = Self.bytes(members.count, 2) + Self.bytes(members.count, 2)
    return file + directory + Self.ending + Self.bytes(0, 2) + Self.bytes(0, 2) + counts
      + Self.bytes(directory.count, 4) + Self.bytes(file.count, 4) + Self.bytes(0, 2)
  }

  private static let tooLarge = DataError(
    "zip archive", expected: "less than 4 GB in at most 65,534 members", found: "more",
    advice: "save it as .safetensors instead")

  private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
