import Script
import SequenceEngine

/// Help, history, undo, files of commands.
enum SessionCommands {
  static let all: [NotebookCommand] = [
    help, demo, history, undo, redo, write, open, run, EntryCommand.command, RecoverCommand.command,
    FindCommand.command,
    Interpreter.timing, theme, LayoutCommand.command, quit,
  ]

  private static let family = "session"

  static let help = NotebookCommand(
    CommandSpec(
      "help", family: family, summary: "list the commands, or tell about one",
      arguments: [ArgumentSpec("COMMAND", .word(.commandName), isOptional: true)],
      options: [
        OptionSpec("as", .word(.choice("text", "markdown")), "markdown: every form in one table", default: "text")
      ],
      examples: ["help", "help train"], isLook: true)
  ) { command, context in
    if let form = command.option("as"), try context.word(form) == "markdown" {
      return context.answer(CommandRegistry.table.markdownTable())
    }
    guard let argument = command.argument("COMMAND") else {
      return context.answer(CommandRegistry.table.helpOverview().joined(separator: "\n"))
    }
    let verb = try context.word(argument)
    if let own = context.workspace.commands[verb] { return context.answer(own.help) }
    guard let lines = CommandRegistry.table.help(for: verb) else {
      throw Diagnostic.unknownName(
        verb, kind: "command",
        among: CommandRegistry.table.statementWords + context.workspace.commands.keys.sorted(), at: argument.range,
        in: context.source)
    }
    context.answer(lines.joined(separator: "\n"))
  }

  static let demo = NotebookCommand(
    CommandSpec(
      "demo", family: family, summary: "play the first session: vanishing, exploding, and the cure",
      help:
        "The notebook types it slowly, with a word on each command; any key ends it. Its commands are then the session's."
    ),
    changesWorkspace: false
  ) { _, context in context.request = .demo }

  static let history = NotebookCommand(
    CommandSpec(
      "history", family: family, summary: "show what was entered and done, under the numbers of In N", isLook: true)
  ) { _, context in
    let entries = context.document.done
    guard !entries.isEmpty else { return context.answer("nothing was entered yet") }
    let width = String(entries.compactMap(\.number).max() ?? 0).count
    let lines = entries.flatMap { entry in
      entry.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { line, text in
        let number = line == 0 ? entry.number.map(String.init) ?? "" : ""
        return String(repeating: " ", count: width - number.count) + number + "  " + text
      }
    }
    context.answer(lines.joined(separator: "\n"))
  }

  static let undo = NotebookCommand(
    CommandSpec(
      "undo", family: family, summary: "take back the last change of the session, training included",
      help: "Files that were written stay written. What can be taken back is kept in memory, 512 MB at most."),
    changesWorkspace: false
  ) { _, context in context.request = .undo }

  static let redo = NotebookCommand(
    CommandSpec("redo", family: family, summary: "do again what was taken back"), changesWorkspace: false
  ) { _, context in context.request = .redo }

  static let quit = NotebookCommand(
    CommandSpec("quit", family: family, summary: "end the session, or the script"), changesWorkspace: false
  ) { _, context in context.request = .quit }

  static let run = NotebookCommand(
    CommandSpec(
      "run", family: family, summary: "run entries of the notebook again",
      forms: [
        CommandForm([.keyword("all")], summary: "all, from the beginning: what was made before is put aside"),
        CommandForm([.keyword("next")], summary: "the first that was not run yet"),
        CommandForm([.keyword("stale")], summary: "those that an edit above them made stale"),
        CommandForm(
          [.keyword("below"), ArgumentSpec("N", .integer, "as in In N")], summary: "from this one to the end"),
        CommandForm([ArgumentSpec("N", .integer, "as in In N")], summary: "this one, in its place"),
      ], examples: ["run all", "run 3", "run below 3", "run stale"],
      help: """
        An entry runs on what the session holds now. The first that fails ends the run. An entry that was not run yet is
        counted from the top. In a script there are no entries to run.
        """), changesWorkspace: false
  ) { command, context in
    try context.requireNotebook()
    switch command.keywords.first {
    case "all": context.request = .run(.all)
    case "next": context.request = .run(.next)
    case "stale": context.request = .run(.stale)
    case let word:
      guard let argument = command.argument("N") else { return }
      let id = try EntryCommand.entry(argument, context)
      context.request = .run(word == "below" ? .below(id) : .entry(id))
    }
  }

