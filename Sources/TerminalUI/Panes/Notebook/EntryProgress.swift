import Notebook

/// How far the running entry is: boxes, count, time left, and what the job says of itself.
enum EntryProgress {
  static func line(_ state: AppState) -> StyledLine? {
    guard let activity = state.snapshot.activity, activity.entry != nil else { return nil }
    guard let progress = activity.progress else { return StyledLine("working", .soft) }
    var line = ProgressBar(progress, width: 12).line(state.ink)
    line.append(" " + NumberFormat.integer.text(Double(progress.done)), .strong)
    if activity.isPaused {
      line.append("  held: F9 goes on", .warning)
    } else if let seconds = secondsLeft(activity, progress, state.snapshot.trainings.first?.run) {
      line.append("  \(duration(seconds)) left")
    }
    if !progress.detail.isEmpty { line.append("  " + progress.detail, .soft) }
    return line
  }

  /// As the training says, else by the pace so far; nil before there is a pace.
  private static func secondsLeft(_ activity: Activity, _ progress: Progress, _ run: TrainingSnapshot.Run?) -> Double? {
    if let run, run.secondsLeft.isFinite { return run.secondsLeft }
    guard progress.done > 0, progress.total >= progress.done, activity.seconds > 0 else { return nil }
    return activity.seconds * Double(progress.total - progress.done) / Double(progress.done)
  }
}
