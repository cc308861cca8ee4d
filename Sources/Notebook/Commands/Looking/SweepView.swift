import Script

/// `show sweep`: the rows of the last sweep.
enum SweepView {
  static let form = CommandForm(
    [.keyword("sweep")],
    options: [
      OptionSpec(
        "as", .word(.choice("table", "csv", "plot", "bars", "text")),
        "plot: each reported number over the first variable that is one", default: "table")
    ], summary: "the table of the last sweep")

  static func result(_ context: CommandContext) throws -> SweepResult {
    // What a sweep leaves is seen when it has run.
    try context.endCheck()
    guard let result = context.workspace.sweep else {
      throw SessionError(
        "there was no sweep yet",
        hint: "run one, for example: sweep r in [0.5, 1, 1.5] { spectral 1 (r); report grad(1, 1) }")
    }
    return result
  }

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let result = try result(context)
    guard form == "plot" else { return context.answer(Output.table(result.table).shown(as: form)) }
    let charts = result.charts
    guard !charts.isEmpty else {
      throw SessionError("there is nothing to draw: no variable, or nothing reported, is a number", hint: "show sweep")
    }
    for chart in charts { context.answer(.line(chart)) }
  }
}
