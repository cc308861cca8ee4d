extension CommandTable {
  /// `help`: every verb with its line, grouped by family in the order of the table.
  public func helpOverview() -> [String] {
    let width = statementWords.map(\.count).max() ?? 0
    var lines: [String] = []
    for family in commands.map(\.family).unique {
      lines.append(family)
      for command in commands where command.family == family {
        lines.append("  " + command.verb.padded(to: width) + "  " + command.summary)
      }
      lines.append("")
    }
    lines.append("language")
    for keyword in Keywords.statements {
      lines.append("  " + keyword.word.padded(to: width) + "  " + keyword.summary)
    }
    return lines + ["", "help COMMAND tells more about one of them."]
  }

  /// `help VERB`: how it is used, each argument and option, and examples. Nil when there is no such command.
  public func help(for verb: String) -> [String]? {
    if let keyword = Keywords.statements.first(where: { $0.word == verb }) {
      let head = ["\(verb): \(keyword.summary)", "", "  " + keyword.usage]
      guard let details = Keywords.details[verb] else { return head }
      let lines = details.help.split(separator: "\n").map(String.init)
      return head + [""] + lines + ["", "examples"] + details.examples.map { "  " + $0 }
    }
    return command(verb)?.helpLines
  }

  /// The table of commands for README: one row for each form.
  public func markdownTable() -> String {
    var rows = ["| command | what it does |", "|---|---|"]
    for command in commands {
      for form in command.forms {
        let summary = form.summary.isEmpty ? command.summary : form.summary
        rows.append("| `\(form.usage(of: command.verb).markdownCell)` | \(summary.markdownCell) |")
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }
}

extension CommandSpec {
  var helpLines: [String] {
    var lines = ["\(verb): \(summary)", ""]
    for form in forms {
      lines.append("  " + form.usage(of: verb))
      if !form.summary.isEmpty { lines.append("      " + form.summary) }
    }
    let arguments = forms.flatMap(\.arguments).unique.filter { if case .keyword = $0.type { false } else { true } }
    let rows =
      arguments.map { argument in
        (argument.name, argument.explanation)
      } + forms.flatMap(\.options).unique.map { ($0.usage, $0.explanation) }
    let width = min(rows.map(\.0.count).max() ?? 0, 28)
    if !rows.isEmpty { lines.append("") }
    lines += rows.map { "  " + $0.padded(to: width) + "  " + $1 }
    if !help.isEmpty { lines += [""] + help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    if !examples.isEmpty { lines += ["", "examples"] + examples.map { "  " + $0 } }
    return lines
  }
}

extension ArgumentSpec {
  var explanation: String {
    let parts = [summary, type.description].filter { !$0.isEmpty }
    return parts.joined(separator: "; ") + (isRepeated ? "; one or more" : "")
      + (isOptional ? " (may be left out)" : "")
  }
}

extension OptionSpec {
  var explanation: String {
    let parts = [summary, type.description].filter { !$0.isEmpty }
    let bare = bareWord.map { "; alone it means \($0)" } ?? (type == .flag ? "; alone it means yes" : "")
    return parts.joined(separator: "; ") + bare + (defaultValue.map { " (default \($0))" } ?? "")
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
  fileprivate var markdownCell: String {
    split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
