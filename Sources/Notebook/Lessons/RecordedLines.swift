import Script

/// What a recording has of what is done: lines as they were entered, and keys as lines that do the same.
extension Session {
  /// Writes down what is entered, before it runs. A lesson keeps it too, for a recording that begins in it.
  func record(_ text: String) {
    guard recording != nil || course != nil, let line = recordable(text) else { return }
    course?.way.append(line)
    do {
      try recording?.add(line, at: interpreter.environment.now())
    } catch {
      recording = nil
      tell(.warning("the recording has ended: \(error)"))
    }
  }

  /// What led here: in a lesson from its beginning, else what was done, and what stands beside `record` on its line.
  var way: [String] {
    if let course { return course.way }
    let line = running.flatMap { document[id: $0]?.text }
    return (document.done.map(\.text) + [line].compactMap { $0 }).compactMap(recordable)
  }

  /// The text without the statements that record, play or end a session: what plays lines is not a line itself, and who
  /// plays them wants to go on behind the last one. nil: there are no others.
  private func recordable(_ text: String) -> String? {
    let source = SourceText(name: "", text: text)
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let statements = parser.parse(source).program.statements
    let kept = statements.filter { statement in
      guard case .command(let command) = statement.kind else { return true }
      return !["record", "replay", "demo", "quit"].contains(command.verb.text)
    }
    guard kept.count < statements.count else { return text }
    return kept.isEmpty ? nil : kept.map { source[$0.range] }.joined(separator: "\n")
  }

  /// Runs entries that a key chose. They are recorded by their text, because a replay's notebook has only the entries
  /// that it has played, and counts them for itself; `run all` runs these anew there as well.
  func runByKey(_ selection: SessionJob.Selection) -> Outcome {
    let chosen = (try? document.chosen(selection)) ?? []
    let isPlayed = chosen.map { selection == .all && document[id: $0]?.wasRun == true }
    if isPlayed.contains(true) { record("run all") }
    var left = Array(zip(chosen, isPlayed))[...]
    let outer = betweenEntries
    defer { betweenEntries = outer }
    // Those behind one that fails are not run, and so not recorded.
    betweenEntries = { [unowned self] in
      outer()
      if let (id, isPlayed) = left.popFirst(), !isPlayed, let text = document[id: id]?.text { record(text) }
    }
    course?.isAway = true
    return run(selection)
  }
}
