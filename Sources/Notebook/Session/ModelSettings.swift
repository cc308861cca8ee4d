import Script
import SequenceEngine

/// What of a training belongs to the model that is trained, so that compared models may differ in it. Loss, precision,
/// seed, data and batch belong to the session.
public struct ModelSettings: Sendable, Equatable {
  public var optimizer = Optimizer(.adam)
  public var clipping = Clipping.off
  public var backpropagation = Backpropagation.full
  public var regularisation = Regularisation.off
  public var constraints: [WeightConstraint] = []
  public var teacherForcing = TeacherForcing.full

  public init() {}

  public init(_ settings: TrainingSettings) {
    (optimizer, clipping, backpropagation) = (settings.optimizer, settings.clipping, settings.backpropagation)
    (regularisation, constraints) = (settings.regularisation, settings.constraints)
    teacherForcing = settings.teacherForcing
  }

  /// The same within a session's.
  func applied(to settings: TrainingSettings) -> TrainingSettings {
    var settings = settings
    (settings.optimizer, settings.clipping, settings.backpropagation) = (optimizer, clipping, backpropagation)
    (settings.regularisation, settings.constraints) = (regularisation, constraints)
    settings.teacherForcing = teacherForcing
    return settings
  }

  /// As the language writes them.
  var commands: [String] {
    [
      optimizer.command, (optimizer.schedule ?? RateSchedule(.constant)).command, clipping.command,
      backpropagation.command, regularisation.command, constraints.command, teacherForcing.command,
    ]
  }

  /// Those that are worth telling: what is off, and few think of, is left out.
  var toldCommands: [String] {
    let usual = ModelSettings().commands
    return commands.enumerated().filter { [0, 2, 3].contains($0) || $1 != usual[$0] }.map(\.element)
  }
}

extension Workspace {
  /// How a model is trained: its own settings within the session's.
  public func settings(of entry: ModelEntry) -> TrainingSettings {
    entry.settings.applied(to: common)
  }

  /// Those of the current model; before there is one, those that the first will take over.
  public var settings: TrainingSettings {
    get { currentModel.map { settings(of: $0) } ?? common }
    set {
      common = newValue
      guard let index = models.firstIndex(where: { $0.name == current }) else { return }
      models[index].settings = ModelSettings(newValue)
    }
  }

  /// Starts a model with the settings that are in force.
  mutating func startModel(_ name: String) {
    var settings = ModelSettings(settings)
    settings.optimizer.schedule?.start = 0
    settings.constraints = []
    models.append(ModelEntry(name: name, settings: settings))
  }

  /// What some models are trained with differently: one line for each command whose setting is not the
  /// same in all.
  func settingDifferences(_ names: [String]) -> [String] {
    let entries = names.compactMap { model($0) }
    let commands = entries.map(\.settings.commands)
    guard let first = commands.first else { return [] }
    return first.indices.compactMap { kind in
      guard commands.contains(where: { $0[kind] != first[kind] }) else { return nil }
      return zip(entries, commands).map { "\($0.name): \($1[kind])" }.joined(separator: "   ")
    }
  }
}

extension CommandContext {
  /// "gated: " where several models are compared and a setting is one's alone.
  var settingOwner: String {
    guard workspace.compared.count > 1, let name = workspace.current else { return "" }
    return "\(name): "
  }
}

extension Optimizer {
  /// As the language writes it; what is usual for the rule is left out.
  var command: String {
    let plain = Optimizer(rule)
    var line = "optimizer \(rule.rawValue) rate=\(NumberFormat.significant(6).text(rate))"
    for (name, value, usual) in [
      ("momentum", momentum, plain.momentum), ("decay", decay, plain.decay), ("beta1", beta1, plain.beta1),
      ("beta2", beta2, plain.beta2), ("epsilon", epsilon, plain.epsilon),
      ("weight_decay", weightDecay, plain.weightDecay),
    ] where value != usual {
      line += " \(name)=\(Value.number(value).literal)"
    }
    return line
  }
}

extension Clipping {
  /// As the language writes it.
  var command: String {
    switch self {
    case .off: "clip off"
    case .norm(let bound): "clip norm=\(Value.number(bound).literal)"
    case .value(let bound): "clip value=\(Value.number(bound).literal)"
    case .layer(let bound): "clip layer=\(Value.number(bound).literal)"
    case .step(let bound): "clip step=\(Value.number(bound).literal)"
    }
  }
}

extension Backpropagation {
  /// As the language writes it.
  var command: String {
    var line = "bptt \(reach.map(String.init) ?? "full")"
    if let segment, segment != reach { line += " every=\(segment)" }
    if recomputes { line += " checkpoint=yes" }
    return line
  }
}
