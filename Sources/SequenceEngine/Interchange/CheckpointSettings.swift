import FoundationEssentials

/// How a saved model was trained, one entry of the file's metadata for each setting.
extension Checkpoint {
  func settingTexts() throws -> [(key: String, value: String)] {
    [
      ("optimizer", try Self.json(settings.optimizer)), ("clipping", try Self.json(settings.clipping)),
      ("backpropagation", try Self.json(settings.backpropagation)),
      ("regularisation", try Self.json(settings.regularisation)),
      ("constraints", try Self.json(settings.constraints)),
      ("teacher_forcing", try Self.json(settings.teacherForcing)), ("loss", try Self.json(settings.loss)),
      ("smoothing", try Self.json(settings.smoothing)), ("balances_classes", try Self.json(settings.balancesClasses)),
      ("precision", try Self.json(settings.precision)), ("seed", String(settings.seed)),
      ("batch", try Self.json(batch)),
    ]
  }

  /// The settings that a file tells; what older files do not tell is as usual.
  static func readSettings(
    _ file: SafetensorsFile, _ refuse: (_ found: String, _ advice: String) -> DataError
  ) throws -> (TrainingSettings, BatchSettings?) {
    func read<Value: Decodable>(_ key: String, into value: inout Value) throws {
      guard let text = file.metadata[prefix + key] else { return }
      guard let found = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
        throw refuse("metadata '\(key)' that cannot be read", again)
      }
      value = found
    }
    var settings = TrainingSettings()
    guard file.metadata[prefix + "optimizer"] != nil, file.metadata[prefix + "seed"] != nil else {
      throw refuse("no metadata 'optimizer' and 'seed'", again)
    }
    var batch: BatchSettings?
    try read("optimizer", into: &settings.optimizer)
    try read("clipping", into: &settings.clipping)
    try read("backpropagation", into: &settings.backpropagation)
    try read("regularisation", into: &settings.regularisation)
    try read("constraints", into: &settings.constraints)
    try read("teacher_forcing", into: &settings.teacherForcing)
    try read("loss", into: &settings.loss)
    try read("smoothing", into: &settings.smoothing)
    try read("balances_classes", into: &settings.balancesClasses)
    try read("precision", into: &settings.precision)
    try read("seed", into: &settings.seed)
    try read("batch", into: &batch)
    guard settings.isSane, batch?.isSane ?? true else {
      throw refuse("a setting of the training that none can have", again)
    }
    return (settings, batch)
  }

  static let again = "save it again, or load another file"
}

extension TrainingSettings {
  /// Whether a file may ask for it.
  fileprivate var isSane: Bool {
    clipping.isSane && backpropagation.isSane && optimizer.schedule?.isSane ?? true && regularisation.isSane
      && constraints.allSatisfy(\.kind.isSane) && teacherForcing.isSane && (0...0.999).contains(smoothing)
  }
}
