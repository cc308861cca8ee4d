import SequenceEngine

/// Updates of a model, each on the next batch.
final class TrainingWork: Work {
  private let trainer: Trainer

  init(_ state: ModelState, _ dataset: Dataset, _ optimizer: Optimizer = Optimizer(.adam)) throws {
    var settings = TrainingSettings()
    settings.optimizer = optimizer
    trainer = try Trainer(state, dataset, settings)
  }

  /// The losses of the first updates.
  func compared() throws -> [Double] {
    try (0..<BenchmarkCase.comparedUpdates).map { _ in try trainer.advance().loss }
  }

  func repeatOnce() throws { _ = try trainer.advance() }
}
