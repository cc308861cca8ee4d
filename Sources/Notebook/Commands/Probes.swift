import Script
import SequenceEngine

/// Functions of the unrolled example that expressions may call: `grad(rnn1, 5)`. They unroll the first example when nothing
/// is shown yet.
enum Probes {
  static let specs: [FunctionSpec] = [
    FunctionSpec("grad", "grad(layer, t, state)", "norm of dL/dh at t, or of another state: grad(lstm1, 5, \"c\")"),
    FunctionSpec("hidden", "hidden(layer, t)", "the units of h at t"),
    FunctionSpec("cell_state", "cell_state(layer, t)", "the units of the second state, c, at t"),
    FunctionSpec("gate", "gate(layer, name, t)", "the units of a gate at t: gate(lstm1, \"forget\", 5)"),
    FunctionSpec("attention", "attention(layer, t)", "weight of each source step at step t of the decoder"),
    FunctionSpec("input", "input(t)", "what the model reads at t"),
    FunctionSpec("output", "output(t)", "what the model puts out at t"),
    FunctionSpec("jacobian", "jacobian(layer, t0, t1)", "largest singular value of dh(t1)/dh(t0)"),
    FunctionSpec("radius", "radius(layer)", "largest spectral radius of its recurrent matrices"),
    FunctionSpec("saturation", "saturation(layer)", "share of values where a squashing function is flat"),
    FunctionSpec(
      "fixed_points", "fixed_points(layer)", "where it stands still: of each point the directions that lead away"),
    FunctionSpec("horizon", "horizon(layer)", "steps back in which the gradient halves; negative: doubles"),
    FunctionSpec("flow", "flow(layer, t, s)", "norm of the part of dL/dh at t that came from the loss at s"),
    FunctionSpec("weight_norm", "weight_norm(layer)", "norm of all weights of a layer"),
  ]

  /// The probe's value; nil when no probe has that name.
  ///
  /// - Parameter check: called while it is worked out; throwing stops the work.
  static func call(
    _ name: String, _ arguments: [Value], in workspace: inout Workspace, check: () throws -> Void
  ) throws -> Value? {
    guard specs.contains(where: { $0.name == name }) else { return nil }
    try Self.check(name, valueCount: arguments.count)
    let pass = try workspace.recordedPass()
    if name == "output" {
      let t = try step(arguments[0], 1, pass.output.steps, ofOutput: true)
      return .list(pass.output.at(t).map { .number($0) })
    }
    if name == "input" {
      return .list(pass.input(at: try step(arguments[0], 1, pass.example.steps)).map { .number($0) })
    }
    if name == "attention" {
      let own = try attention(arguments[0], pass, workspace)
      return .list(own.meanWeights(at: try step(arguments[1], 1, own.steps)).map { .number($0) })
    }
    if name == "weight_norm" { return .number(try weightNorm(arguments[0], pass, workspace)) }
    if name == "hidden" {
      let index = try layerIndex(arguments[0], workspace)
      if pass.plan.layers[index].description.group?.part == .output {
        let values = pass.output(ofLayer: index, at: try step(arguments[1], 1, pass.steps))
        return .list(values.map { .number($0) })
      }
    }
    let number = try recurrentLayer(arguments[0], pass, workspace)
    let layer = pass.layers[number]
    switch name {
    case "grad":
      let t = try step(arguments[1], 1, layer.steps)
      return .number(layer.stateGradients[try state(arguments.count > 2 ? arguments[2] : nil, layer)].norm(at: t))
    case "hidden": return list(layer.states[0], try step(arguments[1], 1, layer.steps))
    case "cell_state":
      guard layer.states.count > 1 else {
        throw oneState(layer.name, layer.stateNames)
      }
      return list(layer.states[1], try step(arguments[1], 1, layer.steps))
    case "gate":
      guard case .text(let gateName) = arguments[1] else {
        throw EvaluationFailure("the gate's name is a text: \"forget\"")
      }
      return list(try gate(gateName, layer).values, try step(arguments[2], 1, layer.steps))
    case "jacobian":
      let from = try step(arguments[1], 0, layer.steps)
      let to = try step(arguments[2], from, layer.steps)
      return .number(try pass.jacobianSingularValues(layer: number, from: from, to: to, check: check).first ?? .nan)
    case "flow":
      let t = try step(arguments[1], 1, layer.steps)
      let s = try step(arguments[2], 1, max(pass.output.steps, pass.example.steps))
      return .number(try pass.flow(layer: number, at: t, from: s))
    case "radius": return .number(try pass.spectralRadii(layer: number, check: check).map(\.radius).max() ?? .nan)
    case "fixed_points":
      let study = try workspace.fixedPoints(layer: number, check: check)
      return .list(study.fixed.map { .number(Double($0.unstableDirections)) })
    case "saturation": return .number(pass.saturation(layer: number))
    default: return .number(pass.horizon(layer: number).halfLife ?? .nan)
    }
  }

  /// Which of a probe's arguments is the time step that it looks at; nil: it looks at all of them.
  static func timePlace(of name: String) -> Int? {
    switch name {
    case "input", "output": 0
    case "grad", "hidden", "cell_state", "attention", "flow": 1
    case "gate", "jacobian": 2
    default: nil
    }
  }

