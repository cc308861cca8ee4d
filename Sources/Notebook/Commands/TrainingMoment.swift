import SequenceEngine

/// A training between two updates: how far it is, what it would leave behind, and what can be changed.
extension TrainingRun {
  var updates: Int { runners.first?.trainer.updates ?? 0 }

  private var secondsLeft: Double { trainingSeconds / Double(max(made, 1)) * Double(total - made) }

  var progress: Progress {
    let losses = runners.compactMap(\.entry.history.last).map { NumberFormat.significant(3).text($0.loss) }
    return Progress(
      "training", done: made, total: total,
      detail: "loss \(losses.joined(separator: " / "))   \(NumberFormat.fixed(1).text(secondsLeft)) s left")
  }

  var run: TrainingSnapshot.Run { TrainingSnapshot.Run(done: made, total: total, secondsLeft: secondsLeft) }

  /// Where a reader stands in unrolled time; it goes on after the training.
  var stepper: Stepper? {
    get { context.workspace.stepper }
    nonmutating set { context.workspace.stepper = newValue }
  }

  /// The session as it would be if the training ended now, but for what the optimizer remembers.
  ///
  /// - Parameter withWeights: false leaves out the copy of the weights, which are then those of the beginning.
  func workspace(withWeights: Bool) -> Workspace {
    var workspace = context.workspace
    for (entry, trainer) in runners {
      var entry = entry
      entry.state?.updates = trainer.updates
      if withWeights { entry.state?.parameters = trainer.parameters }
      entry.updateRatios = trainer.updateRatios ?? entry.updateRatios
      workspace.update(entry)
    }
    return workspace
  }

  /// Unrolls the shown example again with the weights of this moment.
  func replay() {
    guard stepper != nil else { return }
    var present = workspace(withWeights: true)
    // Without a picture of this moment the one before stays.
    if present.refreshStepper() == nil, let fresh = present.stepper { stepper = fresh }
  }

  /// Another optimizer and clipping of the current model from the next update on.
  mutating func use(_ settings: TrainingSettings) {
    guard let index = runners.firstIndex(where: { $0.entry.name == context.workspace.current }) else { return }
    context.workspace.settings.optimizer = settings.optimizer
    context.workspace.settings.clipping = settings.clipping
    runners[index].entry.settings = ModelSettings(context.workspace.settings)
    runners[index].trainer.use(settings.optimizer, settings.clipping)
    beginPast(index, runners[index].trainer.state)
  }

  /// Other conditions from the next update on.
  mutating func use(_ list: Breakpoints) {
    context.workspace.breaks = list
    breaks = TrainingBreaks(
      context.workspace, of: runners.first?.entry.name, interruption: context.checkInterrupt)
  }
}
