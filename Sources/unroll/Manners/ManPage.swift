extension CommandLineDescription {
  /// The manual page, in the man macros.
  var manPage: String {
    """
    .TH UNROLL 1 "" "\(Unroll.version)" "User Commands"
    .SH NAME
    unroll \\- \(Self.roff(Self.lowered(abstract)))
    .SH SYNOPSIS
    \(([usual] + commands.filter { $0.commandName != usual.commandName }).map { synopsis($0) }.joined())\
    .SH DESCRIPTION
    Build a recurrent net layer by layer on real data, train it, and step through unrolled time, forward and backward:
    hidden states, gates, and the norm of the gradient at every time step.
    Without a command the notebook opens; a script given to it is shown and not run.
    Its command
    .B help
    lists the commands of the language, and
    .B help \\fICOMMAND\\fR
    tells about one.
    .PP
    Standard input that is no terminal is run as a script.
    Results go to standard output, diagnostics and progress to standard error.
    .SH COMMANDS
    \(commands.map { ".SS \"\(Self.roff("unroll " + $0.commandName))\"\n" + section($0) }.joined())\
    .SH EXIT STATUS
    \(Self.list([
      ("0", "Done."), ("1", "The script failed: an error, an assertion, a missing file."), ("2", "Wrong usage."),
      ("129", "Hang-up."), ("130", "Interrupted."),
      ("141", "Who read standard output closed it before the end."), ("143", "Terminated."),
    ]))\
    .SH ENVIRONMENT
    \(Self.list(Preference.all.map { ($0.variable, "\($0.summary) (\($0.expected))") } + [
      ("UNROLL_HOME", "The folder with the shipped data sets, where they are not beside the program."),
      ("UNROLL_ISA", "The kernels to compute with, such as plain; otherwise the best that the processor has."),
      ("NO_COLOR", "Set and not empty: no colours."), ("COLORTERM", "truecolor allows 16.7 million colours."),
      ("COLUMNS", "The width of what is written to a file or a pipe."),
    ]))\
    .SH FILES
    \(Self.list([
      (
        "$XDG_CONFIG_HOME/unroll/config",
        "What you want of every session; by default in ~/.config. The command config writes one with comments."
      ), ("$XDG_STATE_HOME/unroll/history", "The lines of earlier sessions; by default in ~/.local/state."),
      ("$XDG_STATE_HOME/unroll/lessons", "How far you are in the lessons."),
    ]))\
    .SH EXAMPLES
    .EX
    unroll run experiment.rnn \\-\\-set hidden=64 \\-\\-seed 2
    unroll run experiment.rnn \\-\\-format jsonl \\-\\-output results.jsonl
    unroll check *.rnn && unroll export lesson.rnn \\-\\-to html
    .EE

    """
  }

  private func synopsis(_ command: Command) -> String {
    let isUsual = command.commandName == usual.commandName
    var words = [isUsual ? ".B unroll" : ".B \(Self.roff("unroll \(command.commandName)"))"]
    for argument in command.options + command.positionals where argument.spellings.first != "--help" {
      var text = argument.kind == .positional ? "" : "\\fB\(Self.roff(argument.spellings[0]))\\fR"
      if argument.kind != .flag { text += (text.isEmpty ? "" : " ") + "\\fI\(Self.roff(argument.value))\\fR" }
      if argument.isOptional { text = "[" + text + "]" }
      words.append(text + (argument.isRepeating ? "..." : ""))
    }
    return (isUsual ? "" : ".br\n") + words.joined(separator: "\n") + "\n"
  }

  private func section(_ command: Command) -> String {
    let lines = (command.positionals + command.options).map { argument in
      var label = argument.spellings.map { "\\fB\(Self.roff($0))\\fR" }.joined(separator: ", ")
      if argument.kind != .flag { label += (label.isEmpty ? "" : " ") + "\\fI\(Self.roff(argument.value))\\fR" }
      let known = argument.defaultValue.map { " (default \($0))" } ?? ""
      return ".TP\n\(label)\n\(Self.roff((argument.abstract ?? "") + known))\n"
    }
    return Self.roff(command.abstract ?? "") + "\n" + lines.joined()
  }

  private static func list(_ items: [(name: String, text: String)]) -> String {
    items.map { ".TP\n.B \(roff($0.name))\n\(roff($0.text))\n" }.joined()
  }

  /// Text without a meaning for the formatter: a hyphen that can be copied, no request at a line's start.
  private static func roff(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }

  private static func lowered(_ text: String) -> String {
    var text = text.hasSuffix(".") ? String(text.dropLast()) : text
    if let first = text.first { text = first.lowercased() + text.dropFirst() }
    return text
  }
}