  static let theme = NotebookCommand(
    CommandSpec(
      "theme", family: family, summary: "choose the colours of the screen",
      arguments: [
        ArgumentSpec("NAME", .word(.choice("dark", "light", "contrast", "auto")), "auto: what the terminal looks like")
      ], examples: ["theme light"], help: "undo leaves the theme as it is."), changesWorkspace: false
  ) { command, context in
    guard let argument = command.argument("NAME") else { return }
    let name = try context.word(argument)
    context.request = .theme(name == "auto" ? nil : name)
    context.answer("theme \(name)")
  }

  static let write = NotebookCommand(
    CommandSpec(
      "write", family: family, summary: "write what was entered as a script",
      arguments: [ArgumentSpec("FILE", .file, isOptional: true)],
      options: [OptionSpec("replace", .flag, "over what this session has not seen", default: "no")],
      examples: ["write \"first.rnn\""],
      help: """
        Without a name the file that was opened or written last is written again. Entries of a file that were not changed
        are written byte for byte. A file that this session neither opened nor wrote, or that another program has changed
        since, is not overwritten unless replace says so. In a script it writes what the script has done so far.
        """),
    changesWorkspace: false
  ) { command, context in
    let argument = command.argument("FILE")
    guard let path = try argument.map({ try context.path($0).absolute }) ?? context.document.path else {
      throw SessionError("there is no file yet", hint: "give a name: write \"first.rnn\"")
    }
    try context.endCheck()
    let replaces = try command.option("replace").map { try context.flag($0) } ?? false
    if !replaces { try requireKnown(path, context.document) }
    let isNotebook = !context.document.entries.isEmpty
    let script = isNotebook ? context.document : context.notebook.begun
    let format = script.percentFormat
    try AtomicFile.write(format.bytes, to: path)
    let count = script.written.count
    let oldFolder = isNotebook ? context.environment.folder : context.folder
    let lost = LostPaths.first(of: script, typedIn: oldFolder, writtenTo: ScriptFile.folder(of: path))
    if isNotebook { context.document.wasWritten(format, to: path) }
    context.answer("wrote \(legible(path)): \(counted(count, "entry"))")
    if let lost { context.warn(lost) }
  }

  static let open = NotebookCommand(
    CommandSpec(
      "open", family: family, summary: "load a script's entries without running them",
      arguments: [ArgumentSpec("FILE", .file)],
      options: [OptionSpec("discard", .flag, "leave entries that were not written", default: "no")],
      examples: ["open \"first.rnn\""],
      help: "A script with errors is opened too, so that it can be mended; the first error is told."),
    changesWorkspace: false
  ) { command, context in
    guard let argument = command.argument("FILE") else { return }
    let path = try context.path(argument)
    let discards = try command.option("discard").map { try context.flag($0) } ?? false
    guard discards || !context.document.isUnwritten else {
      throw SessionError(
        "there are entries that were not written",
        hint: "write them first, or leave them: open \(quoted(path.written)) discard")
    }
    let diagnostics: [Diagnostic]
    do {
      diagnostics = try open(path.absolute, &context.document)
    } catch let error as SessionError {
      throw context.failure(error.message, at: argument, hint: error.hint)
    }
    let count = context.document.entries.count
    context.answer(
      "opened \(legible(path.written)): \(counted(count, "entry")), not run; to run them: "
        + "run all")
    if let sentence = errorSentence(diagnostics) { context.warn(sentence) }
  }

  /// Refuses to write over what this session has not seen.
  private static func requireKnown(_ path: String, _ document: Document) throws {
    guard ScriptFile.exists(path) else { return }
    guard let mark = document.mark(of: path) else {
      throw SessionError(
        "'\(legible(path))' is there already and is not overwritten", hint: "choose another name, or open it first")
    }
    guard mark == FileMark(try ScriptFile.bytes(of: path)) else {
      throw SessionError(
        "'\(legible(path))' was changed by another program since this notebook read or wrote it",
        hint: "keep both under another name, or write over it: write \(quoted(path)) replace")
    }
  }

  /// Replaces the document's entries by a script's, and returns the errors in it.
  static func open(_ path: String, _ document: inout Document) throws -> [Diagnostic] {
    let bytes = try ScriptFile.bytes(of: path)
    let (program, diagnostics) = Parser(CommandRegistry.table).parse(try SourceText(name: path, bytes: bytes))
    document.take(program, bytes: bytes, of: path)
    return diagnostics.filter { $0.severity == .error }
  }

  /// The first of a script's errors in a line, and how many there are; nil for none.
  static func errorSentence(_ diagnostics: [Diagnostic]) -> String? {
    diagnostics.first.map { first in
      first.headline + (diagnostics.count > 1 ? "; \(diagnostics.count) errors in all" : "")
    }
  }
}
