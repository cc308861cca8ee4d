import SequenceEngine

/// The length of the gradient at every time step of one sequence.
final class GradientNormsWork: Work {
  private let state: ModelState
  private let shape: DataShape
  private let example: Example

  init(_ state: ModelState, _ dataset: Dataset, _ example: Example) {
    (self.state, shape, self.example) = (state, dataset.shape, example)
  }

  /// ‖dL/dh(t)‖; [T].
  func compared() throws -> [Double] {
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .fitting(shape.target), example: example)
    return pass.layers[0].memoryGradients.norms
  }

  func repeatOnce() throws { _ = try compared() }
}
