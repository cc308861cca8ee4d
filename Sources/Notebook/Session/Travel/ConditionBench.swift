import Script
import SequenceEngine

/// The session as a condition sees it after an update of a training, one that is made or one that is made again.
package final class ConditionBench: WorkspaceOwner {
  var workspace: Workspace
  let trace: ReadTrace? = nil
  private let model: String?
  private let interruption: () throws -> Void

  /// - Parameters:
  ///   - model: the one that conditions are about.
  ///   - interruption: throws when a person wants no more.
  init(_ workspace: Workspace, of model: String?, interruption: @escaping () throws -> Void) {
    self.workspace = workspace
    self.model = model
    self.interruption = interruption
  }

  func checkInterrupt() throws { try interruption() }

  /// Whether the shown example had to be unrolled for what was asked since the weights were shown.
  var hasUnrolled: Bool { workspace.stepper?.recorded.isEmpty == false }

  /// The measures of an update; of the history the last report is enough, and nothing long is copied.
  func show(_ report: UpdateReport?, update: Int, recent: RecentSequences) {
    guard let index = workspace.models.firstIndex(where: { $0.name == model }) else { return }
    workspace.models[index].recent = recent
    workspace.models[index].history = report.map { [$0] } ?? []
    workspace.models[index].validations = []
    workspace.models[index].evaluations = [:]
    workspace.models[index].state?.updates = update
  }

  /// What the parts of the data were scored with since the weights were shown.
  var evaluations: [DataPart: Evaluation] {
    workspace.models.first { $0.name == model }?.evaluations ?? [:]
  }

  /// Scores parts of the data with the weights of the update that is shown.
  ///
  /// - Parameter parts: each with whether a decoder also writes its targets by itself.
  func score(_ parts: [DataPart: Bool], with trainer: Trainer) throws {
    guard let index = workspace.models.firstIndex(where: { $0.name == model }) else { return }
    for (part, writes) in parts {
      try trainer.dataset.checkScored(part)
      let known = workspace.models[index].evaluations[part]
      guard known == nil || writes && known?.exact == nil else { continue }
      workspace.models[index].evaluations[part] = try trainer.evaluate(part, writes: writes) { [interruption] _, _ in
        try interruption()
      }
    }
  }

  /// Time and time steps that the training took so far.
  func show(seconds: Double, tokens: Int) {
    guard let index = workspace.models.firstIndex(where: { $0.name == model }) else { return }
    workspace.models[index].trainingSeconds = seconds
    workspace.models[index].trainedTokens = tokens
  }

  /// The weights of an update, with which the first probe unrolls the example.
  ///
  /// - Parameter description: the model's layers at that update; nil: as they are.
  func show(weights: [Double], update: Int, of description: ModelDescription? = nil) {
    guard let index = workspace.models.firstIndex(where: { $0.name == model }) else { return }
    if let description { workspace.models[index].state?.description = description }
    workspace.models[index].state?.parameters = weights
    workspace.models[index].state?.updates = update
    workspace.stepper?.recorded = [:]
    workspace.stepper?.originals = [:]
  }
}
