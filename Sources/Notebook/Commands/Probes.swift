import Script

/// Functions of the unrolled example that expressions may call: `grad(rnn1, 5)`.
enum Probes {
  static let specs: [FunctionSpec] = []

  /// The probe's value; nil when no probe has that name.
  static func call(_ name: String, _ arguments: [Value], in workspace: inout Workspace) throws -> Value? { nil }
}
