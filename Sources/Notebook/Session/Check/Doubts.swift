import Glibc
import Script
import SequenceEngine

/// Thrown in a check where only a run could tell what comes next. It is no error of the script.
struct Unforeseeable: Error {}

/// What a check of a script does not know at a place of it: about what is in doubt it is silent.
struct Doubts: Sendable {
  /// There may be other data than the workspace has.
  var data = false
  /// Models may have come or gone, and another may be the current one.
  var models = false
  /// Models whose layers may be others.
  var layers: Set<String> = []
  /// Cells may be defined otherwise, whatever their name.
  var cells = false
  /// Cells whose definition nobody knows.
  var unknownCells: Set<String> = []
  /// There may be variables and commands that the workspace does not have.
  var names = false
  /// Whether anything may have been trained or scored, so that measures have values of their own.
  var hasMeasured = false
  /// Names that the script gives to layers, whatever the model; nil: any may be given.
  var givenNames: Set<String>? = []
  /// Files that the script itself writes before they are read.
  var written: Set<String> = []

  mutating func add(_ other: Doubts) {
    data = data || other.data
    models = models || other.models
    layers.formUnion(other.layers)
    cells = cells || other.cells
    unknownCells.formUnion(other.unknownCells)
    names = names || other.names
    hasMeasured = hasMeasured || other.hasMeasured
    written.formUnion(other.written)
  }

  /// Whether a measure is what the workspace says: before anything is trained there is little to measure.
  func knows(measure: String) -> Bool {
    !hasMeasured && !data && !models && layers.isEmpty && !["params", "t", "T"].contains(measure)
  }

  func mayDefine(cell: String) -> Bool { cells || unknownCells.contains(cell) }

  /// Whether a name may be there that is not seen: a layer is called by its kind and a number, or as `name=` says.
  func mayHold(_ name: String) -> Bool {
    if names { return true }
    guard models || !layers.isEmpty else { return false }
    return name.last?.isNumber == true || givenNames?.contains(name) != false
  }
}

extension Workspace {
  /// Everything may be other than it seems: after a script that could not be read, or `undo`.
  ///
  /// - Parameter names: whether there may be names that are not seen; a block or a command of the script's own only
  ///   changes what its surroundings have.
  mutating func doubtEverything(names: Bool = true) {
    doubts?.data = true
    doubts?.models = true
    doubts?.cells = true
    if names { doubts?.names = true }
    dataset = nil
    for level in scopes.indices { scopes[level] = scopes[level].mapValues { _ in .unknown } }
  }

  /// The data; nil when there are none.
  func knownData() throws -> Dataset? {
    if doubts?.data == true { throw Unforeseeable() }
    return dataset
  }

  /// Time steps of the shown example.
  mutating func shownSteps() throws -> Int {
    do {
      _ = try recordedPass()
      return stepper?.steps ?? 1
    } catch let error as Unforeseeable {
      guard let data = try knownData(), case .generated = data.request, let steps = data.shape.steps else {
        throw error
      }
      return steps
    }
  }

  func knownModels() throws -> [ModelEntry] {
    if doubts?.models == true { throw Unforeseeable() }
    return models
  }

  /// The model of a name, or the current one; nil when there is none.
  func knownModel(_ name: String? = nil) throws -> ModelEntry? {
    if doubts?.models == true { throw Unforeseeable() }
    guard let entry = name.map({ model($0) }) ?? currentModel else { return nil }
    if doubts?.layers.contains(entry.name) == true { throw Unforeseeable() }
    return entry
  }
}

/// Files that a check looks into.
enum CheckedFiles {
  /// Larger data files are only looked for: reading them would take as long as running.
  static let largest = 4 << 20

  /// Whether a file can be opened but is no small regular one; a folder is not.
  static func isLarge(_ path: String, _ largest: Int) -> Bool {
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { return false }
    if status.st_mode & S_IFMT == S_IFDIR { return true }
    return status.st_mode & S_IFMT == S_IFREG && status.st_size > largest
  }
}

extension CommandContext {
  /// A check goes no further: from here on a command computes, draws or writes.
  func endCheck() throws { if workspace.doubts != nil { throw Unforeseeable() } }

  /// The same for a file that is too large to be read in a check, or that the script itself writes.
  func endCheck(reading path: String, largest: Int) throws {
    guard let doubts = workspace.doubts else { return }
    if doubts.written.contains(path) || CheckedFiles.isLarge(path, largest) { throw Unforeseeable() }
  }
}

extension DataRequest {
  /// The file that the data are read from.
  var file: String? {
    switch self {
    case .text(let path, _), .cloze(let path, _), .csv(let path, _), .rows(let path, _, _), .labelled(let path, _),
      .tagged(let path, _), .pairs(let path, _), .tunes(let path, _), .recordings(let path, _), .strips(let path, _),
      .lines(let path, _),
      .arrays(let path, _):
      path
    case .generated, .inline: nil
    }
  }

  /// Bytes that the data take in memory, about: a word for each byte of the file.
  var bytes: Int {
    var about = stat()
    guard let file, stat(file, &about) == 0 else { return 0 }
    return 8 * Int(about.st_size)
  }
}
