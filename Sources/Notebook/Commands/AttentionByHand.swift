import Script
import SequenceEngine

/// `set attention(attention4, 3) …`: where the decoder looks at one of its steps in the shown example.
enum AttentionByHand {
  static func overrides(
    _ arguments: [Expression], _ given: Argument, _ argument: Argument, _ command: Command, _ context: CommandContext
  ) throws -> (overrides: [StateOverride], what: String) {
    let pass = try context.workspace.recordedPass()
    let (attention, t) = try place(arguments, argument, pass, context)
    let weights: [Double]
    if let unitArgument = command.option("unit") {
      let s = try context.integer(unitArgument, 1...attention.sourceSteps)
      weights = moved(attention.meanWeights(at: t), s - 1, to: try context.number(given, 0...1))
    } else {
      guard case .list(let items) = try context.value(given) else {
        throw context.failure(
          "give a list with a weight for each of the \(attention.sourceSteps) steps of the source, or unit= and one weight",
          at: given, hint: "all of it on step 2: set attention(\(attention.name), \(t)) unit=2 value=1")
      }
      weights = items.compactMap { if case .number(let number) = $0, number.isFinite { number } else { nil } }
      guard weights.count == items.count, weights.count == attention.sourceSteps else {
        throw context.failure(
          "the source has \(attention.sourceSteps) steps: give one finite weight for each", at: given)
      }
    }
    let overrides = weights.enumerated().map {
      StateOverride(layer: attention.name, target: .attention, timeStep: t, unit: $0.offset + 1, value: $0.element)
    }
    let best = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    let sum = NumberFormat.significant(4).text(weights.reduce(0, +))
    let most = NumberFormat.significant(3).text(weights[best])
    return (
      overrides, "\(attention.name) looks by hand at t = \(t): \(most) at source step \(best + 1), \(sum) in all,"
    )
  }

  static func place(
    _ arguments: [Expression], _ argument: Argument, _ pass: RecordedPass, _ context: CommandContext
  ) throws -> (attention: RecordedAttention, t: Int) {
    do {
      let values = try arguments.map { try context.evaluator.evaluate($0) }
      try Probes.check("attention", valueCount: values.count)
      let attention = try Probes.attention(values[0], pass, context.workspace)
      guard !attention.isOwn else {
        throw EvaluationFailure(
          "where the steps of a sequence look at each other is not set by hand", hint: "a decoder's attention can be")
      }
      return (attention, try Probes.step(values[1], 1, attention.steps))
    } catch let failure as EvaluationFailure {
      throw context.failure(failure.message, at: argument, hint: failure.hint)
    }
  }

  /// Weights that add up to 1 with one of them given: the others keep their proportions.
  private static func moved(_ weights: [Double], _ place: Int, to value: Double) -> [Double] {
    let rest = weights.reduce(0, +) - weights[place]
    return weights.indices.map { s in
      if s == place { return value }
      return rest > 0 ? weights[s] * (1 - value) / rest : (1 - value) / Double(max(weights.count - 1, 1))
    }
  }
}
