/// A recurrent layer whose gradient does not pass through one of its gates.
enum GateCut {
  /// The layer's forward pass once more, under stages that send nothing back through a gate.
  ///
  /// - Throws: `ModelError` for a gate that the cell does not have.
  static func runner(
    cutting gate: String, of layer: RecordedLayer, in network: Network<Double>
  ) throws -> RecurrentRunner<Double>? {
    let planned = network.plan.layers[layer.index]
    guard case .recurrent(let recurrent) = planned.description.kind, let program = planned.program,
      let own = network.recurrent(layer.index), let input = own.input
    else { return nil }
    guard let number = recurrent.cell.gates.firstIndex(of: gate) else {
      let known = recurrent.cell.gates
      throw ModelError(
        "\(layer.name) has no gate '\(gate)'; "
          + (known.isEmpty ? "it has none" : "there are: \(known.joined(separator: ", "))"))
    }
    let cut: CellProgram
    do {
      cut = try CellCompiler.compile(recurrent.cell, sizes: program.sizes, recorded: true, cutting: number)
    } catch { throw ModelError(error.message, layer: layer.name) }
    let runner = RecurrentRunner<Double>(
      cut, stackOffsets: own.stackOffsets, input: planned.input, isReversed: own.isReversed, wantsInputGradient: true)
    runner.pack(network.store)
    runner.prepare(input, own.memory.frame)
    runner.clamps = own.clamps
    for (new, known) in zip(runner.memory.states, own.memory.states) {
      new.base.update(from: known.base, count: known.count)
    }
    runner.memory.feedback.base.update(from: own.memory.feedback.base, count: own.memory.feedback.count)
    runner.forward(0..<own.memory.frame.steps, network.context)
    return runner
  }
}
