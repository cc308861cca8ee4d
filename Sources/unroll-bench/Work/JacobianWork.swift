import SequenceEngine

/// How the state at the start moves the last one.
final class JacobianWork: Work {
  private let state: ModelState
  private let shape: DataShape
  private let example: Example

  init(_ state: ModelState, _ dataset: Dataset, _ example: Example) {
    (self.state, shape, self.example) = (state, dataset.shape, example)
  }

  /// The singular values of dh(T)/dh(0), falling; [H].
  func compared() throws -> [Double] {
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .fitting(shape.target), example: example)
    return pass.jacobianSingularValues(layer: 0, from: 0, to: example.steps, check: {})
  }

  func repeatOnce() throws { _ = try compared() }
}
