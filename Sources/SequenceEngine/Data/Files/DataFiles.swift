/// The files that a path means: itself, or, where it is a folder, one for each part, told by their names: `ptb.train.txt`,
/// `eng.testa`, `X_TEST.ts`, `en_ewt-ud-dev.conllu`.
struct DataFiles {
  struct File {
    /// nil where one file is everything.
    let part: DataPart?
    let path: String
  }

  let files: [File]
  let notes: [String]

  /// - Parameter wanted: what messages call the files, such as "text".
  /// - Throws: `DataError` for a folder without a file for training, or with two for one part.
  init(_ path: String) throws {
    guard Folder.isFolder(path) else {
      (files, notes) = ([File(part: nil, path: path)], [])
      return
    }
    let folder = try Folder(path)
    var found: [DataPart: String] = [:]
    for name in folder.files {
      guard let part = Self.part(name) else { continue }
      if let other = found[part] {
        throw DataError(
          DataFile.place(path), expected: "one file for the \(part.rawValue) part",
          found: "\(DataError.quote(other)) and \(DataError.quote(name))",
          advice: "take one of them away, or give one file")
      }
      found[part] = name
    }
    guard found[.train] != nil, found.count > 1 else {
      throw DataError(
        DataFile.place(path), expected: "a file, or a folder with one file for each part: train, valid or dev, test",
        found: found.isEmpty
          ? "a folder without them" : "a folder with \(DataError.quote(found.values.first ?? "")) alone",
        advice: "give the path of a file with data")
    }
    files = DataPart.allCases.compactMap { part in found[part].map { File(part: part, path: folder.path($0)) } }
    notes = folder.linkNotes
  }

  /// The part that a file's name tells.
  static func part(_ name: String) -> DataPart? {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    if words.contains(where: { $0 == "train" || $0 == "training" || $0.hasSuffix("train") }) { return .train }
    if words.contains(where: { ["valid", "validation", "val", "dev", "testa"].contains($0) }) { return .valid }
    return words.contains { ["test", "testb", "testing", "eval"].contains($0) } ? .test : nil
  }

  /// Reads file after file.
  ///
  /// - Parameters:
  ///   - begin: told what messages call the next file.
  ///   - end: says how many there are of what is counted, after each file.
  /// - Returns: nil where one file is everything.
  func read(
    byteBudget: Int, encoding: TextEncoding = .utf8, progress: DataProgress, begin: (String) throws -> Void,
    emit: (Unicode.Scalar) throws -> Void, end: () throws -> Int
  ) throws -> GivenParts? {
    var parts = GivenParts()
    var before = 0
    try each(byteBudget: byteBudget) { turn in
      try begin(DataFile.place(turn.file.path))
      let bytes = try ScalarReader.read(
        turn.file.path, byteBudget: turn.byteBudget, encoding: encoding,
        progress: { try progress(turn.done + $0, turn.total ?? $1) }, emit: emit)
      let count = try end()
      if let part = turn.file.part { parts.add(count - before, to: part) }
      before = count
      return bytes
    }
    return files[0].part == nil ? nil : parts
  }

  /// The reading of one file among others.
  struct Turn {
    let file: File
    /// Bytes that may still be read.
    let byteBudget: Int
    /// Bytes of the files before.
    let done: Int
    /// Bytes of all files; nil where there is one, which tells its own.
    let total: Int?
  }

  /// Reads file after file within one budget.
  ///
  /// - Parameter read: says how many bytes there were.
  func each(byteBudget: Int, read: (Turn) throws -> Int) throws {
    let sizes = files.map { DataFile.size($0.path) }
    let total = files.count == 1 ? nil : sizes.reduce(0, +)
    var (left, done) = (byteBudget, 0)
    for (file, size) in zip(files, sizes) {
      left -= try read(Turn(file: file, byteBudget: left, done: done, total: total))
      done += size
    }
  }
}

extension Folder {
  var linkNotes: [String] {
    links == 0 ? [] : ["\(PlainNumber.counted(links, "link")) not followed: a link may lead out of the folder"]
  }
}
