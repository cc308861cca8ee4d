import Script
import SequenceEngine

extension Probes {
  /// Checks the values of a probe as far as they are known, nil where not: the layer, its states and gates, the time step.
  static func check(_ name: String, _ values: [Value?], in workspace: Workspace) throws {
    guard specs.contains(where: { $0.name == name }) else { return }
    try check(name, valueCount: values.count)
    var workspace = workspace
    do { _ = try workspace.recordedPass() } catch is Unforeseeable {}
    let steps = try? workspace.shownSteps()
    if name == "input" { try check(step: values[0], from: 1, to: steps) }
    guard name != "output", name != "input" else { return }
    guard let value = values[0], let entry = try workspace.knownModel(), let data = try workspace.knownData(),
      let plan = try? ModelPlan(entry.description, for: data.shape)
    else { return }
    let index = try layerIndex(value, workspace)
    guard name != "weight_norm" else { return }
    if name == "attention" {
      let known = plan.attentionLayers + plan.selfAttentionLayers
      guard known.contains(index) else {
        throw noAttention(plan.layers[index].name, known.map { plan.layers[$0].name })
      }
      return try check(step: values[1], from: 1, to: steps)
    }
    if name == "hidden", plan.layers[index].description.group?.part == .output {
      return try check(step: values[1], from: 1, to: steps)
    }
    guard case .recurrent(let layer) = plan.layers[index].description.kind, layer.window == nil else {
      throw notRecurrent(index, in: plan)
    }
    let layerName = plan.layers[index].name
    switch name {
    case "grad":
      if values.count > 2, let state = values[2] {
        guard case .text(let text) = state, layer.cell.states.contains(text) else {
          throw noState(state, layerName, layer.cell.states)
        }
      }
      try check(step: values[1], from: 1, to: steps)
    case "hidden": try check(step: values[1], from: 1, to: steps)
    case "cell_state":
      guard layer.cell.states.count > 1 else { throw oneState(layerName, layer.cell.states) }
      try check(step: values[1], from: 1, to: steps)
    case "gate":
      if case .text(let text)? = values[1], !layer.cell.gates.contains(text) {
        throw noGate(text, layerName, layer.cell.gates)
      }
      try check(step: values[2], from: 1, to: steps)
    case "flow":
      try check(step: values[1], from: 1, to: steps)
      try check(step: values[2], from: 1, to: steps)
    case "jacobian":
      try check(step: values[1], from: 0, to: steps)
      try check(step: values[2], from: 0, to: steps)
    default: break
    }
  }

  private static func check(step value: Value?, from lower: Int, to upper: Int?) throws {
    if let value, let upper { try step(value, lower, upper) }
  }
}
