/// When a state that a layer carries from batch to batch begins anew.
///
/// A row of a batch that goes on where the same row of the batch before ended begins with the state that was left
/// there: run so, batches are pieces of one long sequence, and gradients end at their borders, as in truncated BPTT
/// (Williams, Peng: An efficient gradient-based algorithm for on-line training of recurrent network trajectories,
/// 1990).
public enum StateReset: Sendable, Equatable, Codable {
  /// With every epoch.
  case epoch
  /// Not even then, where the data begin from their start again.
  case never
  /// With every epoch, and in it with every K-th batch.
  case every(Int)

  public static let longest = 1_000_000_000

  /// Rows of a batch that begin with the states that the batch before ended with.
  ///
  /// - Parameter position: number of the batch within its epoch or its part of the data, from 0.
  func carriedRows(into batch: Batch, at position: Int) -> [Bool] {
    switch self {
    case .epoch: return batch.goesOn
    case .never: return position == 0 ? batch.goesOn.map { _ in true } : batch.goesOn
    case .every(let count): return position % max(count, 1) == 0 ? batch.goesOn.map { _ in false } : batch.goesOn
    }
  }

  /// Whether a file may ask for it.
  var isSane: Bool { if case .every(let count) = self { (1...Self.longest).contains(count) } else { true } }
}

/// States that a batch begins with.
package struct InitialStates {
  /// [recurrent layer][state][B·H], behind them what layers with a window read last.
  var values: [[[Double]]]
  /// Rows that begin with them, the others as if nothing had been before; [recurrent layer][B].
  var rows: [[Bool]]
}

extension ModelPlanner {
  /// Refuses a layer that cannot go on where it ended.
  func checkStateful(_ recurrent: RecurrentLayer, _ index: Int) throws(ModelError) {
    let name = model.layers[index].name
    var below = sources[index]
    while let source = below.popLast() {
      guard source >= 0 else { continue }
      switch model.layers[source].kind {
      case .timeReverse, .flatten, .repeated:
        throw ModelError(
          "it reads what comes of \(model.layers[source].name), which changes the order of time, so that no batch goes on "
            + "where the one before ended; leave stateful out", layer: name)
      default: below += sources[source]
      }
    }
    if recurrent.isReversed {
      throw ModelError(
        "it runs from the end of each sequence to its start, and the state that it ends with is no beginning of the "
          + "sequence that follows; leave stateful out", layer: name)
    }
    if let window = recurrent.window {
      throw ModelError(
        "with window=\(window) the state starts anew for each time step, and stateful carries it on; leave one of them out",
        layer: name)
    }
    if recurrent.feedback {
      throw ModelError(
        "its matrices read the model's output of the step before, which no batch hands to the next; leave stateful out, "
          + "or feedback=output", layer: name)
    }
    guard recurrent.stateful?.isSane != false else {
      throw ModelError("a state is carried over at least 1 batch and at most \(StateReset.longest)", layer: name)
    }
  }
}

extension ModelPlan {
  /// Refuses data whose batches do not go on where the ones before ended, where a layer carries its state.
  ///
  /// - Throws: `ModelError` naming the layer and what would help.
  public func checkCarrying(_ data: Dataset) throws(ModelError) {
    guard let number = resets.firstIndex(where: { $0 != nil }), let reason = data.reasonNotToCarry else { return }
    throw ModelError(
      "stateful carries its state from batch to batch, and \(reason)", layer: layers[recurrentLayers[number]].name)
  }

  var carriesStates: Bool { resets.contains { $0 != nil } }

  /// What the layers begin a batch with, of what the batch before left; nil: nothing.
  func beginning(of batch: Batch, at position: Int, with carried: [[[Double]]]?) -> InitialStates? {
    guard let carried, carried.count >= recurrentLayers.count, !batch.goesOn.isEmpty else { return nil }
    let ordinary = batch.goesOn.map { $0 && batch.isTracks }
    var rows: [[Bool]] = []
    for (number, reset) in resets.enumerated() {
      let units = layers[recurrentLayers[number]].outputSize
      let known = (carried[number].first?.count ?? 0) / units
      let wanted = reset?.carriedRows(into: batch, at: position) ?? ordinary
      rows.append(wanted.enumerated().map { $1 && $0 < known })
    }
    return InitialStates(values: carried, rows: rows + windowedLayers.map { _ in ordinary })
  }

  /// What a batch leaves to one that follows; nil: nothing that anybody reads.
  ///
  /// - Parameter before: what the batch before left; rows that this batch does not have keep it.
  func leaving(_ states: @autoclosure () -> [[[Double]]], of batch: Batch, before: [[[Double]]]?) -> [[[Double]]]? {
    guard !batch.goesOn.isEmpty, batch.isTracks || carriesStates else { return nil }
    guard windowedLayers.isEmpty || batch.lengths.first == batch.lengths.last else { return nil }
    let states = states()
    guard let before, before.count == states.count else { return states }
    return states.enumerated().map { number, own in
      guard number < recurrentLayers.count, before[number].count == own.count else { return own }
      return zip(own, before[number]).map { $0 + $1.dropFirst($0.count) }
    }
  }
}
