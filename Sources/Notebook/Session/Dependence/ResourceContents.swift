import SequenceEngine

/// What the parts of a session hold: to be told from one another, and to be taken over.
extension Workspace {
  /// What a part holds, as one number; 0: it is not there.
  func fingerprint(of resource: Resource) -> UInt64 {
    var mark = Fingerprint()
    switch resource {
    case .variable(let name):
      guard let value = scopes[0][name] else { return 0 }
      mark.add(value)
    case .command(let name):
      guard let routine = commands[name] else { return 0 }
      mark.add(routine.folder)
      mark.add(routine.usage)
      for statement in routine.definition.body { mark.add(routine.source[statement.range]) }
    case .cell(let name):
      guard let cell = cells[name] else { return 0 }
      mark.add(cell.definition)
    case .data:
      guard let dataset else { return 0 }
      mark.add(dataset.request)
      mark.add(dataset.split)
      mark.add(dataset.batch)
      mark.add(dataset.seed)
      mark.add(dataContent)
    case .preparation:
      mark.add(split as Any)
      mark.add(batch)
    case .setting(let setting): mark.add(value(of: setting))
    case .template(let setting): mark.add(ModelSettings(common).value(of: setting))
    case .model(let name):
      guard let entry = model(name) else { return 0 }
      mark.add(entry.description)
      mark.add(entry.state as Any)
      mark.add(entry.kept as Any)
      mark.add(entry.shape as Any)
      mark.add(entry.layerNumber)
      mark.add(entry.side)
      mark.add(beforeSurgery[name]?.state as Any)
    case .training(let name, let setting):
      guard let entry = model(name) else { return 0 }
      mark.add(entry.settings.value(of: setting))
    case .scores(let name):
      guard let entry = model(name) else { return 0 }
      mark.add(entry.history.count)
      mark.add(entry.history.last as Any)
      mark.add(entry.validations.count)
      mark.add(entry.validations.last?.loss as Any)
      mark.add(entry.evaluations)
    case .current: mark.add(current as Any)
    case .compared: mark.add(compared)
    case .moment:
      mark.add([stepper?.part.rawValue ?? "", stepper?.pass.rawValue ?? ""])
      mark.add([stepper?.index ?? 0, stepper?.t ?? 0])
      mark.add(stepper?.overrides ?? [])
    case .breaks:
      for point in breaks.list { mark.add("\(point.number) \(point.isWatch) \(point.every ?? 0) \(point.text)") }
    case .stream:
      guard let stream else { return 0 }
      mark.add("\(stream.model) \(stream.count) \(stream.state.updates)")
    case .sweep:
      guard let sweep else { return 0 }
      mark.add("\(sweep.key) \(sweep.rows.count)")
    case .draws: mark.add(randomDraws)
    }
    return mark.number
  }

  /// Takes a part over from another workspace, or its absence.
  mutating func take(_ resource: Resource, from other: Workspace) {
    switch resource {
    case .variable(let name): scopes[0][name] = other.scopes[0][name]
    case .command(let name): commands[name] = other.commands[name]
    case .cell(let name): cells[name] = other.cells[name]
    case .data: (dataset, dataContent) = (other.dataset, other.dataContent)
    case .preparation: (split, batch) = (other.split, other.batch)
    case .setting(let setting): take(setting, from: other)
    case .template(let setting):
      var own = ModelSettings(common)
      own.take(setting, from: ModelSettings(other.common))
      common = own.applied(to: common)
    case .model(let name):
      takeModel(name, from: other) { own, theirs in
        (own.description, own.state, own.kept) = (theirs.description, theirs.state, theirs.kept)
        (own.shape, own.layerNumber, own.side, own.past) = (theirs.shape, theirs.layerNumber, theirs.side, theirs.past)
      }
      beforeSurgery[name] = other.beforeSurgery[name]
    case .training(let name, let setting):
      takeModel(name, from: other) { $0.settings.take(setting, from: $1.settings) }
    case .scores(let name):
      takeModel(name, from: other) { own, theirs in
        (own.history, own.evaluations, own.validations) = (theirs.history, theirs.evaluations, theirs.validations)
        (own.updateRatios, own.trainingSeconds) = (theirs.updateRatios, theirs.trainingSeconds)
        (own.trainedTokens, own.recent) = (theirs.trainedTokens, theirs.recent)
      }
    case .current: current = other.current
    case .compared: compared = other.compared
    case .moment: stepper = other.stepper
    case .breaks: breaks = other.breaks
    case .stream: stream = other.stream
    case .sweep: sweep = other.sweep
    case .draws: randomDraws = other.randomDraws
    }
  }

  private mutating func takeModel(
    _ name: String, from other: Workspace, _ change: (inout ModelEntry, ModelEntry) -> Void
  ) {
    guard let theirs = other.model(name) else { return models.removeAll { $0.name == name } }
    guard var own = model(name) else { return update(theirs) }
    change(&own, theirs)
    update(own)
  }
}
