import Script
import SequenceEngine

/// `teacher_forcing`: how often a decoder reads the real symbol of the step before while it learns.
enum TeacherForcingCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "teacher_forcing", family: "training",
      summary: "how often a decoder reads the real symbol of the step before while it learns",
      arguments: [ArgumentSpec("SHARE", .range, "a share from 0 to 1, or FROM..TO")],
      options: [OptionSpec("steps", .integer, "updates until TO is reached, along a straight line", default: "1000")],
      examples: ["teacher_forcing 1.0", "teacher_forcing 1.0..0.5 steps=2000"],
      help: """
        At every step of every sequence chance decides whether the decoder reads the real symbol of the step before, or the
        one that it found likeliest itself (Bengio et al. 2015). The start is 1: always the real one, which is fastest, for
        the layers behind attention are then computed over all time steps at once. evaluate tells both the loss with the
        real symbols and how good the targets are that the model writes by itself.
        """)
  ) { command, context in
    guard let argument = command.argument("SHARE"), case .expression(let expression) = argument.value else { return }
    let ends = try context.evaluator.bounds(of: expression)
    for end in [ends.lower, ends.upper] where !(0...1).contains(end) {
      throw context.failure("a share lies between 0 and 1, and \(Value.number(end).literal) does not", at: argument)
    }
    let updates = try command.option("steps").map { try context.integer($0, 1...1_000_000_000) } ?? 1000
    let forcing = TeacherForcing(first: ends.lower, last: ends.upper, updates: updates)
    context.workspace.settings.teacherForcing = forcing
    let percent = NumberFormat.percent(0)
    context.answer(
      forcing.first == forcing.last
        ? "the decoder reads the real symbol in \(percent.text(forcing.last)) of the steps"
        : "the decoder reads the real symbol in \(percent.text(forcing.first)) of the steps, falling to "
          + "\(percent.text(forcing.last)) over \(updates) updates")
  }
}
