import Script
import SequenceEngine

/// When a training tells how it goes.
struct TrainingReports {
  /// Updates between two reports, which records, early stopping and scripts see.
  let every: Int
  /// Updates between two that a person is shown.
  private let shownEvery: Int

  /// Reports as often as a person wanted.
  init(every: Int) { (self.every, shownEvery) = (every, every) }

  /// A hundred reports, of which about ten are shown to a person who waits at a prompt and sees the progress line.
  init(steps: Int, isTyped: Bool) {
    every = max(1, steps / 100)
    shownEvery = isTyped ? max(1, (steps + 10 * every - 1) / (10 * every)) * every : every
  }

  func isDue(_ made: Int) -> Bool { made.isMultiple(of: every) }
  func isShown(_ made: Int) -> Bool { made.isMultiple(of: shownEvery) }
}

extension TrainingRun {
  /// A record of each model, and its line in the table that a person is shown.
  mutating func report(isShown: Bool, printedHead: inout Bool) {
    let names = runners.count > 1
    if isShown, !printedHead {
      context.tell((names ? "model       " : "") + "    step        loss   grad norm")
      printedHead = true
    }
    if isShown { breaks.takeWatched().forEach(context.tell) }
    for (entry, trainer) in runners {
      guard let last = entry.history.last else { continue }
      let name = names ? entry.name.padding(to: 12) : ""
      let numbers = [last.loss, last.gradientNorm].map { NumberFormat.significant(4).text($0).leading(12) }
      if isShown { context.tell(name + String(last.update).leading(8) + numbers.joined()) }
      context.record(
        "train",
        [
          ("model", .text(entry.name)), ("step", .number(Double(last.update))),
          ("epoch", .number(trainer.dataset.updatesPerEpoch.map { Double(last.update) / Double($0) } ?? .nan)),
          ("loss", .number(last.loss)), ("grad_norm", .number(last.gradientNorm)),
          ("accuracy", last.accuracy.map { .number($0) } ?? .nothing),
          ("solved", last.solved.map { .number($0) } ?? .nothing),
          ("tokens_per_second", .number(Double(entry.trainedTokens) / entry.trainingSeconds)),
        ])
    }
  }
}
