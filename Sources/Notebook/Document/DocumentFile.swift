import Script

/// The notebook's file: read into entries, and written from them.
extension Document {
  /// Puts a script's entries in the place of all; nothing is run.
  mutating func take(_ program: Program, bytes: [UInt8], of file: String) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let source = program.source.bytes
    let first = program.entries.first.map { $0.border?.lower ?? 0 } ?? source.count
    preamble = (bytes.starts(with: mark) ? mark : []) + source[..<first]
    lineEnd = source.firstIndex(of: 0x0A).map { $0 > 0 && source[$0 - 1] == 0x0D } == true ? [0x0D, 0x0A] : [0x0A]
    replaceEntries()
    for (place, entry) in program.entries.enumerated() {
      let lower = entry.border?.lower ?? 0
      let id = append(entry.kind == .prose ? .prose : .commands, entry.text, title: entry.title)
      change(id) {
        $0.isFromFile = true
        $0.inFile = FileStretch(
          place: place, border: entry.border.map { Array(source[$0.lower..<$0.upper]) },
          bytes: Array(source[lower..<max(lower, entry.range.upper)]), kind: $0.kind, text: entry.text,
          title: entry.title)
      }
    }
    belong(to: file, FileMark(bytes))
    isChanged = false
  }

  /// The script: entries of the file are always among those that it holds; of those that were typed since, the running
  /// one and those that only ever failed are not, nor lines about the file itself.
  var percentFormat: PercentFormat { PercentFormat(written, preamble: preamble, lineEnd: lineEnd) }

  /// The script's text.
  public var script: String { String(decoding: percentFormat.bytes, as: UTF8.self) }

  /// The entries that the script holds.
  var written: [Entry] { entries.filter(\.isOfScript) }

  /// The entries as far as the last that was begun: of a script that runs, what it has done so far.
  var begun: Document {
    var begun = self
    begun.entries.removeSubrange((entries.lastIndex(where: \.wasRun).map { $0 + 1 } ?? 0)...)
    return begun
  }

  /// A file now holds this.
  mutating func wasWritten(_ format: PercentFormat, to file: String) {
    belong(to: file, FileMark(format.bytes))
    isChanged = false
    for (entry, stretch) in zip(written, format.stretches) { change(entry.id) { $0.inFile = stretch } }
  }
}

extension Entry {
  /// Whether the script holds it.
  var isOfScript: Bool {
    isFromFile || inFile != nil || !isAside && status != .running && (hasWorked || status != .failed)
  }

  /// Whether it is a slip of typing: it has never worked, and is refused before anything of it runs.
  var isSlip: Bool {
    guard kind == .commands, status == .failed, !isOfScript else { return false }
    let (_, diagnostics) = Parser(CommandRegistry.table).parse(SourceText(name: "", text: text))
    return diagnostics.contains { $0.severity == .error }
  }

  /// Whether it is a line about the notebook's file or its recording, which is no part of what the file says.
  var isAside: Bool {
    guard kind == .commands, !isFromFile, inFile == nil, ["write", "open", "record"].contains(verb) else {
      return false
    }
    let (program, _) = Parser(CommandRegistry.table).parse(SourceText(name: "", text: text))
    return program.statements.count == 1
  }

  /// The Markdown of a text that holds comment lines alone: what is typed so is prose; nil for any other text.
  static func markdown(ofComments text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " || $0 == "\t" } }
    guard lines.contains(where: { !$0.isEmpty }),
      lines.allSatisfy({ $0.isEmpty || ($0.first == "#" && !isBorder($0)) })
    else { return nil }
    return lines.map { ProseLine.text(ofComment: $0) }.joined(separator: "\n")
  }

  private static func isBorder(_ line: Substring) -> Bool {
    line.dropFirst().drop { $0 == " " || $0 == "\t" }.hasPrefix("%%")
  }

  /// The text as it is put on the line to be edited: prose with its comment signs.
  public var editable: String {
    kind == .commands
      ? text
      : text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { ProseLine.asComment(String($0)) }.joined(separator: "\n")
  }
}
