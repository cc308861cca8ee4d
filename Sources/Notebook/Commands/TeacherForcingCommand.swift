import Script
import SequenceEngine

/// `teacher_forcing`: how often a decoder reads the real symbol of the step before while it learns.
enum TeacherForcingCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "teacher_forcing", family: "training",
      summary: "how often a decoder reads the real symbol of the step before while it learns",
      arguments: [ArgumentSpec("SHARE", .range, "a share from 0 to 1, or FROM..TO")],
      options: [
        OptionSpec("steps", .integer, "updates until TO is reached", default: "1000"),
        OptionSpec(
          "shape", .word(.choice("linear", "exponential", "inverse_sigmoid")), "the way to it", default: "linear"),
      ],
      examples: ["teacher_forcing 1.0", "teacher_forcing 1.0..0.5 steps=2000 shape=inverse_sigmoid"],
      help: """
        At every step of every sequence chance decides whether the decoder reads the real symbol of the step before, or the
        one that it found likeliest itself (Bengio et al. 2015). The start is 1: always the real one, which is fastest, for
        the layers behind attention are then computed over all time steps at once. evaluate tells both the loss with the
        real symbols and how good the targets are that the model writes by itself.

        A linear schedule goes along a straight line, an exponential one fast at first, an inverse sigmoid slowly at both
        ends. Updates are those of the model since it was made. It is the current model's; a new model takes it over.
        """)
  ) { command, context in
    guard let argument = command.argument("SHARE"), case .expression(let expression) = argument.value else { return }
    let ends = try context.evaluator.bounds(of: expression)
    for end in [ends.lower, ends.upper] where !(0...1).contains(end) {
      throw context.failure("a share lies between 0 and 1, and \(Value.number(end).literal) does not", at: argument)
    }
    let updates = try command.option("steps").map { try context.integer($0, 1...1_000_000_000) } ?? 1000
    let shape: TeacherForcing.Shape = try command.option("shape").map { try context.choice($0, "shape") } ?? .linear
    let forcing = TeacherForcing(first: ends.lower, last: ends.upper, updates: updates, shape: shape)
    context.workspace.settings.teacherForcing = forcing
    let percent = NumberFormat.percent(0)
    let way = forcing.first > forcing.last ? "falling" : "rising"
    context.answer(
      context.settingOwner
        + (forcing.first == forcing.last
          ? "the decoder reads the real symbol in \(percent.text(forcing.last)) of the steps"
          : "the decoder reads the real symbol in \(percent.text(forcing.first)) of the steps, \(way) to "
            + "\(percent.text(forcing.last)) over \(updates) updates"
            + (shape == .linear ? "" : ", \(percent.text(forcing.probability(updates / 2))) after half of them")))
  }
}

extension TeacherForcing {
  /// As the language writes it.
  var command: String {
    let first = Value.number(first).literal
    guard self.first != last else { return "teacher_forcing \(first)" }
    return "teacher_forcing \(first)..\(Value.number(last).literal) steps=\(updates)"
      + (shape == .linear ? "" : " shape=\(shape.rawValue)")
  }
}
