import Script
import SequenceEngine

/// `data inline`: lists of numbers as sequences with their targets.
enum InlineRequest {
  static func sequences(_ command: Command, _ context: CommandContext) throws -> InlineSequences {
    guard let argument = command.argument("SEQUENCES") else { throw SessionError("data inline needs sequences") }
    let input = try sequences(argument, context)
    let kind = try command.option("targets").map(context.word) ?? "numbers"
    guard let given = command.option("target") else {
      guard kind == "numbers" else {
        throw SessionError("targets=\(kind) says what the targets are; give them with target=")
      }
      return InlineSequences(input: input, target: .nextStep)
    }
    let value = try context.value(given)
    guard case .list(let items) = value, !items.isEmpty else {
      throw context.failure("target= is a list with one item for each sequence", at: given)
    }
    if kind == "labels" {
      return InlineSequences(input: input, target: .labels(try labels(items, given, context)))
    }
    if kind == "classes" { return InlineSequences(input: input, target: try classes(items, given, context)) }
    return InlineSequences(input: input, target: try numbers(items, input, given, context), bits: kind == "bits")
  }

  /// [sequence][t][I]; a time step that is one number is a list of one.
  private static func sequences(_ argument: Argument, _ context: CommandContext) throws -> [[[Double]]] {
    guard case .list(let items) = try context.value(argument) else {
      throw context.failure("expected a list of sequences", at: argument)
    }
    return try items.map { item in
      guard case .list(let steps) = item else {
        throw context.failure(
          "each sequence is a list of time steps, found \(item.kindName)", at: argument, hint: "write [[0, 0, 1]]")
      }
      return try steps.map { try step($0, argument, context) }
    }
  }

  private static func step(_ value: Value, _ argument: Argument, _ context: CommandContext) throws -> [Double] {
    switch value {
    case .number(let number): return [number]
    case .list(let items):
      return try items.map { item in
        guard case .number(let number) = item else {
          throw context.failure("a time step holds numbers, found \(item.kindName)", at: argument)
        }
        return number
      }
    default:
      throw context.failure("a time step is a number or a list of numbers, found \(value.kindName)", at: argument)
    }
  }

  /// One list of steps for each sequence, or one number or vector for each sequence.
  ///
  /// A list of as many items as its sequence has steps is one target for each step.
  private static func numbers(
    _ items: [Value], _ input: [[[Double]]], _ argument: Argument, _ context: CommandContext
  ) throws -> InlineSequences.Target {
    let isPerStep = items.enumerated().allSatisfy { index, item in
      guard case .list(let steps) = item else { return false }
      let nested = steps.contains { if case .list = $0 { true } else { false } }
      return nested || input.indices.contains(index) && steps.count == input[index].count
    }
    guard isPerStep else { return .perSequence(try items.map { try step($0, argument, context) }) }
    return .perStep(
      try items.map { item in
        guard case .list(let steps) = item else { return [] }
        return try steps.map { try step($0, argument, context) }
      })
  }

  private static func classNumber(_ value: Value, _ argument: Argument, _ context: CommandContext) throws -> Int {
    guard case .number(let number) = value, let index = Int(exactly: number) else {
      throw context.failure("a class is a whole number from 0, found \(value.literal)", at: argument)
    }
    return index
  }

  /// Some classes in order for each sequence.
  private static func labels(_ items: [Value], _ argument: Argument, _ context: CommandContext) throws -> [[Int]] {
    try items.map { item in
      guard case .list(let labels) = item else {
        throw context.failure("labels are a list for each sequence, found \(item.kindName)", at: argument)
      }
      return try labels.map { try classNumber($0, argument, context) }
    }
  }

  private static func classes(
    _ items: [Value], _ argument: Argument, _ context: CommandContext
  ) throws -> InlineSequences.Target {
    guard case .list = items[0] else {
      return .classPerSequence(try items.map { try classNumber($0, argument, context) })
    }
    return .classPerStep(
      try items.map { item in
        guard case .list(let steps) = item else {
          throw context.failure("some sequences have a class for each step and others one", at: argument)
        }
        return try steps.map { try classNumber($0, argument, context) }
      })
  }
}
