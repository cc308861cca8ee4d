/// A model in service: it reads one time step after another for as long as they come, each at the same cost and with the
/// same memory, however many came before.
public final class Streamer {
  public let plan: ModelPlan
  private let generator: Generator

  /// - Throws: `ModelError` naming the layer that would have to read ahead, or to look back at everything.
  public init(
    _ state: ModelState, for shape: DataShape, loss: Loss, precision: Precision = .double
  ) throws(ModelError) {
    plan = try ModelPlan(state.description, for: shape)
    try plan.checkStreaming()
    generator = try Generator(state, for: shape, loss: loss, precision: precision)
  }

  /// What is carried from one time step to the next.
  public var memory: Generator.Memory {
    get { generator.memory }
    set { generator.memory = newValue }
  }

  /// Reads one time step and returns what the model puts out after it, [O]; where it answers once a sequence, the answer
  /// if the sequence ended here.
  public func feed(_ input: SequenceInput) throws(ModelError) -> [Double] {
    try generator.read(input.steps(0..<1), steps: 1).last ?? []
  }

  /// The first state of each recurrent layer after the last time step that was read, by the layer's name; [H] each.
  public var states: [(layer: String, values: [Double])] {
    zip(plan.recurrentLayers, memory.states ?? []).map { (plan.layers[$0].name, $1.first ?? []) }
  }
}

extension ModelPlan {
  /// Numbers that a stream keeps between inputs: the states, what windows reach back to, and the last output.
  public var streamNumbers: Int {
    let states = recurrentLayers.reduce(0) { $0 + (layers[$1].program?.stateCount ?? 0) * layers[$1].outputSize }
    let windows = windowedLayers.reduce(0) { sum, index in
      let width = if case .vector(let size) = layers[index].input { size } else { 1 }
      return sum + width * ((layers[index].window ?? 1) - 1)
    }
    return states + windows + shape.target.outputSize
  }

  /// Refuses models that cannot read one time step after another at constant cost.
  public func checkStreaming() throws(ModelError) {
    try refuseDecoder("inputs are read one by one")
    for layer in layers {
      let kind = layer.description.kind
      let reason: String
      if kind.readsAhead {
        reason = "it reads what is yet to come, so it has no answer before the sequence has ended"
      } else if kind.mixesSteps {
        reason = "it looks back at steps that were read before, which a stream does not keep"
      } else if kind == .pool(.mean) || kind == .pool(.max) {
        reason = "it makes one vector of the whole sequence, which a stream does not keep"
      } else {
        continue
      }
      throw ModelError("\(reason); whole sequences are read by: predict", layer: layer.name)
    }
  }
}
