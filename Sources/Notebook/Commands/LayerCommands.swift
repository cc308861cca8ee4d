import Script
import SequenceEngine

/// Layers of the current model: add, insert, replace, freeze.
enum LayerCommands {
  static let all: [NotebookCommand] = [encoder, decoder, add, insert, replace] + FreezeCommands.all

  static let add = NotebookCommand(
    CommandSpec(
      "add", family: ModelCommands.family, summary: "add a layer at the end of the current model, or of its side",
      forms: LayerKinds.forms(after: []),
      examples: [
        "add rnn 32", "add lstm 64 peephole", "add gru 64 window=15", "add lstm 32 stateful", "add dense",
      ],
      help: """
        The answer tells the layer's name, what goes in and comes out at each step, and its parameters. Without any model yet
        a model called main is started.

        With stateful a row of a batch begins with the state that the same row of the batch before ended with, where it goes
        on from there (a series with batch 16 shuffle=no, sequences of data inline, tracks of a text): batches are then
        pieces of one long sequence, and gradients end at their borders. stateful=epoch begins anew with every epoch,
        stateful=K also with every K-th batch of it, stateful=never not even with the epoch. Every evaluation begins at its
        part's start with no state and carries it along; unroll, predict and forecast begin without.

        dropout=P leaves numbers that the layer reads out, recurrent_dropout=P units of the state that enter its matrices, the same
        ones at all time steps of a sequence (Gal, Ghahramani 2016); zoneout=P lets units of the state stay as they were (Krueger
        et al. 2017): while training alone, and drawn by the seed. layernorm brings what each matrix puts out to one scale, gate
        by gate (Ba et al. 2016). explain prints the equations that come of it. start=learned makes weights of the states before
        a sequence.
        """)
  ) { command, context in
    let asked = try AskedLayer(command, context)
    let (entry, isFirst) = try startedEntry(context)
    let layers = entry.description.layers
    let place = entry.side == .encoder ? layers.firstIndex { $0.side == .decoder } : nil
    try put(asked, command, context, at: place ?? layers.count, on: entry.side, replacing: false)
    if isFirst { context.note("a model called main was started") }
  }

  /// The current model; a first one when there is none.
  private static func startedEntry(_ context: CommandContext) throws -> (entry: ModelEntry, isFirst: Bool) {
    let isFirst = try context.workspace.knownModel() == nil
    if isFirst {
      context.workspace.startModel("main")
      context.workspace.current = "main"
    }
    return (try requireEntry(context), isFirst)
  }

  static let encoder = growing(
    .encoder, "let add grow the side that reads the source",
    "The encoder reads the source to its end; each recurrent layer of the decoder starts from the state that a recurrent "
      + "layer of the encoder ended with, the last from the last.")
  static let decoder = growing(
    .decoder, "let add grow the side that writes the target",
    "The decoder reads the target symbol of the step before, at first a start symbol, and writes the next one up to an end "
      + "symbol. For data in pairs: data pairs \"FILE\", data dates, data reverse.")

  private static func growing(_ side: LayerSide, _ summary: String, _ help: String) -> NotebookCommand {
    NotebookCommand(
      CommandSpec(
        side.rawValue, family: ModelCommands.family, summary: summary,
        examples: ["encoder; add embedding 16; add gru 64", "decoder; add embedding 16; add gru 64; add dense"],
        help: help)
    ) { _, context in
      var (entry, isFirst) = try startedEntry(context)
      entry.side = side
      context.workspace.update(entry)
      context.answer("\(entry.name): add grows the \(side.rawValue)")
      if isFirst { context.note("a model called main was started") }
    }
  }

  static let insert = NotebookCommand(
    CommandSpec(
      "insert", family: ModelCommands.family, summary: "put a new layer at place N, before the layer that is there",
      forms: LayerKinds.forms(after: [ArgumentSpec("N", .integer, "number of the place, from 1")]),
      examples: ["insert 1 embedding 16"])
  ) { command, context in
    guard let argument = command.argument("N") else { return }
    let asked = try AskedLayer(command, context)
    let entry = try requireEntry(context)
    let layers = entry.description.layers
    let groups = entry.description.groups
    let number = try context.integer(argument, 1...groups.count + 1) - 1
    let place = number < groups.count ? groups[number].lowerBound : layers.count
    // Where the two sides meet, the side that `add` grows.
    let border = layers.firstIndex { $0.side == .decoder } ?? layers.count
    let side = place == border ? entry.side : place < border ? LayerSide.encoder : .decoder
    try put(asked, command, context, at: place, on: side, replacing: false)
  }

