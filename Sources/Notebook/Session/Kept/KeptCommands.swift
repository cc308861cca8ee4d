import Script
import SequenceEngine

/// Commands of entries that are marked once: what they computed before is taken from the disk when all that led to it is
/// the same.
extension Interpreter {
  /// Verbs whose results are kept: those that compute for long, and change nothing but a model.
  private static let keptVerbs: Set<String> = ["train", "evaluate"]

  /// The key of a command's result; nil: it is computed each time.
  func keptKey(of command: Command, at place: Place) -> String? {
    let verb = command.verb.text
    guard keepsResults, environment.keptResults != nil, Self.keptVerbs.contains(verb), reported == nil,
      workspace.doubts == nil
    else { return nil }
    // Breakpoints move the place in time, and checkpoints are files.
    if verb == "train", !workspace.breaks.list.isEmpty || workspace.checkpoints != nil { return nil }
    return workspace.resultKey(of: command, in: place.source)
  }

  /// Runs a command, or does what it did before.
  func runKept(_ key: String, _ command: Command, _ known: NotebookCommand, at place: Place) throws {
    guard let kept = environment.keptResults else { return }
    let headline = String(place.source[command.range].split(separator: "\n").first ?? "")
    do throws(SessionError) {
      if let (result, weights) = try kept.find(key), take(result, weights) {
        let told = Progress("kept", done: 1, total: 1, detail: "\(headline): not computed again")
        return emit(tellsKept ? .output(.note("kept: not computed again, as nothing has changed")) : .progress(told))
      }
    } catch {
      emit(.warning("the kept result of '\(legible(headline))' is damaged (\(error.message)) and is computed again"))
    }
    var events: [SessionEvent] = []
    let outer = emit
    emit = { event in
      events.append(event)
      outer(event)
    }
    defer { emit = outer }
    let before = workspace
    try compute(command, known, at: place)
    keep(events, since: before, under: key, in: kept)
  }

  private func keep(_ events: [SessionEvent], since before: Workspace, under key: String, in kept: KeptResults) {
    let heard = events.filter { event in
      switch event {
      case .progress, .view: false
      default: true
      }
    }
    let answers = heard.compactMap { KeptResult.Event($0) }
    let changes = workspace.changes(since: before)
    var models: [KeptResult.Model] = []
    var weights: [Checkpoint?] = []
    for entry in workspace.models where changes.contains(.scores(entry.name)) || changes.contains(.model(entry.name)) {
      models.append(KeptResult.Model(entry))
      guard changes.contains(.model(entry.name)) else {
        weights.append(nil)
        continue
      }
      guard let state = entry.state, let data = workspace.dataset else { return }
      weights.append(
        Checkpoint(state: state, shape: data.shape, workspace.settings(of: entry), batch: data.batch))
    }
    let others = changes.filter { change in
      switch change {
      case .model, .scores, .moment: false
      default: true
      }
    }
    guard answers.count == heard.count, others.isEmpty else { return }
    do {
      if try !kept.keep(KeptResult(events: answers, models: models), weights, under: key) {
        emit(.warning("the result is larger than all that may be kept, and is computed again the next time"))
      }
    } catch {
      emit(.warning("the result cannot be kept (\(error)) and is computed again the next time"))
    }
  }

  /// Puts what was kept in its place; false, and nothing has changed, where it does not fit.
  private func take(_ result: KeptResult, _ weights: [Checkpoint?]) -> Bool {
    guard let data = workspace.dataset else { return false }
    var taken = workspace
    let leader = workspace.currentModel?.state?.updates ?? 0
    for (model, checkpoint) in zip(result.models, weights) {
      guard var entry = taken.model(model.name), let old = entry.state else { return false }
      if let checkpoint {
        guard checkpoint.state.description == entry.description else { return false }
        entry.past.begin(old, data, workspace.settings(of: entry), batchOffset: leader - old.updates)
        entry.past.keep(checkpoint.state)
        entry.state = checkpoint.state
      }
      model.apply(to: &entry)
      taken.update(entry)
    }
    _ = taken.refreshStepper()
    workspace = taken
    hasChanged = true
    for event in result.events { emit(event.event) }
    return true
  }
}

extension Workspace {
  /// Everything that a command's result follows from, as a name for a file: the command, what it reads by content, the
  /// program's version and the processor's instructions.
  func resultKey(of command: Command, in source: SourceText) -> String? {
    let expressions = CheckedCommands.expressions(of: command)
    guard !expressions.contains(where: { $0.functions.contains { $0.text == "random" } }) else { return nil }
    var whole = self
    if whole.dataContent == 0, let file = dataset?.request.file { whole.dataContent = FileContent.mark(file) }
    var facts = [source[command.range], ProgramVersion.number, Parallel.instructionSet]
    facts += whole.reads(of: command).subtracting([.moment, .breaks]).map { "\($0) \(whole.fingerprint(of: $0))" }
      .sorted()
    for name in expressions.reduce(into: Set(), { $0.formUnion($1.names) }).sorted() {
      if let value = scopes.reversed().lazy.compactMap({ $0[name] }).first {
        facts.append("\(name) = \(value.literal)")
      }
    }
    return Fingerprint.name(of: facts)
  }
}

extension Fingerprint {
  /// 32 hexadecimal digits.
  fileprivate static func name(of facts: [String]) -> String {
    ["a", "b"].map { salt in
      var mark = Fingerprint()
      for fact in [salt] + facts { mark.add(fact) }
      let digits = String(mark.number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
