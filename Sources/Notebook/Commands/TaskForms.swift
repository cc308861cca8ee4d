import Script
import SequenceEngine

/// The generated tasks as forms of `data`, made from the engine's table of them.
enum TaskForms {
  private static let count = OptionSpec(
    "count", .integer, "so many fixed sequences instead of fresh ones for every update")
  private static let heldOut = OptionSpec(
    "held_out", .integer, "sequences of the validation and of the test part beside fresh ones", default: "1000")

  static func form(_ task: TaskDefinition) -> CommandForm {
    CommandForm(
      [.keyword(task.name)],
      options: task.options.map { OptionSpec($0.name, type(of: $0), $0.meaning, default: $0.usual) } + [
        count, heldOut,
      ],
      summary: task.teaches)
  }

  private static func type(of option: TaskOption) -> ArgumentType {
    switch option.kind {
    case .integer: .integer
    case .number: .number
    case .word(_, let words): .word(Script.Vocabulary("choice", choices: words))
    }
  }

  static func request(_ name: String, _ command: Command, _ context: CommandContext) throws -> DataRequest {
    var values: [String: TaskValue] = [:]
    for option in GeneratedTask.table.first(where: { $0.name == name })?.options ?? [] {
      guard let argument = command.option(option.name) else { continue }
      switch option.kind {
      case .integer(_, let limits): values[option.name] = .integer(try context.integer(argument, limits))
      case .number(_, let limits): values[option.name] = .number(try context.number(argument, limits))
      case .word(_, let words):
        let word = try context.word(argument)
        guard words.contains(word) else {
          throw Diagnostic.unknownName(
            word, kind: option.name, among: words, at: argument.range, in: context.source)
        }
        values[option.name] = .word(word)
      }
    }
    return .generated(
      try GeneratedTask(name, values), count: try command.option("count").map { try context.integer($0) },
      heldOut: try command.option("held_out").map { try context.integer($0) })
  }

  /// The tasks as a table: what each teaches, with its options, the score of knowing nothing and of knowing all, and who
  /// defined it.
  static func markdown() throws -> String {
    let rows = try GeneratedTask.table.map { task in
      let data = try Dataset(.generated(try GeneratedTask(task.name), count: nil))
      let options = task.options.map { "`\($0.name)=\($0.usual ?? "")`" }.joined(separator: " ")
      let scores = [data.baseline.summary, data.floor?.summary].compactMap { $0 }.joined(separator: "; ")
      return "| `\(task.name)` \(options) | \(task.teaches) | \(scores) | \(task.source) |"
    }
    return (["| task with its options | what it teaches | baseline | defined by |", "|---|---|---|---|"] + rows)
      .joined(separator: "\n")
  }
}
