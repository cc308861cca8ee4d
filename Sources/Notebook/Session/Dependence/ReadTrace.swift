import Script
import SequenceEngine

/// What an entry reads while it runs. What it has made itself before it reads it is no concern of the entries above.
final class ReadTrace {
  private(set) var reads: Set<Resource> = []
  /// Parts that it made anew, whatever they were before.
  private(set) var made: Set<Resource> = []
  /// Parts that it built on where there were any above it.
  private(set) var touched: Set<Resource> = []
  /// Parts that it changed, also where they already were as it leaves them.
  private(set) var changed: Set<Resource> = []
  /// Contents of the files that it read, by path.
  private(set) var files: [String: UInt64] = [:]
  /// Whether it took back or did again what other entries had done.
  var travels = false

  func read(_ resource: Resource) { if !made.contains(resource) { reads.insert(resource) } }

  func read(_ resources: Set<Resource>) { for resource in resources { read(resource) } }

  func touch(_ resources: [Resource]) { touched.formUnion(resources.filter { !made.contains($0) }) }

  func change(_ resource: Resource) {
    read(resource)
    changed.insert(resource)
  }

  func make(_ resource: Resource) { made.insert(resource) }

  func read(file path: String, _ content: UInt64) { files[path] = content }
}

extension Interpreter {
  /// Notes what a command is going to read.
  func traceReads(of command: Command) {
    guard let trace else { return }
    trace.read(workspace.reads(of: command))
    // Another optimizer begins without what the one before had gathered.
    if command.verb.text == "optimizer", let current = workspace.current { trace.change(.model(current)) }
    // New data are fitted to the models that there are.
    if ["data", "split", "batch", "seed"].contains(command.verb.text) {
      trace.touch(workspace.models.map { .model($0.name) })
    }
  }

  /// Notes what a command has made anew, and the files that it has read.
  func traceResults(of command: Command, at place: Place) {
    if command.verb.text == "data" { workspace.dataBytes = workspace.dataset?.request.bytes ?? 0 }
    for resource in Resource.set(by: command.verb.text, in: workspace) { trace?.make(resource) }
    guard marksFiles else { return }
    switch command.verb.text {
    case "data" where !command.keywords.isEmpty || !command.arguments.isEmpty:
      trace?.make(.data)
      guard let file = workspace.dataset?.request.file else {
        workspace.dataContent = 0
        return
      }
      workspace.dataContent = FileContent.mark(file)
      trace?.read(file: file, workspace.dataContent)
    case "model" where !command.words.isEmpty: trace?.make(.current)
    case "load":
      guard case .expression(let expression)? = command.argument("FILE")?.value,
        let name = try? evaluator(place).text(expression)
      else { return }
      let path = CommandContext.path(name, in: place.folder)
      trace?.read(file: path, FileContent.mark(path))
    default: break
    }
  }
}