  /// Refuses a number of values that the probe does not take.
  static func check(_ name: String, valueCount: Int) throws {
    let counts: ClosedRange<Int> =
      switch name {
      case "grad": 2...3
      case "gate", "jacobian", "flow": 3...3
      case "hidden", "cell_state", "attention": 2...2
      default: 1...1
      }
    guard counts.contains(valueCount) else {
      let usage = specs.first { $0.name == name }?.signature ?? name
      throw EvaluationFailure("\(name)() is called as \(usage)")
    }
  }

  private static func list(_ series: RecordedSeries, _ t: Int) -> Value { .list(series.at(t).map { .number($0) }) }

  static func gate(_ name: String, _ layer: RecordedLayer) throws -> RecordedLayer.Gate {
    if let gate = layer.gates.first(where: { $0.name == name }) { return gate }
    throw noGate(name, layer.name, layer.gates.map(\.name))
  }

  static func noGate(_ name: String, _ layer: String, _ known: [String]) -> EvaluationFailure {
    let hint = known.isEmpty ? "it has no gates" : "there are: \(known.joined(separator: ", "))"
    return EvaluationFailure("\(layer) has no gate called '\(name)'", hint: hint)
  }

  @discardableResult
  static func step(_ value: Value, _ lower: Int, _ upper: Int, ofOutput: Bool = false) throws -> Int {
    guard case .number(let number) = value, let t = Int(exactly: number), (lower...max(lower, upper)).contains(t) else {
      throw EvaluationFailure(
        "t runs from \(lower) to \(upper), and \(value.literal) is outside",
        hint: ofOutput && upper == 1 ? "the model puts out one vector for the whole sequence: output(1)" : nil)
    }
    return t
  }

  static func state(_ value: Value?, _ layer: RecordedLayer) throws -> Int {
    guard let value else { return 0 }
    guard case .text(let name) = value, let index = layer.stateNames.firstIndex(of: name) else {
      throw noState(value, layer.name, layer.stateNames)
    }
    return index
  }

  static func oneState(_ layer: String, _ known: [String]) -> EvaluationFailure {
    EvaluationFailure("\(layer) has one state only, \(known.joined(separator: ", "))", hint: "ask for hidden(…)")
  }

  static func noState(_ value: Value, _ layer: String, _ known: [String]) -> EvaluationFailure {
    EvaluationFailure("\(layer) has no state \(value.literal)", hint: "there are: \(known.joined(separator: ", "))")
  }

  /// The place of a layer among the recurrent ones.
  static func recurrentLayer(_ value: Value, _ pass: RecordedPass, _ workspace: Workspace) throws -> Int {
    let index = try layerIndex(value, workspace)
    if let number = pass.layers.firstIndex(where: { $0.index == index }) { return number }
    throw notRecurrent(index, in: pass.plan)
  }

  /// An attention layer of the unrolled example.
  static func attention(_ value: Value, _ pass: RecordedPass, _ workspace: Workspace) throws -> RecordedAttention {
    let index = try layerIndex(value, workspace)
    if let own = pass.attentions.first(where: { $0.index == index }) { return own }
    let all = pass.selfAttentions
    if let own = all.first(where: { $0.index == index }) { return own }
    throw noAttention(pass.plan.layers[index].name, (pass.attentions + all).map(\.name))
  }

  static func noAttention(_ name: String, _ known: [String]) -> EvaluationFailure {
    EvaluationFailure(
      "\(name) is no attention layer",
      hint: known.isEmpty ? "this model has none" : "attention layers: \(known.joined(separator: ", "))")
  }

  static func notRecurrent(_ index: Int, in plan: ModelPlan) -> EvaluationFailure {
    let known = plan.recurrentLayers.map { plan.layers[$0].name }
    return EvaluationFailure(
      plan.stateless(index),
      hint: known.isEmpty ? "this model has none" : "recurrent layers: \(known.joined(separator: ", "))")
  }

  static func layerIndex(_ value: Value, _ workspace: Workspace) throws -> Int {
    guard let entry = try workspace.knownModel() else { throw EvaluationFailure("there is no model yet") }
    do { return try entry.layerIndex(of: value) } catch { throw EvaluationFailure(error.message, hint: error.hint) }
  }

  private static func weightNorm(_ value: Value, _ pass: RecordedPass, _ workspace: Workspace) throws -> Double {
    let index = try layerIndex(value, workspace)
    let model = ModelDescription(name: "", layers: pass.plan.layers.map(\.description))
    let parts = model.parts(of: index)
    var sum = 0.0
    for parameter in parts.flatMap({ pass.plan.parameters[pass.plan.layers[$0].parameters] }) {
      for place in parameter.range { sum += pass.parameters[place] * pass.parameters[place] }
    }
    return sum.squareRoot()
  }
}

extension RecordedPass {
  /// What the model reads at a time step from 1; of symbols the number, counted from 0.
  func input(at t: Int) -> [Double] {
    switch example.input {
    case .tokens(let tokens): [Double(tokens[t - 1])]
    case .vectors(let values, let size): Array(values[(t - 1) * size..<t * size])
    }
  }
}
