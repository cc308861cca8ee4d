import Script
import SequenceEngine

/// Functions of what a session is made of, as its commands asked for it. Nothing is unrolled for them.
enum SessionFacts {
  static let specs = [
    FunctionSpec(
      "layers", "layers(words)",
      "how many layers were added with these words: layers(\"gru reverse\"), layers(\"recurrent\")"),
    FunctionSpec(
      "setting", "setting(command)", "what a command set of the training, as it is written: setting(\"bptt\")"),
    FunctionSpec(
      "data_option", "data_option(name)",
      "an option of the data, the usual one where none was given: data_option(\"lag\")"
    ),
  ]

  /// The function's value; nil when none of these has that name.
  static func call(_ name: String, _ arguments: [Value], in workspace: Workspace) throws -> Value? {
    guard let spec = specs.first(where: { $0.name == name }) else { return nil }
    guard arguments.count == 1, case .text(let asked) = arguments[0] else {
      throw EvaluationFailure("\(name)() is called as \(spec.signature), with one text")
    }
    switch name {
    case "layers": return .number(Double(try layerCount(asked, workspace)))
    case "setting": return .text(try setting(asked, workspace))
    default: return try dataOption(asked, workspace)
    }
  }

  /// How many layers of the current model have a kind and the options behind it.
  private static func layerCount(_ asked: String, _ workspace: Workspace) throws -> Int {
    let words = Set(asked.split(separator: " ").map(String.init))
    guard let kind = asked.split(separator: " ").first.map(String.init) else {
      throw EvaluationFailure("layers() takes a kind, and options behind it: layers(\"rnn activation=relu\")")
    }
    guard let model = try workspace.knownModel()?.description else { return 0 }
    let there = model.groups.map { self.words(of: $0, in: model) }
    let known = LayerKinds.builtIn + workspace.cells.keys.sorted() + [anyCell]
    if !known.contains(kind), !there.contains(where: { $0.contains(kind) }) {
      if workspace.doubts?.mayDefine(cell: kind) == true { throw Unforeseeable() }
      let near = nearestName(to: kind, among: known).map { "did you mean '\($0)'?" }
      throw EvaluationFailure("no layer kind is called '\(legible(kind))'", hint: near)
    }
    return there.count { words.isSubset(of: $0) }
  }

  /// Stands for every kind that has a state.
  private static let anyCell = "recurrent"

  /// What `add` would be told for a layer, the usual options of its cell among it.
  private static func words(of group: Range<Int>, in model: ModelDescription) -> Set<String> {
    var model = model
    var words: [String] = []
    let lead = model.lead(of: group)
    if case .recurrent(var layer) = model.layers[lead].kind {
      for option in layer.cell.options where layer.options[option.name] == nil {
        layer.options[option.name] = option.value
      }
      model.layers[lead].kind = .recurrent(layer)
      words.append(anyCell)
    }
    words += [model.command(of: group.lowerBound), model.wiring(of: group.lowerBound)]
    return Set(words.flatMap { $0.split(separator: " ").map(String.init) })
  }

  private static func setting(_ asked: String, _ workspace: Workspace) throws -> String {
    let commands = ModelSettings(workspace.settings).commands
    guard let command = commands.first(where: { $0.prefix { $0 != " " } == asked }) else {
      let known = commands.map { String($0.prefix { $0 != " " }) }
      let near = nearestName(to: asked, among: known).map { "did you mean '\($0)'?" }
      throw EvaluationFailure(
        "setting() takes \(known.joined(separator: ", ")), and not \(Value.text(asked).literal)", hint: near)
    }
    // A check makes no updates, and the settings that it comes by need not be those of a run.
    guard workspace.doubts == nil else { throw Unforeseeable() }
    return command
  }

  private static func dataOption(_ asked: String, _ workspace: Workspace) throws -> Value {
    guard let data = try workspace.knownData() else {
      throw EvaluationFailure("there are no data yet", hint: "load some, for example: data adding length=50")
    }
    let options = data.request.options
    if let own = options.first(where: { $0.name == asked }) { return own.value }
    let known = options.map(\.name).joined(separator: ", ")
    throw EvaluationFailure(
      "\(legible(data.name)) has no option called '\(legible(asked))'",
      hint: known.isEmpty ? "there are none that can be asked for" : "there are: \(known)")
  }
}

extension DataRequest {
  /// The options that say what is learned from the data, as they are written; nan where the rest of the data decides.
  fileprivate var options: [(name: String, value: Value)] {
    switch self {
    case .generated(let task, _, _): task.definition.options.map { ($0.name, $0.value(in: task)) }
    case .text(_, let own), .cloze(_, let own): Self.symbols(own.unit, own.minimumCount, window: own.window)
    case .labelled(_, let own), .pairs(_, let own), .lines(_, let own): Self.symbols(own.unit, own.minimumCount)
    case .csv(_, let own), .rows(_, _, let own):
      [
        ("window", .number(Double(own.window))), ("horizon", .number(Double(own.horizon))),
        ("normalize", .text(own.normalisation.rawValue)),
      ]
    case .tagged, .tunes, .recordings, .strips, .arrays, .inline: []
    }
  }

  private static func symbols(
    _ unit: TextUnit, _ minimumCount: Int, window: Int? = nil
  ) -> [(name: String, value: Value)] {
    var options: [(name: String, value: Value)] = [("unit", .text(unit.rawValue))]
    options.append(("min_count", .number(Double(minimumCount))))
    if let window { options.append(("window", .number(Double(window)))) }
    return options
  }
}

extension TaskOption {
  fileprivate func value(in task: GeneratedTask) -> Value {
    switch (task.values[name], kind) {
    case (.integer(let own)?, _): .number(Double(own))
    case (.number(let own)?, _): .number(own)
    case (.word(let own)?, _): .text(own)
    case (nil, .integer(let usual, _)): .number(usual.map(Double.init) ?? .nan)
    case (nil, .number(let usual, _)): .number(usual ?? .nan)
    case (nil, .word(let usual, _)): .text(usual)
    }
  }
}
