import Script
import SequenceEngine

/// How an entry stands in its file: its border line, its lines and the blank lines behind them, byte for byte.
struct FileStretch: Sendable, Equatable {
  /// The how-manieth of the file, from 0.
  var place: Int
  /// The border's line without its end; nil: the file begins with this entry.
  var border: [UInt8]?
  /// From the border to the next one.
  var bytes: [UInt8]
  /// What was read from it.
  var kind: Entry.Kind
  var text: String
  var title: String

  /// Line ends and blanks behind the last word.
  var tail: ArraySlice<UInt8> {
    let end = bytes.lastIndex { !PercentFormat.blanks.contains($0) }.map { $0 + 1 } ?? bytes.startIndex
    return bytes[end...]
  }
}

/// A notebook as a script in percent format: every entry behind a `# %%` border, prose as comments.
///
/// What was read from a file and not changed since is written as it was, comments, blank lines and line ends included:
/// opening a script and writing it gives the same bytes.
struct PercentFormat {
  private(set) var bytes: [UInt8]
  /// Where each entry now stands, in the order in which they were given.
  private(set) var stretches: [FileStretch] = []
  private let lineEnd: [UInt8]

  static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

  init(_ entries: [Entry], preamble: [UInt8], lineEnd: [UInt8]) {
    (bytes, self.lineEnd) = (preamble, lineEnd)
    var before: FileStretch?
    for entry in entries {
      // Neighbours that were neighbours in the file stay as far apart as they were.
      let areNeighbours = before.map { $0.place + 1 == entry.inFile?.place } ?? false
      if !stretches.isEmpty, !areNeighbours { separate() }
      write(entry, isFirst: stretches.isEmpty)
      before = entry.inFile
    }
  }

  private mutating func write(_ entry: Entry, isFirst: Bool) {
    let old = entry.inFile
    let body = bytes.count
    let needsBorder =
      old?.border == nil && (old == nil || !isFirst || entry.kind == .prose || !entry.title.isEmpty)
    if let old, old.kind == entry.kind, old.text == entry.text, old.title == entry.title {
      if needsBorder { bytes += Self.border(entry) + lineEnd }
      bytes += old.bytes
    } else {
      if let border = old?.border, old?.kind == entry.kind, old?.title == entry.title {
        bytes += border + lineEnd
      } else if needsBorder || old?.border != nil {
        bytes += Self.border(entry) + lineEnd
      }
      for (index, line) in Self.lines(entry).enumerated() { bytes += (index > 0 ? lineEnd : []) + Array(line.utf8) }
      bytes += old.map { Array($0.tail) } ?? lineEnd
    }
    let written = Array(bytes[body...])
    let border = needsBorder || old?.border != nil ? Array(written.prefix { $0 != 0x0A && $0 != 0x0D }) : nil
    stretches.append(
      FileStretch(
        place: stretches.count, border: border, bytes: written, kind: entry.kind, text: entry.text, title: entry.title))
  }

  /// A blank line parts entries that the file does not hold one behind the other.
  private mutating func separate() {
    let gaps: [[UInt8]] = [[0x0A, 0x0A], [0x0A, 0x0D, 0x0A]]
    let isParted = gaps.contains { bytes.suffix($0.count).elementsEqual($0) }
    if bytes.last != 0x0A { append(lineEnd) }
    if !isParted { append(lineEnd) }
  }

  /// What stands between two entries belongs to the first.
  private mutating func append(_ end: [UInt8]) {
    bytes += end
    stretches[stretches.count - 1].bytes += end
  }

  private static func border(_ entry: Entry) -> [UInt8] {
    Array(("# %%" + (entry.kind == .prose ? " [markdown]" : "") + (entry.title.isEmpty ? "" : " " + entry.title)).utf8)
  }

  private static func lines(_ entry: Entry) -> [String] {
    let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return entry.kind == .commands ? lines : lines.map { ProseLine.asComment($0) }
  }
}

/// What a file held when it was read or written last, to see whether another program has changed it since.
struct FileMark: Sendable, Equatable {
  var count: Int
  var checksum: UInt32

  init(_ bytes: [UInt8]) { (count, checksum) = (bytes.count, CRC32.checksum(bytes)) }

  init(count: Int, checksum: UInt32) { (self.count, self.checksum) = (count, checksum) }
}
