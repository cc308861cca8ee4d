import Script

/// Reads a script without running it, for every error that can be seen without running.
public enum ScriptCheck {
  /// The messages about a file, each ready to print; empty when nothing is wrong.
  public static func diagnostics(of path: String) -> [String] {
    do {
      return diagnostics(in: try ScriptFile.read(path)).map(\.rendered)
    } catch let error as Diagnostic {
      return [error.rendered]
    } catch {
      return ["\(legible(path)): error: \(error)"]
    }
  }

  public static func diagnostics(in source: SourceText) -> [Diagnostic] {
    let (program, found) = Parser(CommandRegistry.table).parse(source)
    var walk = Walk(source: source)
    walk.visit(program.statements)
    return found + walk.diagnostics
  }

  /// Follows the statements for layer kinds that nothing defines.
  private struct Walk {
    let source: SourceText
    var cells: Set<String> = []
    var includes = false
    var diagnostics: [Diagnostic] = []

    mutating func visit(_ statements: [Statement]) {
      for statement in statements { visit(statement) }
    }

    private mutating func visit(_ statement: Statement) {
      switch statement.kind {
      case .command(let command): visit(command)
      case .cell(let text): cells.insert(text.name.text)
      case .include: includes = true
      case .conditional(let branches, let otherwise):
        for branch in branches { visit(branch.body) }
        visit(otherwise ?? [])
      case .forEach(_, _, let body), .repeated(_, let body): visit(body)
      case .definition(let definition): visit(definition.body)
      case .sweep(let sweep): visit(sweep.body)
      default: break
      }
    }

    private mutating func visit(_ command: Command) {
      guard let argument = command.argument("KIND"), case .word(let kind) = argument.value,
        ["add", "insert", "replace"].contains(command.verb.text), !includes
      else { return }
      let known = LayerKinds.builtIn + cells.sorted()
      guard !known.contains(kind) else { return }
      diagnostics.append(.unknownName(kind, kind: "layer kind", among: known, at: argument.range, in: source))
    }
  }
}
