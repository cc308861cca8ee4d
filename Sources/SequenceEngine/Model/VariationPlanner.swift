/// What cannot be made of a cell.
extension ModelPlanner {
  func checkVariation(_ recurrent: RecurrentLayer, _ name: String) throws(ModelError) {
    let variation = recurrent.variation
    if let size = variation.projection { try checkProjection(to: size, recurrent, name) }
    guard variation.isSane else {
      throw ModelError("recurrent_dropout and zoneout are probabilities, from 0 to below 1", layer: name)
    }
    guard variation.recurrentDropout > 0 else { return }
    if recurrent.feedback {
      throw ModelError(
        "its matrices read the model's output of the step before in place of the state, so that there is no state to drop; "
          + "leave recurrent_dropout out, or feedback=output", layer: name)
    }
    guard recurrent.definition.hasRecurrentMatrix else {
      throw ModelError(
        "no matrix of the cell '\(recurrent.definition.name)' reads its state, so that recurrent_dropout would drop nothing; "
          + "take zoneout, or dropout", layer: name)
    }
  }

  private func checkProjection(to size: Int, _ recurrent: RecurrentLayer, _ name: String) throws(ModelError) {
    let cell = recurrent.definition
    guard (1..<max(recurrent.units, 1)).contains(size) else {
      throw ModelError(
        "projection brings its \(recurrent.units) numbers down to fewer, at least 1, and not to \(size)", layer: name)
    }
    if recurrent.feedback {
      throw ModelError(
        "its matrices read the model's output of the step before in place of the state, so that there is none to project; "
          + "leave projection out, or feedback=output", layer: name)
    }
    if let obstacle = cell.obstacleToProjection {
      throw ModelError(
        "a matrix of the cell '\(cell.name)' reads \(obstacle.text), and projection puts fewer numbers in the place of "
          + "\(cell.states[0]) alone; leave projection out, or take a cell whose matrices read \(cell.states[0]) itself",
        layer: name)
    }
    guard cell.readsStateByMatrix else {
      throw ModelError(
        "no matrix of the cell '\(cell.name)' reads its state \(cell.states[0]), so that projection would change none; put "
          + "a dense layer after it instead", layer: name)
    }
  }

  /// Refuses to normalise a gate of a single number, which would always be 0.
  func checkNormalised(_ program: CellProgram, _ recurrent: RecurrentLayer, _ name: String) throws(ModelError) {
    guard recurrent.variation.normalises else { return }
    let matrices = program.stacks.filter { $0.shape.count > 1 }
    guard !matrices.isEmpty else {
      throw ModelError(
        "the cell '\(recurrent.definition.name)' has no matrix, and layernorm brings what matrices put out to one scale",
        layer: name)
    }
    guard matrices.allSatisfy({ $0.parts.allSatisfy { $0.count > 1 } }) else {
      throw ModelError(
        "layernorm takes the mean over the units of a gate, and one of its gates has a single unit; take more units, or leave "
          + "layernorm out", layer: name)
    }
  }
}
