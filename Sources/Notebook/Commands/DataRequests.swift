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
    func unit(_ usual: TextUnit) throws -> TextUnit {
      try command.option("unit").map { try context.choice($0, "unit") } ?? usual
    }
    func encoding(_ usual: TextEncoding) throws -> TextEncoding {
      try command.option("encoding").map { try context.choice($0, "encoding") } ?? usual
    }
    func text(_ usual: TextOptions) throws -> TextOptions {
      TextOptions(
        unit: try unit(usual.unit), window: try option("window") ?? usual.window,
        minimumCount: try option("min_count") ?? usual.minimumCount,
        dropsBlankLines: try command.option("blank_lines").map { try context.word($0) == "drop" }
          ?? usual.dropsBlankLines,
        encoding: try encoding(usual.encoding))
    }
    func symbols(_ usual: SymbolOptions = SymbolOptions()) throws -> SymbolOptions {
      SymbolOptions(
        unit: try unit(usual.unit), maximumLength: try option("max_length") ?? usual.maximumLength,
        minimumCount: try option("min_count") ?? usual.minimumCount, encoding: try encoding(usual.encoding))
    }
    func tagged(_ usual: TaggedOptions) throws -> TaggedOptions {
      TaggedOptions(
        column: try command.option("column").map(context.column) ?? usual.column,
        maximumLength: try option("max_length") ?? usual.maximumLength,
        minimumCount: try option("min_count") ?? usual.minimumCount)
    }
    /// - Parameter least: the smallest horizon.
    func series(_ usual: SeriesOptions, least: Int = 1) throws -> SeriesOptions {
      SeriesOptions(
        columns: try command.option("columns").map(context.words) ?? usual.columns,
        target: try command.option("target").map(context.words) ?? usual.target,
        window: try option("window") ?? usual.window,
        horizon: try option("horizon", least...1_000_000_000) ?? usual.horizon,
        normalisation: try command.option("normalize").map { try context.choice($0, "normalisation") }
          ?? usual.normalisation,
        gaps: try command.option("gaps").map { try context.choice($0, "gaps") } ?? usual.gaps)
    }
    func recordings(_ usual: RecordingOptions) throws -> RecordingOptions {
      RecordingOptions(
        order: try command.option("order").map { try context.choice($0, "order") } ?? usual.order,
        normalisation: try command.option("normalize").map { try context.choice($0, "normalisation") }
          ?? usual.normalisation)
    }
    func tunes(_ usual: TuneOptions) throws -> TuneOptions {
      TuneOptions(
        kind: try command.option("field").map { try context.choice($0, "field") } ?? usual.kind,
        maximumLength: try option("max_length") ?? usual.maximumLength,
        headers: try command.option("headers").map { try context.choice($0, "headers") } ?? usual.headers)
    }
    func strips(_ usual: StripOptions) throws -> StripOptions {
      StripOptions(
        recordings: try recordings(usual.recordings), length: try option("length") ?? usual.length,
        gap: try option("gap", 0...1_000_000_000) ?? usual.gap)
    }
    switch kind {
    case _ where GeneratedTask.table.contains { $0.name == kind }:
      return try TaskForms.request(kind, command, context)
    case "text": return .text(path: try path(), try text(TextOptions()))
    case "cloze": return .cloze(path: try path(), try text(TextOptions(window: 21)))
    case "csv":
      guard let labels = command.option("labels") else { return .csv(path: try path(), try series(SeriesOptions())) }
      if let target = command.option("target") {
        throw context.failure("labels= says what is asked for, so there is no target=", at: target)
      }
      return .rows(
        path: try path(), labels: try context.word(labels), try series(SeriesOptions(horizon: 0), least: 0))
    case "lines": return .lines(path: try path(), try symbols())
    case "npz":
      return .arrays(
        path: try path(),
        ArrayOptions(
          x: try command.option("array").map(context.word), y: try command.option("target").map(context.word),
          lengths: try command.option("length").map(context.word),
          targets: try command.option("targets").map { try context.choice($0, "targets") },
          normalisation: try command.option("normalize").map { try context.choice($0, "normalisation") } ?? .standard))
    case "labelled": return .labelled(path: try path(), try symbols())
    case "tagged": return .tagged(path: try path(), try tagged(TaggedOptions()))
    case "pairs": return .pairs(path: try path(), try symbols())
    case "abc": return .tunes(path: try path(), try tunes(TuneOptions()))
    case "recordings": return .recordings(path: try path(), try recordings(RecordingOptions()))
    case "strips": return .strips(path: try path(), try strips(StripOptions(recordings: RecordingOptions())))
    case "inline": return .inline(try InlineRequest.sequences(command, context))
    default:
      let home = try ShippedFolder.find(
        home: context.environment.variables["UNROLL_HOME"], program: context.environment.programPath)
      return switch try Catalogue(folder: home + "/datasets").request(kind) {
      case .text(let path, let options): .text(path: path, try text(options))
      case .csv(let path, let options): .csv(path: path, try series(options))
      case .rows(let path, let labels, let options):
        .rows(path: path, labels: labels, try series(options, least: 0))
      case .labelled(let path, let options): .labelled(path: path, try symbols(options))
      case .tagged(let path, let options): .tagged(path: path, try tagged(options))
      case .pairs(let path, let options): .pairs(path: path, try symbols(options))
      case .tunes(let path, let options): .tunes(path: path, try tunes(options))
      case .recordings(let path, let options): .recordings(path: path, try recordings(options))
      case .strips(let path, let options): .strips(path: path, try strips(options))
      case let request: request
      }
    }
  }
}

extension CommandContext {
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
      case .vector(let size): counted(size, "number")
      case .token(let vocabulary): "1 of \(NumberFormat.integer.text(Double(vocabulary))) symbols"
      }
    let targets =
      switch target {
      case .classes(let count): "1 of \(NumberFormat.integer.text(Double(count))) classes"
      case .vector(let size): counted(size, "number")
      case .bits(let size): size == 1 ? "yes or no" : "\(NumberFormat.integer.text(Double(size))) times yes or no"
      case .labels(let count):
        "some of \(NumberFormat.integer.text(Double(count))) classes in order, without places in time"
      }
    if case .labels = target { return "\(inputs) at each step → \(targets)" }
    return "\(inputs) at each step → \(targets) \(placement == .perStep ? "at each step" : "for each sequence")"
  }
}
