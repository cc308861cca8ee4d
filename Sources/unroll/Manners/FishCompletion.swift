extension CommandLineDescription {
  /// A completion script for fish 3.
  var fishCompletion: String {
    """
    # Tab completion of unroll for fish. To have it in every shell:
    #   unroll completions fish > ~/.config/fish/completions/unroll.fish

    function __unroll_command_is
        set -l words (commandline -poc)
        set -l command
        if contains -- "$words[2]" \(names.joined(separator: " "))
            set command $words[2]
        end
        test "$command" = "$argv[1]"
    end

    function __unroll_is_first
        test (count (commandline -poc)) -eq 1
    end

    function __unroll_files
        __fish_complete_path (commandline -ct) | string match -r -- "^[^\\t]*(?:/|\\.$argv[1])(?:\\t.*)?\\$"
    end

    complete -c unroll -f
    \(commands.map { "complete -c unroll -n __unroll_is_first -a \($0.commandName) -d \(Self.fishQuoted($0.abstract ?? ""))\n" }
      .joined())\
    \((commands.map { ($0.commandName, $0) } + [("", usual)]).map(Self.fishLines).joined())
    """
  }

  private static func fishLines(_ name: String, _ command: Command) -> String {
    let start = "complete -c unroll -n \(fishQuoted("__unroll_command_is \"\(name)\""))"
    let options = command.options.map { option in
      let names = (option.names ?? []).map {
        ($0.kind == .long ? " -l " : $0.kind == .short ? " -s " : " -o ") + $0.name
      }
      let value = option.kind == .option ? fishValue(option.values) : ""
      return "\(start)\(names.joined())\(value) -d \(fishQuoted(option.abstract ?? ""))\n"
    }
    let positional = command.positionals.first.map { start + fishAction($0.values) + "\n" }
    return options.joined() + (positional ?? "")
  }

  /// Only a file's name may be any; with `-x` fish offers none by itself.
  private static func fishValue(_ values: Values) -> String {
    if case .files(nil) = values { return " -r -F" }
    return " -x" + fishAction(values)
  }

  private static func fishAction(_ values: Values) -> String {
    switch values {
    case .words(let words): " -a \(fishQuoted(words.joined(separator: " ")))"
    case .files(let ending?): " -a '(__unroll_files \(ending))'"
    case .files(nil): " -F"
    case .free: ""
    }
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
