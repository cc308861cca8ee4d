import Script
import SequenceEngine

/// Commands of the table, each on a copy of the workspace.
extension Interpreter {
  func run(_ command: Command, at place: Place) throws {
    guard let known = CommandRegistry.byVerb[command.verb.text] else { return }
    traceReads(of: command)
    if let key = keptKey(of: command, at: place) {
      try runKept(key, command, known, at: place)
    } else {
      try compute(command, known, at: place)
    }
  }

  func compute(_ command: Command, _ known: NotebookCommand, at place: Place) throws {
    var pictures: [Output] = []
    let context = CommandContext(
      workspace, owner: self, source: place.source, folder: place.folder, isTyped: place.isTyped,
      environment: environment, watch: watch, trace: trace
    ) { [emit] event in
      if case .output(let output) = event, output.holdsNumbers { pictures.append(output) }
      emit(event)
    }
    // What a command showed before it failed or was stopped was shown all the same.
    defer { if !pictures.isEmpty { shown = pictures } }
    func take() {
      workspace = context.workspace
      if known.changesWorkspace { hasChanged = true }
    }
    do {
      try known.run(command, context)
      if known.changesWorkspace, !known.isMove, let ending = context.workspace.refreshStepper() {
        context.note(ending)
      }
      take()
    } catch {
      if context.keepsWork {
        context.workspace.lineage.add(
          "\(command.verb.text) up to \(context.workspace.currentModel?.state?.updates ?? 0)")
        // What was reached is shown; a picture that cannot be made must not hide why the command ended.
        if let ending = context.workspace.refreshStepper() { context.note(ending) }
        take()
      }
      if let diagnostic = error as? Diagnostic { throw diagnostic }
      if error is Interruption || error is Unforeseeable { throw error }
      if let error = error as? ModelError, let found = diagnostic(error, at: command.range, in: place.source) {
        throw found
      }
      throw Diagnostic(reason: error, at: command.verb.range, in: place.source)
    }
    traceResults(of: command, at: place)
    if let request = context.request { try fulfil(request) }
  }

  /// An error inside a cell's definition is told there, with the command that gave the sizes.
  private func diagnostic(_ error: ModelError, at range: SourceRange, in source: SourceText) -> Diagnostic? {
    guard let inner = error.place, let cell = workspace.cells[inner.cell.name], cell.definition == inner.cell else {
      return nil
    }
    let offset = cell.start + max(0, inner.offset)
    let position = source.position(at: range.lower)
    let asking = source[range].split(separator: "\n").first.map(String.init) ?? ""
    return Diagnostic(
      error.description, at: SourceRange(offset, offset), in: cell.source,
      hint: "the sizes come from \(source.name):\(position.line):\(position.column): \(asking)")
  }
}
