import Script
import SequenceEngine

/// The forms of `data`, as values that the engine understands.
enum DataRequests {
  static func request(_ kind: String, _ command: Command, _ context: CommandContext) throws -> DataRequest {
    func option(_ name: String, _ bounds: ClosedRange<Int> = 1...1_000_000_000) throws -> Int? {
      try command.option(name).map { try context.integer($0, bounds) }
    }
    func path() throws -> String {
      guard let argument = command.argument("FILE") else { return "" }
      return try context.path(argument).absolute
    }
    func unit() throws -> TextUnit { try command.option("unit").map { try context.choice($0, "unit") } ?? .character }
    func recordings(_ usual: RecordingOptions) throws -> RecordingOptions {
      RecordingOptions(
        order: try command.option("order").map { try context.choice($0, "order") } ?? usual.order,
        normalisation: try command.option("normalize").map { try context.choice($0, "normalisation") }
          ?? usual.normalisation)
    }
    func tunes(_ usual: TuneOptions) throws -> TuneOptions {
      TuneOptions(
        kind: try command.option("field").map { try context.choice($0, "field") } ?? usual.kind,
        maximumLength: try option("max_length") ?? usual.maximumLength)
    }
    func strips(_ usual: StripOptions) throws -> StripOptions {
      StripOptions(
        recordings: try recordings(usual.recordings), length: try option("length") ?? usual.length,
        gap: try option("gap", 0...1_000_000_000) ?? usual.gap)
    }
    switch kind {
    case _ where GeneratedTask.names.contains(kind):
      let task = try GeneratedTask(name: kind, length: try option("length"), lag: try option("lag", 0...1_000_000_000))
      return .generated(task, count: try option("count"))
    case "text":
      return .text(
        path: try path(),
        TextOptions(
          unit: try unit(), window: try option("window") ?? 50, minimumCount: try option("min_count") ?? 1))
    case "cloze":
      return .cloze(
        path: try path(),
        TextOptions(
          unit: try unit(), window: try option("window") ?? 21, minimumCount: try option("min_count") ?? 1))
    case "csv":
      return .csv(
        path: try path(),
        SeriesOptions(
          columns: try command.option("columns").map(context.words),
          target: try command.option("target").map(context.words), window: try option("window") ?? 24,
          horizon: try option("horizon") ?? 1,
          normalisation: try command.option("normalize").map { try context.choice($0, "normalisation") } ?? .standard))
    case "labelled":
      return .labelled(
        path: try path(),
        LabelledOptions(
          unit: try unit(), maximumLength: try option("max_length"), minimumCount: try option("min_count") ?? 1))
    case "tagged":
      return .tagged(
        path: try path(),
        TaggedOptions(
          column: try option("column"), maximumLength: try option("max_length"),
          minimumCount: try option("min_count") ?? 1))
    case "pairs":
      return .pairs(
        path: try path(),
        PairOptions(
          unit: try unit(), maximumLength: try option("max_length"), minimumCount: try option("min_count") ?? 1))
    case "abc": return .tunes(path: try path(), try tunes(TuneOptions()))
    case "recordings": return .recordings(path: try path(), try recordings(RecordingOptions()))
    case "strips": return .strips(path: try path(), try strips(StripOptions(recordings: RecordingOptions())))
    case "inline": return .inline(try InlineRequest.sequences(command, context))
    default:
      let home = try ShippedFolder.find(
        home: context.environment.variables["UNROLL_HOME"], program: context.environment.programPath)
      return switch try Catalogue(folder: home + "/datasets").request(kind) {
      case .tunes(let path, let options): .tunes(path: path, try tunes(options))
      case .recordings(let path, let options): .recordings(path: path, try recordings(options))
      case .strips(let path, let options): .strips(path: path, try strips(options))
      case let request: request
      }
    }
  }
}

extension CommandContext {
  /// Takes new data, and fits the models that were made before to it.
  func take(_ dataset: Dataset) throws {
    let oldShape = workspace.dataset?.shape
    workspace.dataset = dataset
    workspace.stepper?.overrides = []
    for entry in workspace.models where !entry.description.layers.isEmpty {
      let wasFitted = [entry.shape, oldShape].allSatisfy { $0?.serves(entry.description, on: dataset.shape) == true }
      if entry.state != nil, wasFitted { continue }
      workspace.update(fitted(entry, to: dataset.shape))
    }
  }

  /// The model with weights for this shape; a model that does not fit keeps its layers, and the answer says why.
  private func fitted(_ entry: ModelEntry, to shape: DataShape) -> ModelEntry {
    var entry = entry
    do {
      let old = entry.shape == nil ? nil : entry.state
      entry.state = try weights(of: entry.description, for: shape, keeping: old, was: entry.shape ?? shape)
      if old != nil { note("\(entry.name) was fitted to the new data: layers whose sizes changed start anew") }
      entry.shape = shape
    } catch {
      entry.state = nil
      entry.shape = nil
      note("\(entry.name) does not fit these data: \(error)")
    }
    entry.history = []
    if entry.state?.updates ?? 0 == 0 { entry.past = TrainingPast() }
    entry.evaluations = [:]
    return entry
  }

  func describe(_ dataset: Dataset) {
    tell(([dataset.name + ": " + dataset.shape.words] + dataset.summary).joined(separator: "\n"))
    var fields: [(name: String, value: EventRecord.Field)] = [("name", .text(dataset.name))]
    for part in DataPart.allCases {
      fields.append((part.rawValue, dataset.count(part).map { .number(Double($0)) } ?? .text("fresh")))
    }
    fields.append(("baseline_loss", .number(dataset.baseline.loss)))
    record("data", fields)
  }
}

extension DataShape {
  /// `2 numbers at each step → 1 number for each sequence`
  var words: String {
    if decoderInput != nil {
      let sizes = [input.size, target.outputSize - 1].map { NumberFormat.integer.text(Double($0)) }
      return "texts of \(sizes[0]) symbols → texts of \(sizes[1]) symbols and an end"
    }
    let inputs =
      switch input {
      case .vector(let size): size == 1 ? "1 number" : "\(size) numbers"
      case .token(let vocabulary): "1 of \(NumberFormat.integer.text(Double(vocabulary))) symbols"
      }
    let targets =
      switch target {
      case .classes(let count): "1 of \(NumberFormat.integer.text(Double(count))) classes"
      case .vector(let size): size == 1 ? "1 number" : "\(size) numbers"
      case .bits(let size): size == 1 ? "yes or no" : "\(size) times yes or no"
      case .labels(let count):
        "some of \(NumberFormat.integer.text(Double(count))) classes in order, without places in time"
      }
    if case .labels = target { return "\(inputs) at each step → \(targets)" }
    return "\(inputs) at each step → \(targets) \(placement == .perStep ? "at each step" : "for each sequence")"
  }
}
