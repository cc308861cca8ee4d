import Glibc
import Script
import SequenceEngine

/// What completion takes from a session: a value that another thread may read while the session works.
public struct SessionNames: CompletionHost, Sendable {
  private var layers: [Candidate] = []
  private var models: [Candidate] = []
  private var kinds: [Candidate] = []
  public var variables: [Candidate] = []
  public var definedCommands: [CommandSpec] = []

  public init(_ workspace: Workspace) {
    layers = workspace.currentModel?.description.layers.map { Candidate($0.name) } ?? []
    models = workspace.models.map { Candidate($0.name) }
    kinds =
      LayerKinds.builtIn.map { Candidate($0) } + workspace.cells.keys.sorted().map { Candidate($0, "a cell of yours") }
    variables = workspace.scopes.flatMap(\.keys).sorted().map { Candidate($0, "a variable") }
    definedCommands = workspace.commands.values.map(\.spec).sorted { $0.verb < $1.verb }
  }

  public func candidates(for vocabulary: Script.Vocabulary) -> [Candidate] {
    switch vocabulary {
    case .layerName: layers
    case .modelName: models
    case .layerKind: kinds
    case .layoutName: ScreenLayout.shipped.map { Candidate($0.name, $0.meaning) }
    case .lessonName: LessonShelf.slots().map { Candidate($0.name, "lesson \($0.number)") }
    case .dataName: Catalogue.entries.map { Candidate($0.name, $0.teaches) }
    default: []
    }
  }

  public func files(startingWith path: String) -> [String] {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let (folder, start) = (String(path[..<slash]), path[slash...])
    guard let directory = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let item = readdir(directory), names.count < 1000 {
      let name = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard name.hasPrefix(start), start.hasPrefix(".") || !name.hasPrefix(".") else { continue }
      names.append(folder + name + (item.pointee.d_type == DT_DIR ? "/" : ""))
    }
    return names.sorted()
  }
}
