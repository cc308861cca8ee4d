/// Runs a model forward over whole sequences, each from its own start: for models whose layers look both ways in time as
/// well as for those that could go on step by step.
public final class Predictor {
  public let plan: ModelPlan
  private let network: Network<Double>
  /// Time steps that are computed together, in all rows; a longer sequence is computed alone.
  private static let stepsTogether = 1 << 15

  /// - Throws: `ModelError` when the model does not fit the data or has a decoder.
  public init(_ state: ModelState, for shape: DataShape, loss: Loss) throws(ModelError) {
    plan = try ModelPlan(state.description, for: shape)
    try plan.refuseDecoder("sequences are read whole")
    network = Network(plan, loss: loss)
    network.load(state.parameters)
  }

  /// What the model puts out for each sequence: [sequence][T][O], or [sequence][1][O] where it answers once a sequence.
  ///
  /// - Parameter progress: called before each batch with (done, total); throwing stops the reading.
  /// - Throws: `ModelError` when a sequence is too long for the machine's memory.
  public func outputs(
    _ sequences: [SequenceInput], progress: ((Int, Int) throws -> Void)? = nil
  ) throws -> [[[Double]]] {
    let order = sequences.indices.filter { sequences[$0].steps > 0 }
      .sorted { (sequences[$0].steps, $1) > (sequences[$1].steps, $0) }
    var results = [[[Double]]](repeating: [], count: sequences.count)
    var done = 0
    while done < order.count {
      try progress?(done, order.count)
      let longest = sequences[order[done]].steps
      let rows = order[done..<min(order.count, done + max(1, Self.stepsTogether / longest))]
      try plan.checkReading(steps: longest, rows: rows.count)
      for (index, output) in zip(rows, read(rows.map { sequences[$0] })) { results[index] = output }
      done += rows.count
    }
    return results
  }

  /// - Parameter sequences: the longest first.
  private func read(_ sequences: [SequenceInput]) -> [[[Double]]] {
    let examples = sequences.map { Example(input: $0, target: .classes([]), steps: $0.steps) }
    let batch = Batch(
      examples, identities: Array(repeating: 0, count: examples.count), placement: plan.shape.placement)
    network.prepare(batch, isTraining: false)
    network.forward()
    let (width, rows) = (network.output.width, network.outputFrame.rows)
    return sequences.indices.map { row in
      (0..<network.outputFrame.lengths[row]).map { t in
        (0..<width).map { network.output.values[(t * rows + row) * width + $0] }
      }
    }
  }
}
