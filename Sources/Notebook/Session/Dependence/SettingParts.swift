import SequenceEngine

/// Settings one by one: a command sets one of them and leaves the others.
extension Workspace {
  func value(of setting: SessionSetting) -> [Any] {
    switch setting {
    case .loss: [common.loss as Any, common.smoothing, common.balancesClasses]
    case .precision: [common.precision]
    case .seed: [common.seed]
    case .patience: [patience as Any]
    case .checkpoints: [checkpoints as Any]
    }
  }

  mutating func take(_ setting: SessionSetting, from other: Workspace) {
    switch setting {
    case .loss:
      (common.loss, common.smoothing) = (other.common.loss, other.common.smoothing)
      common.balancesClasses = other.common.balancesClasses
    case .precision: common.precision = other.common.precision
    case .seed: common.seed = other.common.seed
    case .patience: patience = other.patience
    case .checkpoints: checkpoints = other.checkpoints
    }
  }
}

extension ModelSettings {
  func value(of setting: ModelSetting) -> Any {
    switch setting {
    case .optimizer: optimizer
    case .clipping: clipping
    case .backpropagation: backpropagation
    case .regularisation: regularisation
    case .constraints: constraints
    case .teacherForcing: teacherForcing
    }
  }

  mutating func take(_ setting: ModelSetting, from other: ModelSettings) {
    switch setting {
    case .optimizer: optimizer = other.optimizer
    case .clipping: clipping = other.clipping
    case .backpropagation: backpropagation = other.backpropagation
    case .regularisation: regularisation = other.regularisation
    case .constraints: constraints = other.constraints
    case .teacherForcing: teacherForcing = other.teacherForcing
    }
  }
}

extension Resource {
  /// Where a setting of the current model stands.
  private static func own(_ setting: ModelSetting, in workspace: Workspace) -> [Resource] {
    [.template(setting)] + (workspace.current.map { [.training($0, setting)] } ?? [])
  }

  /// What a verb sets anew, whatever it was.
  static func set(by verb: String, in workspace: Workspace) -> [Resource] {
    func own(_ setting: ModelSetting) -> [Resource] { Self.own(setting, in: workspace) }
    switch verb {
    case "loss": return [.setting(.loss)]
    case "precision": return [.setting(.precision)]
    case "seed": return [.setting(.seed)]
    case "stop": return [.setting(.patience)]
    case "checkpoint": return [.setting(.checkpoints)]
    // A schedule that was set before stays.
    case "optimizer" where workspace.settings.optimizer.schedule == nil: return own(.optimizer)
    case "clip": return own(.clipping)
    case "bptt": return own(.backpropagation)
    case "teacher_forcing": return own(.teacherForcing)
    default: return []
    }
  }

  /// What a verb of settings builds on.
  static func extended(by verb: String, in workspace: Workspace) -> [Resource] {
    func own(_ setting: ModelSetting) -> [Resource] { Self.own(setting, in: workspace) }
    switch verb {
    case "schedule": return own(.optimizer)
    case "optimizer" where workspace.settings.optimizer.schedule != nil: return own(.optimizer)
    case "regularize": return own(.regularisation)
    case "constrain": return own(.constraints)
    default: return []
    }
  }

  static let settingVerbs: Set<String> = [
    "loss", "precision", "stop", "checkpoint", "optimizer", "schedule", "clip", "bptt", "teacher_forcing", "regularize",
    "constrain",
  ]
}
