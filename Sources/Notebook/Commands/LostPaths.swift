import Script

/// Files that a script no longer finds where it is written to: what was typed is relative to the session's folder, what
/// stands in a script to the script's own.
enum LostPaths {
  /// A sentence about the first of them; nil: all are found, or were not there before either.
  ///
  /// - Parameters:
  ///   - folder: what the paths of typed entries were relative to.
  ///   - target: the folder that the script is written into.
  static func first(of script: Document, typedIn folder: String, writtenTo target: String) -> String? {
    let ownFolder = script.path.map(ScriptFile.folder(of:)) ?? folder
    for entry in script.written where entry.kind == .commands {
      let (program, _) = Parser(CommandRegistry.table).parse(SourceText(name: "", text: entry.text))
      let before = entry.isFromFile ? ownFolder : folder
      let lost = paths(in: program.statements).first { path in
        ScriptFile.exists(CommandContext.path(path, in: before))
          && !ScriptFile.exists(CommandContext.path(path, in: target))
      }
      guard let lost else { continue }
      return "'\(legible(lost))' is looked up beside the script when it is run: it is not in '\(legible(target))'; "
        + "copy it there, or give its whole path"
    }
    return nil
  }

  /// Files that are read, as far as their names are written out.
  private static func paths(in statements: [Statement]) -> [String] {
    statements.flatMap { statement -> [String] in
      switch statement.kind {
      case .include(let file): path(file)
      case .command(let command): files(of: command)
      default: statement.blocks.flatMap { paths(in: $0) }
      }
    }
  }

  private static func files(of command: Command) -> [String] {
    if let timed = command.timed { return paths(in: [timed]) }
    guard ["data", "load"].contains(command.verb.text),
      case .expression(let file)? = command.argument("FILE")?.value
    else { return [] }
    return path(file)
  }

  /// The text of a string without values in it; nothing for any other expression.
  private static func path(_ expression: Expression) -> [String] {
    guard case .string(let parts) = expression.kind else { return [] }
    var path = ""
    for part in parts {
      guard case .text(let text) = part else { return [] }
      path += text
    }
    return path.isEmpty || path.utf8.contains(0) ? [] : [path]
  }
}
