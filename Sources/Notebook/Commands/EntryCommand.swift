import Script
import SequenceEngine

/// `entry`: entries moved, deleted, parted and joined.
enum EntryCommand {
  private static let number = ArgumentSpec("N", .integer, "as in In N")

  static let command = NotebookCommand(
    CommandSpec(
      "entry", family: "session", summary: "delete, move, part or join entries of the notebook",
      forms: [
        CommandForm([.keyword("delete"), number], summary: "take the entry out"),
        CommandForm(
          [.keyword("move"), number, ArgumentSpec("PLACE", .integer, "the entry whose place it takes")],
          summary: "to the place of another; those between move along"),
        CommandForm(
          [
            .keyword("split"), number, ArgumentSpec("LINE", .integer, "the first of the second part", isOptional: true),
          ],
          summary: "before a line, or each statement into an entry of its own"),
        CommandForm([.keyword("merge"), number], summary: "with the entry below"),
        CommandForm([.keyword("once"), number], summary: "keep what it computes on the disk, or no longer"),
        CommandForm([.keyword("forget")], summary: "remove everything that is kept on the disk"),
      ], examples: ["entry delete 3", "entry move 5 2", "entry split 4", "entry merge 1", "entry once 4"],
      help: """
        Entries are counted as in In N, before they were run from the top. What depends on an entry that changed is stale:
        run stale runs it again. undo takes the change back. In the notebook's pane d, J, K, s, m and o do the same, for prose
        too.

        What the train and evaluate of an entry marked once have computed is kept, with the weights, under
        $XDG_CACHE_HOME/unroll, and taken from there by notebook, prompt and unroll run as long as all that led to it is the
        same: model, data and their files, settings, seed, version. In the file the mark is # %% tags=["once"]. The setting
        kept says how many megabytes may be used; what was not used for longest goes first.

         A line of comments alone, such as # Why does it forget?, is prose in Markdown.
        """), changesWorkspace: false
  ) { command, context in
    try context.requireNotebook()
    guard let argument = command.argument("N") else {
      context.request = .forgetKept
      return
    }
    let id = try entry(argument, context)
    switch command.keywords.first {
    case "move":
      guard let place = command.argument("PLACE") else { return }
      context.request = .arrange(.move(id, toPlaceOf: try entry(place, context)))
    case "split":
      context.request = .arrange(.split(id, line: try command.argument("LINE").map { try context.integer($0) }))
    case "merge": context.request = .arrange(.merge(id))
    case "once": context.request = .arrange(.once(id))
    default: context.request = .arrange(.delete(id))
    }
  }

  /// The entry that an argument counts.
  static func entry(_ argument: Argument, _ context: CommandContext) throws -> Int {
    let number = try context.integer(argument)
    do {
      return try context.document.entry(numbered: number)
    } catch {
      throw context.failure(error.message, at: argument, hint: error.hint)
    }
  }
}
