import SequenceEngine

extension GeneratedTask {
  /// A task with about twenty time steps, its other options as usual.
  static func short(_ name: String, _ more: [String: TaskValue] = [:]) -> GeneratedTask {
    var values = more
    let options = table.first { $0.name == name }?.options ?? []
    if values["length"] == nil, options.contains(where: { $0.name == "length" }) { values["length"] = .integer(20) }
    do { return try GeneratedTask(name, values) } catch { preconditionFailure("\(error)") }
  }
}
