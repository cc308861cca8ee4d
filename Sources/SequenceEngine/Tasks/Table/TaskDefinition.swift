/// A generated task of the field: what it is called, what it teaches, who defined it, its options, and its rule.
public struct TaskDefinition: Sendable {
  public let name: String
  /// What it is and what it teaches, in one line.
  public let teaches: String
  /// Who defined it.
  public let source: String
  public let options: [TaskOption]
  /// Makes the rule from options that are inside their limits; refuses those that do not go together.
  let rule: @Sendable (TaskValues) throws -> any SequenceTask

  init(
    _ name: String, teaches: String, source: String, options: [TaskOption] = [],
    rule: @escaping @Sendable (TaskValues) throws -> any SequenceTask
  ) {
    (self.name, self.teaches, self.source, self.options, self.rule) = (name, teaches, source, options, rule)
  }
}

/// A generated task with its options.
public struct GeneratedTask: Sendable, Equatable {
  public let definition: TaskDefinition
  /// The options that were given.
  public let values: [String: TaskValue]

  public var name: String { definition.name }

  init(_ definition: TaskDefinition, _ values: [String: TaskValue] = [:]) {
    (self.definition, self.values) = (definition, values)
  }

  /// The task of a name.
  ///
  /// - Throws: `DataError` for an unknown name, an option that the task does not have, or a value outside its limits.
  public init(_ name: String, _ values: [String: TaskValue] = [:]) throws {
    let names = Self.table.map(\.name)
    guard let definition = Self.table.first(where: { $0.name == name }) else {
      let near = DataError.nearest(name, among: names)
      throw DataError(
        "data \(DataError.quote(name))", expected: "one of \(names.joined(separator: ", "))",
        found: "another name", advice: near.map { "did you mean '\($0)'?" } ?? "data alone lists what there is")
    }
    self.init(definition, values)
    _ = try rule()
  }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.values == b.values }

  /// The rule, after a check of its options.
  func rule() throws -> any SequenceTask {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let option = definition.options.first(where: { $0.name == name }) else {
        let known = definition.options.map { $0.name + "=" }.joined(separator: ", ")
        throw DataError(
          "data \(self.name) \(name)=", expected: "no \(name)", found: "one",
          advice: known.isEmpty ? "it has no options but count= and held_out=" : "it has \(known)")
      }
      try option.check(value, of: self.name)
    }
    return try definition.rule(TaskValues(task: name, given: values))
  }
}
