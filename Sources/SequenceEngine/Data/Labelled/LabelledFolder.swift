/// A folder of labelled texts, told by how it looks:
///
/// - `train/pos/0_9.txt`, `test/neg/…`: folders for the parts, in each a folder for each label, in it a file for each text
///   (Maas et al.: Learning Word Vectors for Sentiment Analysis, 2011);
/// - `pos/…`, `neg/…`: folders for the labels alone;
/// - `Dutch.txt`, `Greek.txt`, or `talk.pos`, `talk.neg`: a file for each label, a text a line.
struct LabelledFolder {
  struct Texts {
    let part: DataPart?
    let label: String
    /// A text each, or a text a line.
    let files: [String]
  }

  let texts: [Texts]
  let isTextALine: Bool
  private(set) var notes: [String] = []

  /// - Returns: nil for a folder with one file of `label<TAB>text` for each part.
  /// - Throws: `DataError` for a folder that looks otherwise.
  init?(_ path: String) throws {
    let folder = try Folder(path)
    let parts = folder.folders.compactMap { name in DataFiles.part(name).map { (part: $0, name: name) } }
    var links = folder.links
    if parts.contains(where: { $0.part == .train }) {
      var texts: [Texts] = []
      for part in DataPart.allCases {
        for own in parts where own.part == part {
          texts += try Self.labels(in: Folder(folder.path(own.name)), part, &links)
        }
      }
      (self.texts, isTextALine) = (texts, false)
    } else if folder.folders.count >= 2 {
      (texts, isTextALine) = (try Self.labels(in: folder, nil, &links), false)
    } else if folder.files.contains(where: { DataFiles.part($0) == .train }) {
      return nil
    } else {
      (texts, isTextALine) = (Self.files(in: folder), true)
    }
    if links > 0 {
      notes.append("\(PlainNumber.counted(links, "link")) not followed: a link may lead out of the folder")
    }
    guard Set(texts.map(\.label)).count < 2 else { return }
    throw DataError(
      DataFile.place(path),
      expected: "folders pos/, neg/, … with a file for each text, perhaps within train/ and test/, or"
        + " a file for each label", found: texts.isEmpty ? "none" : "only \(DataError.quote(texts[0].label))",
      advice: "each label has a folder or a file of its name")
  }

  private static func labels(in folder: Folder, _ part: DataPart?, _ links: inout Int) throws -> [Texts] {
    try folder.folders.compactMap { label in
      // Beside the labelled reviews of that corpus stand others without a label.
      if part != nil, label == "unsup" { return nil }
      let own = try Folder(folder.path(label))
      links += own.links
      return own.files.isEmpty ? nil : Texts(part: part, label: label, files: own.files.map { own.path($0) })
    }
  }

  /// A file's label is its name without the extension; where all are called the same, the extension.
  private static func files(in folder: Folder) -> [Texts] {
    let names = folder.files.map { name in
      name.lastIndex(of: ".").map { (stem: String(name[..<$0]), end: String(name[name.index(after: $0)...])) }
        ?? (stem: name, end: "")
    }
    let haveOneStem = names.count > 1 && Set(names.map(\.stem)).count == 1
    return zip(folder.files, names).map { file, name in
      Texts(part: nil, label: haveOneStem ? name.end : name.stem, files: [folder.path(file)])
    }
  }

  // MARK: Reading

  /// Hands the texts to `lines`, part after part.
  ///
  /// - Returns: nil where the folder tells no parts.
  func read(
    into lines: inout LabelledLines, byteBudget: Int, encoding: TextEncoding, progress: DataProgress
  ) throws -> GivenParts? {
    var parts = GivenParts()
    let total = texts.reduce(0) { $0 + $1.files.count }
    var (left, done) = (byteBudget, 0)
    for own in texts {
      let before = lines.ends.count
      for file in own.files {
        try progress(done, total)
        left -= try read(file, own.label, into: &lines, left, encoding)
        done += 1
      }
      if let part = own.part { parts.add(lines.ends.count - before, to: part) }
    }
    try progress(total, total)
    return texts[0].part == nil ? nil : parts
  }

  /// - Returns: the bytes of the file.
  private func read(
    _ file: String, _ label: String, into lines: inout LabelledLines, _ byteBudget: Int, _ encoding: TextEncoding
  ) throws -> Int {
    lines.begin(file: DataFile.place(file))
    var breaks = LineBreaks()
    let bytes = try ScalarReader.read(
      file, byteBudget: byteBudget, encoding: encoding, followsLinks: false, progress: { _, _ in }
    ) { scalar in
      if isTextALine {
        if scalar == "\n" { try lines.endText(of: label) } else { lines.takeText(scalar) }
      } else {
        // A text that is a file of its own may have line ends, which are blanks to a reader.
        breaks.take(scalar) { lines.takeText($0 == "\n" ? " " : $0) }
      }
    }
    breaks.finish { lines.takeText($0) }
    try lines.endText(of: label)
    return bytes
  }
}

/// Turns the `<br />` of web pages into a blank.
private struct LineBreaks {
  private static let mark = Array("<br />".unicodeScalars)
  private var held = 0

  mutating func take(_ scalar: Unicode.Scalar, emit: (Unicode.Scalar) -> Void) {
    if scalar == Self.mark[held] {
      held += 1
      if held == Self.mark.count {
        held = 0
        emit(" ")
      }
      return
    }
    finish(emit: emit)
    if scalar == Self.mark[0] { held = 1 } else { emit(scalar) }
  }

  /// Hands over what looked like a break and was none.
  mutating func finish(emit: (Unicode.Scalar) -> Void) {
    Self.mark[..<held].forEach(emit)
    held = 0
  }
}