  static let replace = NotebookCommand(
    CommandSpec(
      "replace", family: ModelCommands.family, summary: "put another layer in the place of one",
      forms: LayerKinds.forms(after: [ArgumentSpec("LAYER", .layer, "the layer that goes")]),
      examples: ["replace 1 lstm 32", "replace rnn1 gru 32"],
      help: "The new layer takes over the number of the old one's name: rnn1 becomes lstm1.")
  ) { command, context in
    guard let argument = command.argument("LAYER") else { return }
    let asked = try AskedLayer(command, context)
    let entry = try requireEntry(context)
    let place = entry.description.group(at: try context.layer(argument).index).lowerBound
    try put(asked, command, context, at: place, on: entry.description.layers[place].side, replacing: true)
  }

  private static func requireEntry(_ context: CommandContext) throws -> ModelEntry {
    guard let entry = try context.workspace.knownModel() else {
      throw SessionError("there is no model yet", hint: "start one, for example: model plain, then: add rnn 32")
    }
    return entry
  }

  /// What a command asks for, read before any model is looked at.
  private struct AskedLayer {
    var kind: String
    /// nil for a softmax, which becomes the activation of the layer before.
    var layer: LayerKind?
    var wiring: LayerWiring
    var copies: Int

    init(_ command: Command, _ context: CommandContext) throws {
      kind = try LayerKinds.kind(of: command, context)
      layer = kind == "softmax" ? nil : try LayerKinds.layer(kind, command, context)
      wiring = try LayerWiring(command, context)
      copies = try command.option("layers").map { try context.integer($0, 1...64) } ?? 1
    }
  }

  private static func put(
    _ asked: AskedLayer, _ command: Command, _ context: CommandContext, at place: Int, on side: LayerSide,
    replacing: Bool
  ) throws {
    var entry = try requireEntry(context)
    var layers = entry.description.layers
    let (kind, copies) = (asked.kind, asked.copies)
    guard let layer = asked.layer else { return try addSoftmax(context, entry, at: place) }
    var old: LayerDescription?
    if replacing {
      let group = entry.description.group(at: place)
      old = layers[group.upperBound - 1]
      layers.removeSubrange(group)
    }
    var added: [[LayerDescription]] = []
    var (next, wiring) = (place, asked.wiring)
    for number in 0..<copies {
      let name = try self.name(kind, command, context, &entry, number, copies, taken: layers, replacing: old)
      added.append(wiring.described(name, layer, side))
      layers.insert(contentsOf: added[number], at: next)
      next += added[number].count
      // Of several layers one upon the other the first alone begins somewhere else.
      wiring.reads = .previous
    }
    // Who read the layer that went reads the one in its place.
    if let old, let new = added.last?.last {
      for index in layers.indices {
        layers[index].reads = layers[index].reads.map { $0 == .layer(old.name) ? .layer(new.name) : $0 }
        if layers[index].tied == old.name { layers[index].tied = new.name }
      }
    }
    let changed = try context.change(entry, to: layers)
    context.workspace.update(changed.entry)
    for group in added { context.tell(context.line(group, in: changed.entry.description, changed.plan)) }
    if copies > 1 { context.note("\(copies) layers with names of their own, each reading the one before") }
    context.recordModel(changed.entry, changed.plan)
  }

  /// Kind and running number; a replaced layer hands its number on.
  private static func name(
    _ kind: String, _ command: Command, _ context: CommandContext, _ entry: inout ModelEntry, _ number: Int,
    _ copies: Int, taken: [LayerDescription], replacing old: LayerDescription?
  ) throws -> String {
    func isFree(_ name: String) -> Bool { !taken.contains { $0.name == name } }
    if let argument = command.option("name") {
      let name = try context.newName(argument) + (copies > 1 ? "_\(number + 1)" : "")
      guard isFree(name) else { throw context.failure("there is a layer '\(name)' already", at: argument) }
      guard CommandRegistry.table.reservation(of: name) == nil, name != "input" else {
        throw context.failure("'\(name)' is a word of the language", at: argument, hint: "choose another name")
      }
      return name
    }
    // The layer's number must not look like a part of the kind's name.
    let stem = kind.last?.isNumber == true ? kind + "_" : kind
    if number == 0, let old {
      let inherited = stem + String(old.name.reversed().prefix { $0.isNumber }.reversed())
      if inherited != stem, isFree(inherited) { return inherited }
    }
    repeat { entry.layerNumber += 1 } while !isFree("\(stem)\(entry.layerNumber)")
    return "\(stem)\(entry.layerNumber)"
  }

  private static func addSoftmax(_ context: CommandContext, _ entry: ModelEntry, at place: Int) throws {
    var layers = entry.description.layers
    guard place == layers.count, let last = layers.last, last.group == nil, case .dense(let units, _) = last.kind else {
      throw SessionError("softmax goes behind a dense layer at the end of the model", hint: "first: add dense")
    }
    layers[layers.count - 1].kind = .dense(units: units, activation: .softmax)
    let changed = try context.change(entry, to: layers)
    context.workspace.update(changed.entry)
    context.tell(context.line([layers[layers.count - 1]], in: changed.entry.description, changed.plan))
    context.note("the loss takes the numbers before the softmax, so that none is lost to rounding")
  }
}
