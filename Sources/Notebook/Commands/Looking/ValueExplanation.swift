import Script
import SequenceEngine

/// `explain hidden(1, 17)[3]`: where a number of the unrolled example and its gradient come from.
struct ValueExplanation {
  private static let known = ["hidden", "cell_state", "gate", "input", "output", "grad"]

  /// Whether a topic is written as a value: a name, then an open parenthesis.
  static func isValue(_ topic: String) -> Bool { topic.contains("(") }

  static func explain(_ written: String, _ argument: Argument, _ context: CommandContext) throws {
    let (call, indexed) = try parse(written, argument, context)
    guard case .call(let function, let arguments) = call.kind else { return }
    let values: [Value]
    let unit: Int?
    do {
      values = try arguments.map { try context.evaluator.evaluate($0) }
      unit = try indexed.map { try context.evaluator.whole($0) }
      try SessionScope(owner: context).check(function.text, values.map { $0 })
    } catch let error as Diagnostic {
      throw context.failure(error.message, at: argument, hint: error.hint)
    } catch let failure as EvaluationFailure {
      throw context.failure(failure.message, at: argument, hint: failure.hint)
    }
    let pass = try context.workspace.recordedPass()
    if let windowed = pass.plan.windowedLayers.first {
      throw context.failure(
        "single numbers are explained in models without window=, which \(pass.plan.layers[windowed].name) has",
        at: argument, hint: "of this one see show weights, evaluate and predict")
    }
    let (value, width) = try place(function.text, values, unit ?? 1, pass, argument, context)
    let isOne = width == nil || width == 1
    if let width, unit == nil, !isOne {
      throw context.failure(
        "say which of its \(width) numbers", at: argument, hint: "for example: explain \(legible(written))[1]")
    }
    if let unit, width == nil || !(1...max(width ?? 1, 1)).contains(unit) {
      let ends = width.map { "its numbers are 1 to \($0), and \(unit) is outside" } ?? "it is one number already"
      throw context.failure(ends, at: argument)
    }
    guard let explanation = try pass.explanation(of: value) else {
      throw context.failure("the unrolled example has no such number", at: argument)
    }
    var text = text(explanation)
    if explanation.numericGradient != nil, context.workspace.currentModel?.description.stopsGradients == true {
      text += "\n  a cell with stop(…) cuts gradients that finite differences see"
    }
    context.answer(text)
    context.show(.explanation(topic: written, text: text))
    record(explanation, context)
  }

  private static func parse(
    _ written: String, _ argument: Argument, _ context: CommandContext
  ) throws -> (call: Expression, index: Expression?) {
    let expression: Expression
    do {
      expression = try Parser(CommandRegistry.table).parseExpression(SourceText(name: "", text: written))
    } catch {
      throw context.failure(error.message, at: argument, hint: error.hint)
    }
    var (call, index): (Expression, Expression?) = (expression, nil)
    if case .index(let inner, let place) = expression.kind { (call, index) = (inner, place) }
    guard case .call(let function, _) = call.kind, known.contains(function.text) else {
      throw context.failure(
        "explain takes one number: \(known.map { $0 + "(…)" }.joined(separator: ", "))", at: argument,
        hint: "for example: explain hidden(1, 5)[3]")
    }
    return (call, index)
  }

  /// What is meant, and how many numbers stand there; nil when it is one already.
  private static func place(
    _ function: String, _ values: [Value], _ unit: Int, _ pass: RecordedPass, _ argument: Argument,
    _ context: CommandContext
  ) throws -> (ExplainedValue, width: Int?) {
    do {
      func t(_ place: Int, _ upper: Int) throws -> Int {
        try Probes.step(values[place], 1, upper)
      }
      switch function {
      case "output": return (.output(t: try t(0, pass.output.steps), unit: unit), pass.output.width)
      case "input":
        if case .vectors(_, let size) = pass.example.input {
          return (.input(t: try t(0, pass.steps), unit: unit), size)
        }
        return (.input(t: try t(0, pass.steps), unit: 1), 1)
      default: break
      }
      let number = try Probes.recurrentLayer(values[0], pass, context.workspace)
      let layer = pass.layers[number]
      switch function {
      case "hidden": return (.state(layer: number, state: 0, t: try t(1, pass.steps), unit: unit), layer.units)
      case "cell_state":
        guard layer.states.count > 1 else { throw Probes.oneState(layer.name, layer.stateNames) }
        return (.state(layer: number, state: 1, t: try t(1, pass.steps), unit: unit), layer.units)
      case "gate":
        guard case .text(let name) = values[1] else { throw EvaluationFailure("the gate's name is a text: \"forget\"") }
        let gate = try Probes.gate(name, layer)
        return (.gate(layer: number, gate: name, t: try t(2, pass.steps), unit: unit), gate.values.width)
      default:
        let state = try Probes.state(values.count > 2 ? values[2] : nil, layer)
        return (.gradientNorm(layer: number, state: state, t: try t(1, pass.steps)), nil)
      }
    } catch let failure as EvaluationFailure {
      throw context.failure(failure.message, at: argument, hint: failure.hint)
    }
  }

