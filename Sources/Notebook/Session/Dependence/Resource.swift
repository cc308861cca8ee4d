import SequenceEngine

/// A part of a session that one entry makes and another reads.
enum Resource: Hashable, Sendable {
  case variable(String)
  /// Commands of the session's own, and cells.
  case command(String)
  case cell(String)
  case data
  /// What `split` and `batch` asked for, which later data follow.
  case preparation
  /// A setting of every training.
  case setting(SessionSetting)
  /// A setting of its own that the first model will take over.
  case template(ModelSetting)
  /// Layers and weights.
  case model(String)
  /// A model's own setting.
  case training(String, ModelSetting)
  /// What was measured of a model.
  case scores(String)
  /// The name of the current model.
  case current
  case compared
  /// The shown example, and the place in time.
  case moment
  case breaks
  case stream
  case sweep
  /// Draws of `random()`.
  case draws
}

/// What commands set for every training.
enum SessionSetting: CaseIterable, Sendable { case loss, precision, seed, patience, checkpoints }

/// What commands set for one model.
enum ModelSetting: CaseIterable, Sendable {
  case optimizer, clipping, backpropagation, regularisation, constraints, teacherForcing
}

extension Workspace {
  /// Every part that it may hold.
  var resources: Set<Resource> {
    var all: Set<Resource> = [
      .data, .preparation, .current, .compared, .moment, .breaks, .stream, .sweep, .draws,
    ]
    all.formUnion(SessionSetting.allCases.map(Resource.setting))
    all.formUnion(ModelSetting.allCases.map(Resource.template))
    all.formUnion(scopes[0].keys.map(Resource.variable))
    all.formUnion(commands.keys.map(Resource.command))
    all.formUnion(cells.keys.map(Resource.cell))
    for entry in models {
      all.formUnion([.model(entry.name), .scores(entry.name)])
      all.formUnion(ModelSetting.allCases.map { .training(entry.name, $0) })
    }
    return all
  }

  /// The parts that differ from those of another one.
  func changes(since old: Workspace) -> Set<Resource> {
    resources.union(old.resources).filter { !isSame($0, in: old) }
  }

  private func isSame(_ resource: Resource, in old: Workspace) -> Bool {
    // Weights that were not touched share their memory, which is seen at once.
    if case .model(let name) = resource, let own = model(name), let other = old.model(name),
      own.state == other.state, own.kept == other.kept
    {
      return own.description == other.description && own.shape == other.shape && own.side == other.side
        && own.layerNumber == other.layerNumber
    }
    return fingerprint(of: resource) == old.fingerprint(of: resource)
  }
}
