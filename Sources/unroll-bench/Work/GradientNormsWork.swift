import SequenceEngine

/// Updates that also tell the length of the gradient at every time step.
final class GradientNormsWork: Work {
  private let trainer: Trainer

  init(_ state: ModelState, _ dataset: Dataset) throws {
    var settings = TrainingSettings()
    settings.optimizer = Optimizer(.sgd)
    trainer = try Trainer(state, dataset, settings)
  }

  /// ‖dL/dh(t)‖ of the first update; [T].
  func compared() throws -> [Double] { try trainer.advance(watchingStates: true).stateGradientNorms[0] }

  func repeatOnce() throws { _ = try trainer.advance(watchingStates: true) }
}
