/// `demo` at a prompt.
extension Session {
  /// Runs the first session, each command behind its remark.
  func demonstrate() throws {
    guard interpreter.depth == 0 else {
      throw SessionError("demo stands alone, not in a block or a script that is included")
    }
    guard workspace.models.isEmpty else { throw SessionError(FirstSession.refusal) }
    for step in FirstSession.steps {
      tell(.output(.note("\n# \(step.remark)")))
      tell(.told("unroll> " + step.command))
      switch run(step.command) {
      case .done: continue
      case .interrupted: throw Interruption()
      case .failed, .quit: throw SessionError("the demo ended at: \(step.command)")
      }
    }
  }
}
