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
    case "inline": return .inline(try inline(command, context))
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

  private static func inline(_ command: Command, _ context: CommandContext) throws -> InlineSequences {
    guard let argument = command.argument("SEQUENCES") else { throw SessionError("data inline needs sequences") }
    let input = try sequences(argument, context)
    let kind = try command.option("targets").map(context.word) ?? "numbers"
    guard let given = command.option("target") else {
      guard kind == "numbers" else {
        throw SessionError("targets=\(kind) says what the targets are; give them with target=")
      }
      return InlineSequences(input: input, target: .nextStep)
    }
    let value = try context.value(given)
    guard case .list(let items) = value, !items.isEmpty else {
      throw context.failure("target= is a list with one item for each sequence", at: given)
    }
    if kind == "labels" {
      return InlineSequences(input: input, target: .labels(try labels(items, given, context)))
    }
    if kind == "classes" { return InlineSequences(input: input, target: try classes(items, given, context)) }
    return InlineSequences(input: input, target: try numbers(items, input, given, context), bits: kind == "bits")
  }

  /// [sequence][t][I]; a time step that is one number is a list of one.
  private static func sequences(_ argument: Argument, _ context: CommandContext) throws -> [[[Double]]] {
    guard case .list(let items) = try context.value(argument) else {
      throw context.failure("expected a list of sequences", at: argument)
    }
    return try items.map { item in
      guard case .list(let steps) = item else {
        throw context.failure(
          "each sequence is a list of time steps, found \(item.kindName)", at: argument, hint: "write [[0, 0, 1]]")
      }
      return try steps.map { try step($0, argument, context) }
    }
  }

  private static func step(_ value: Value, _ argument: Argument, _ context: CommandContext) throws -> [Double] {
    switch value {
    case .number(let number): return [number]
    case .list(let items):
      return try items.map { item in
        guard case .number(let number) = item else {
          throw context.failure("a time step holds numbers, found \(item.kindName)", at: argument)
        }
        return number
      }
    default:
      throw context.failure("a time step is a number or a list of numbers, found \(value.kindName)", at: argument)
    }
  }

  /// One list of steps for each sequence, or one number or vector for each sequence.
  ///
  /// A list of as many items as its sequence has steps is one target for each step.
  private static func numbers(
    _ items: [Value], _ input: [[[Double]]], _ argument: Argument, _ context: CommandContext
  ) throws -> InlineSequences.Target {
    let isPerStep = items.enumerated().allSatisfy { index, item in
      guard case .list(let steps) = item else { return false }
      let nested = steps.contains { if case .list = $0 { true } else { false } }
      return nested || input.indices.contains(index) && steps.count == input[index].count
    }
    guard isPerStep else { return .perSequence(try items.map { try step($0, argument, context) }) }
    return .perStep(
      try items.map { item in
        guard case .list(let steps) = item else { return [] }
        return try steps.map { try step($0, argument, context) }
      })
  }

  private static func classNumber(_ value: Value, _ argument: Argument, _ context: CommandContext) throws -> Int {
    guard case .number(let number) = value, let index = Int(exactly: number) else {
      throw context.failure("a class is a whole number from 0, found \(value.literal)", at: argument)
    }
    return index
  }

  /// Some classes in order for each sequence.
  private static func labels(_ items: [Value], _ argument: Argument, _ context: CommandContext) throws -> [[Int]] {
    try items.map { item in
      guard case .list(let labels) = item else {
        throw context.failure("labels are a list for each sequence, found \(item.kindName)", at: argument)
      }
      return try labels.map { try classNumber($0, argument, context) }
    }
  }

  private static func classes(
    _ items: [Value], _ argument: Argument, _ context: CommandContext
  ) throws -> InlineSequences.Target {
    guard case .list = items[0] else {
      return .classPerSequence(try items.map { try classNumber($0, argument, context) })
    }
    return .classPerStep(
      try items.map { item in
        guard case .list(let steps) = item else {
          throw context.failure("some sequences have a class for each step and others one", at: argument)
        }
        return try steps.map { try classNumber($0, argument, context) }
      })
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
