extension CommandLineDescription {
  /// A completion script for bash 4 and later.
  var bashCompletion: String {
    """
    # Tab completion of unroll for bash. To have it in every shell:
    #   unroll completions bash > ~/.local/share/bash-completion/completions/unroll

    _unroll_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }

    _unroll_files() {
      compopt -o filenames
      local found
      mapfile -t found < <(compgen -f ${1:+-X "!*.$1"} -- "$word")
      [[ -z $1 ]] || mapfile -t -O "${#found[@]}" found < <(compgen -d -- "$word")
      COMPREPLY+=("${found[@]}")
    }

    _unroll() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=
      COMPREPLY=()
      if [[ $word == "=" ]]; then
        word=
      elif [[ $before == "=" && COMP_CWORD -gt 2 ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
      fi
      if ((COMP_CWORD > 1)); then
        case ${COMP_WORDS[1]} in
        \(names.joined(separator: " | "))) command=${COMP_WORDS[1]} ;;
        esac
      fi
      case "$command $before" in
    \((commands.map { ($0.commandName, $0) } + [("", usual)]).map(Self.bashValues).joined())  esac
      case "$command $word" in
    \((commands.map { ($0.commandName, $0) } + [("", usual)]).map(Self.bashOptions).joined())  esac
      case $command in
    \(commands.map { "  \($0.commandName))\(Self.bashAction($0.positionals.first?.values ?? .free)) ;;\n" }.joined())\
      "")
        ((COMP_CWORD > 1)) || _unroll_words "\(names.joined(separator: " "))"
       \(Self.bashAction(usual.positionals.first?.values ?? .free))
        ;;
      esac
    }

    complete -F _unroll unroll

    """
  }

  /// What follows an option that takes a value.
  private static func bashValues(_ name: String, _ command: Command) -> String {
    command.options.filter { $0.kind == .option }.map { option in
      let patterns = option.spellings.map { "\"\(name) \($0)\"" }.joined(separator: " | ")
      return "  \(patterns))\(bashAction(option.values)); return ;;\n"
    }.joined()
  }

  private static func bashOptions(_ name: String, _ command: Command) -> String {
    let spellings = command.options.flatMap(\.spellings).joined(separator: " ")
    return "  \"\(name) -\"*) _unroll_words \"\(spellings)\"; return ;;\n"
  }

  private static func bashAction(_ values: Values) -> String {
    switch values {
    case .words(let words): " _unroll_words \"\(words.joined(separator: " "))\""
    case .files(let ending): " _unroll_files \(ending ?? "")"
    case .free: " :"
    }
  }
}
