import SequenceEngine

/// Bytes that a row of kept workspaces takes, added up as they come and go: to sum them anew with every change would
/// take the longer the more of them there are.
struct UndoUse {
  private(set) var bytes = 0
  /// Data that are alike in neighbouring workspaces count once; the oldest first.
  private var runs: [Run] = []
  /// Snapshots of trainings count once; the number says how many workspaces hold them.
  private var holders: [ObjectIdentifier: Int] = [:]

  private struct Run {
    let data: Dataset
    let bytes: Int
    var workspaces = 1
  }

  mutating func addYoungest(_ moment: UndoHistory.Moment) {
    bytes += moment.size
    if let data = moment.workspace.dataset {
      if let last = runs.indices.last, runs[last].data.isAlike(data) {
        runs[last].workspaces += 1
      } else {
        runs.append(Run(data: data, bytes: moment.workspace.dataBytes))
        bytes += moment.workspace.dataBytes
      }
    }
    for snapshot in moment.snapshots {
      let count = holders[ObjectIdentifier(snapshot), default: 0]
      if count == 0 { bytes += snapshot.bytes }
      holders[ObjectIdentifier(snapshot)] = count + 1
    }
  }

  mutating func removeYoungest(_ moment: UndoHistory.Moment) { remove(moment, run: runs.indices.last) }

  mutating func removeOldest(_ moment: UndoHistory.Moment) { remove(moment, run: runs.indices.first) }

  private mutating func remove(_ moment: UndoHistory.Moment, run: Int?) {
    bytes -= moment.size
    if let run, moment.workspace.dataset != nil {
      runs[run].workspaces -= 1
      if runs[run].workspaces == 0 { bytes -= runs.remove(at: run).bytes }
    }
    for snapshot in moment.snapshots {
      let count = holders[ObjectIdentifier(snapshot), default: 0] - 1
      holders[ObjectIdentifier(snapshot)] = count == 0 ? nil : count
      if count == 0 { bytes -= snapshot.bytes }
    }
  }
}

extension UndoHistory.Moment {
  fileprivate var snapshots: [TrainingPast.Moment] { workspace.models.flatMap(\.past.moments) }
}
