import Script

/// Reads a script without running it, for every error that can be seen without running.
public enum ScriptCheck {
  /// The messages about a file, or `-` for standard input, each ready to print; empty when nothing is wrong.
  public static func diagnostics(
    of path: String, environment: SessionEnvironment = SessionEnvironment()
  ) -> [String] {
    do {
      let source = try ScriptFile.read(argument: path)
      let file = path == ScriptFile.standardInput ? nil : path
      return diagnostics(in: source, path: file, environment: environment).map(\.rendered)
    } catch let error as Diagnostic {
      return [error.rendered]
    } catch {
      return ["\(legible(path)): error: \(error)"]
    }
  }

  /// What is wrong in a script and in those that it includes; paths are relative to the folder of `path`.
  public static func diagnostics(
    in source: SourceText, path: String? = nil, environment: SessionEnvironment = SessionEnvironment()
  ) -> [Diagnostic] {
    let walk = CheckWalk(environment: environment)
    walk.visit(script: source, path: path)
    return Array(walk.inOrder.prefix(Limits.diagnostics))
  }
}
