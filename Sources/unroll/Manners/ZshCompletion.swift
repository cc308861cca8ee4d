extension CommandLineDescription {
  /// A completion script for zsh, to be sourced or put into a folder of `fpath` as `_unroll`.
  var zshCompletion: String {
    """
    #compdef unroll
    # Tab completion of unroll for zsh. To have it in every shell, with a folder of your fpath:
    #   unroll completions zsh > ~/.zfunc/_unroll

    _unroll_first() {
      local -a commands=(
    \(commands.map { "    \(Self.zshQuoted($0.commandName + ":" + ($0.abstract ?? "").replacing(":", with: "\\:")))\n" }
      .joined())  )
      _describe -t commands command commands
      \(Self.zshAction(usual.positionals.first?.values ?? .free))
    }

    _unroll() {
      local command=
      if ((CURRENT > 2)); then
        case $words[2] in
        \(names.joined(separator: "|")))
          command=$words[2]
          shift words
          ((CURRENT--))
          ;;
        esac
      fi
      case $command in
    \(commands.map { Self.zshCase($0.commandName, $0, first: nil) }.joined())\
    \(Self.zshCase("*", usual, first: "_unroll_first"))\
      esac
    }

    if [[ $funcstack[1] == _unroll ]]; then _unroll "$@"; else compdef _unroll unroll; fi

    """
  }

  private static func zshCase(_ name: String, _ command: Command, first: String?) -> String {
    let options = command.options.flatMap { option in
      option.spellings.map { spelling in
        let text = zshText(option.abstract ?? "")
        let many = option.isRepeating ? "*" : ""
        guard option.kind == .option else { return zshQuoted("\(many)\(spelling)[\(text)]") }
        return zshQuoted("\(many)\(spelling)=[\(text)]:\(option.value):\(zshAction(option.values))")
      }
    }
    let positionals = command.positionals.enumerated().map { place, argument in
      let which = argument.isRepeating ? "*" : "\(place + 1)"
      return zshQuoted("\(which):\(argument.value):\(first ?? zshAction(argument.values))")
    }
    let specifications = (options + positionals).map { " \\\n      " + $0 }.joined()
    return "  \(name))\n    _arguments -S :\(specifications)\n    ;;\n"
  }

  private static func zshAction(_ values: Values) -> String {
    switch values {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files(let ending?): "_files -g \"*.\(ending)\""
    case .files(nil): "_files"
    case .free: ""
    }
  }

  private static func zshText(_ text: String) -> String {
    String(text.flatMap { "[]:\\".contains($0) ? ["\\", $0] : [$0] })
  }

  private static func zshQuoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
