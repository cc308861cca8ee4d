import Script
import SequenceEngine

/// `export`: what was worked out, in files that other programs read.
enum ExportCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "export", family: "session", summary: "write what was worked out for other programs",
      forms: [
        CommandForm(
          [.keyword("sweep"), ArgumentSpec("FILE", .file, "its name ends in .csv or .json")],
          summary: "the rows of the last sweep, numbers in full")
      ], examples: ["export sweep \"radius.csv\"", "export sweep \"radius.json\""],
      help: "In JSON a row is an object; NaN and infinities are \"nan\", \"inf\" and \"-inf\".", isLook: true)
  ) { command, context in
    guard let argument = command.argument("FILE") else { return }
    let path = try context.path(argument)
    let isJSON = path.written.lowercased().hasSuffix(".json")
    guard isJSON || path.written.lowercased().hasSuffix(".csv") else {
      throw context.failure("a sweep is written as .csv or .json", at: argument)
    }
    let table = try SweepView.result(context).table
    try AtomicFile.write(Array(((isJSON ? table.json : table.csv) + "\n").utf8), to: path.absolute)
    context.answer("wrote \(legible(path.written)): \(table.rows.count) \(table.rows.count == 1 ? "row" : "rows")")
  }
}
