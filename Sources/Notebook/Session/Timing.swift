import Script

/// `timing COMMAND`: how long a command takes.
extension Interpreter {
  static let timing = NotebookCommand(
    CommandSpec(
      "timing", family: "session", summary: "run a command and tell how long it took",
      arguments: [ArgumentSpec("COMMAND", .command, "any command, a block too")],
      examples: ["timing train steps=100", "timing repeat 5 { unroll }"]), changesWorkspace: false
  ) { _, _ in
    // The interpreter runs what stands behind the word.
  }

  /// Runs a statement, and tells its time also when it fails or is stopped.
  func time(_ statement: Statement, at place: Place) throws {
    let start = environment.now()
    defer {
      let seconds = environment.now() - start
      let text = place.source[statement.range].split(separator: "\n").first.map(String.init) ?? ""
      emit(.record(EventRecord("timing", [("text", .text(text)), ("seconds", .number(seconds))])))
      emit(.told("\(NumberFormat.significant(3).text(seconds)) s: \(legible(text))"))
    }
    try run(statement, at: place)
  }
}

extension Command {
  /// The statement that `timing` runs.
  var timed: Statement? {
    guard verb.text == "timing", case .statement(let statement)? = argument("COMMAND")?.value else { return nil }
    return statement
  }
}
