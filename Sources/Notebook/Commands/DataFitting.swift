import Script
import SequenceEngine

/// How models that were made before are fitted to other data.
extension CommandContext {
  /// Takes new data, and fits the models that were made before to it.
  ///
  /// - Parameter replaced: a model that another one takes the place of, so that nothing about it is worth telling.
  func take(_ dataset: Dataset, replacing replaced: String? = nil) throws {
    let old = workspace.dataset
    if old?.request != dataset.request || old?.split != dataset.split { workspace.forgetScores() }
    workspace.dataset = dataset
    workspace.stepper?.overrides = []
    let areOthers = old?.meanings != dataset.meanings
    for entry in workspace.models where !entry.description.layers.isEmpty && entry.name != replaced {
      let wasFitted = [entry.shape, old?.shape].allSatisfy { $0?.serves(entry.description, on: dataset.shape) == true }
      if entry.state == nil || !wasFitted { workspace.update(fitted(entry, to: dataset.shape)) }
      if areOthers { warnOfOtherSymbols(entry.name) }
    }
  }

  /// The model with weights for this shape; a model that does not fit keeps its layers, and the answer says why.
  private func fitted(_ entry: ModelEntry, to shape: DataShape) -> ModelEntry {
    var entry = entry
    let updates = entry.state?.updates ?? 0
    do {
      let (old, oldShape) = (entry.shape == nil ? nil : entry.state, entry.shape ?? shape)
      let state = try weights(of: entry.description, for: shape, keeping: old, was: oldShape)
      if updates > 0, state.updates == 0 {
        note(try LostWeights(of: entry.description, from: oldShape, to: shape).sentence(entry.name, updates))
      } else if updates == 0, old != nil, shape != entry.shape {
        note("\(entry.name) was fitted to the new data: layers whose sizes changed start anew")
      }
      entry.state = state
      entry.shape = shape
    } catch {
      entry.state = nil
      entry.shape = nil
      let lost =
        "; its trained weights (\(counted(updates, "update"))) were put aside, and it is untrained again; undo brings "
        + "them back"
      note("\(entry.name) does not fit these data: \(error)" + (updates > 0 ? lost : ""))
    }
    entry.history = []
    if entry.state?.updates ?? 0 == 0 { entry.past = TrainingPast() }
    entry.evaluations = [:]
    return entry
  }

  /// Tells when the data have as many symbols or classes as those that a model was trained on, but not the same.
  func warnOfOtherSymbols(_ name: String) {
    guard let dataset = workspace.dataset, let here = dataset.meanings,
      let learned = workspace.model(name)?.state?.meanings
    else { return }
    let others = [
      learned.readsOthers(than: here) ? "symbols" : nil, learned.answersOthers(than: here) ? "classes" : nil,
    ].compactMap(\.self)
    guard !others.isEmpty else { return }
    warn(
      "\(name) was trained on other \(others.joined(separator: " and ")) than \(legible(dataset.name)) has: as many, "
        + "but not the same or not in the same order, so what it learned about them does not hold here; train it on "
        + "these data, or go back to its own")
  }
}

/// The layers of a trained model whose weights do not fit data of another shape, and why.
private struct LostWeights {
  private let layers: [String]
  private let keepsSome: Bool

  init(of model: ModelDescription, from oldShape: DataShape, to shape: DataShape) throws(ModelError) {
    let (old, new) = (try ModelPlan(model, for: oldShape), try ModelPlan(model, for: shape))
    let lost = new.parameters.filter { new.counterpart(of: $0, in: old) == nil }
    let indices = Set(lost.map(\.layer))
    layers = new.layers.indices.filter { indices.contains($0) }.map { index in
      let layer = new.layers[index]
      return layer.name + Self.reason(layer, was: old.layers.first { $0.name == layer.name })
    }
    keepsSome = lost.count < new.parameters.count
  }

  /// ` (input width 9, now 11)`
  private static func reason(_ layer: ModelPlan.Layer, was old: ModelPlan.Layer?) -> String {
    guard let old else { return "" }
    let widths = [("input", old.input.size, layer.input.size), ("output", old.outputSize, layer.outputSize)]
    let changes = widths.filter { $0.1 != $0.2 }.map { side, before, now in
      let numbers = [before, now].map { NumberFormat.integer.text(Double($0)) }
      return "\(side) width \(numbers[0]), now \(numbers[1])"
    }
    return changes.isEmpty ? "" : " (\(changes.joined(separator: "; ")))"
  }

  func sentence(_ name: String, _ updates: Int) -> String {
    let made = counted(updates, "update")
    guard !layers.isEmpty else {
      return "\(name) keeps its trained weights (\(made)), but these data ask for something else: its optimizer starts "
        + "anew, and updates count from 0; undo brings the training back"
    }
    let shown = layers.prefix(6).joined(separator: ", ")
    let rest = layers.count > 6 ? " and \(counted(layers.count - 6, "more layer"))" : ""
    return "\(name): trained weights (\(made)) did not fit and were put aside in \(shown)\(rest)"
      + (keepsSome ? "; the others were kept, but it counts as untrained" : ": it is untrained again")
      + "; undo brings them back"
  }
}
