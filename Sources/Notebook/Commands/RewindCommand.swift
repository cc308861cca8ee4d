import Script
import SequenceEngine

/// Going back over the training axis, and forward again.
enum RewindCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "rewind", family: "training", summary: "go to an earlier update of the training, bit for bit",
      arguments: [ArgumentSpec("STEP", .integer, "the update, from the first kept one to the last made")],
      examples: ["rewind 120", "rewind 0"],
      help: """
        Snapshots are kept while training, fewer the older they are, and the updates between are made again with the
        same batches, dropout, optimizer memory and settings; how many is told first. Compared models go to the same
        update. Data and settings become those of then, so that training on gives the same bits as before. Until it
        trains on, the later updates stay known: rewind goes forward to them as well. undo takes it back; Ctrl-C leaves
        all as it was.

        Snapshots take at most 128 MB of the 512 MB that undo and rewind have.
        """)
  ) { command, context in
    guard let argument = command.argument("STEP") else { return }
    let target = try context.integer(argument, 0...1_000_000_000)
    let travel = try UpdateTravel(context, askedAt: argument)
    try context.endCheck()
    try travel.go(to: target)
  }
}