  // MARK: In words

  private static let exact = NumberFormat.significant(6)
  private static let rough = NumberFormat.significant(4)

  static func text(_ explanation: Explanation) -> String {
    var lines = ["\(explanation.name) of the unrolled example: \(exact.text(explanation.value))"]
    if let equation = explanation.equation {
      lines.append("  \(equation.split(separator: " ").joined(separator: " "))")
    }
    if let formula = explanation.formula { lines.append("  = \(written(formula))") }
    for sum in explanation.sums { lines += listed(sum, indent: "  ") }
    if let note = explanation.note { lines.append("  \(note)") }
    guard let gradient = explanation.gradient else { return lines.joined(separator: "\n") }
    let isNorm = explanation.name.hasPrefix("|")
    lines += ["", isNorm ? "the gradient's routes:" : "dL/d\(explanation.name) = \(exact.text(gradient))"]
    for route in explanation.routes {
      let factors = route.factors.map { "\(rough.text($0.upstream)) × \(rough.text($0.local)) = " } ?? ""
      lines.append("  from \(route.name): \(factors)\(exact.text(route.value))")
      if let sum = route.sum { lines += listed(sum, indent: "    ") }
    }
    if explanation.routes.isEmpty {
      lines.append(
        gradient.isFinite
          ? "  nothing that counts for the loss reads it"
          : "  it is not finite, and no route can be told; doctor finds where that begins")
    }
    if explanation.routes.count > 1 { lines.append("  together: \(exact.text(explanation.routed))") }
    if let numeric = explanation.numericGradient {
      lines.append(
        "  by finite differences: \(exact.text(numeric))   difference "
          + NumberFormat.significant(2).text(abs(numeric - gradient)))
    }
    return lines.joined(separator: "\n")
  }

  private static func listed(_ sum: Explanation.Sum, indent: String) -> [String] {
    let parts = sum.largest.map {
      "\(indent)  \($0.name) \(rough.text($0.factor)) × \(rough.text($0.weight)) = \(exact.text($0.value))"
    }
    let rest = sum.restCount > 0 ? ["\(indent)  \(sum.restCount) others: \(exact.text(sum.rest))"] : []
    return ["\(indent)\(sum.name) = \(exact.text(sum.value)), the sum of"] + parts + rest
  }

  private static func written(_ formula: Explanation.Formula, inside: Bool = false) -> String {
    switch formula {
    case .named(_, let value):
      let text = rough.text(value)
      return inside && text.hasPrefix("-") ? "(\(text))" : text
    case .negation(let inner): return "-\(written(inner, inside: true))"
    case .call(let name, let arguments): return "\(name)(\(arguments.map { written($0) }.joined(separator: ", ")))"
    case .binary(let sign, let left, let right):
      let text =
        "\(written(left, inside: inside || sign == "*" || sign == "/")) \(sign) \(written(right, inside: true))"
      return inside && (sign == "+" || sign == "-") ? "(\(text))" : text
    }
  }

  private static func record(_ explanation: Explanation, _ context: CommandContext) {
    context.record(
      "explain",
      [
        ("name", .text(explanation.name)), ("value", .number(explanation.value)),
        ("computed", explanation.computed.map { .number($0) } ?? .nothing),
        ("gradient", explanation.gradient.map { .number($0) } ?? .nothing),
        ("routes", .list(explanation.routes.map { .text($0.name) })),
        ("route_values", .list(explanation.routes.map { .number($0.value) })),
        ("numeric", explanation.numericGradient.map { .number($0) } ?? .nothing),
      ])
  }
}
