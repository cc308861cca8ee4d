import Script
import SequenceEngine

/// What `add`, `insert` and `replace` say of a layer's place among the others: what it reads, both directions of time,
/// residual.
struct LayerWiring {
  var reads: LayerSource = .previous
  /// Of a merge, which reads several.
  var sources: [LayerSource] = []
  /// How the two directions of a recurrent layer come together; nil: there is one.
  var bidirectional: Merge?
  var residual = false
  /// The embedding whose weights a dense layer shares.
  var tied: String?
  /// nil: one layer, and no block of a transformer.
  var block: TransformerBlock?
  /// Probability that a number that a recurrent layer reads is left out while training.
  var dropout: Double?

  static let from = OptionSpec("from", .layer, "an earlier layer that it reads, or input", default: "the one before")
  static let recurrent = [
    OptionSpec(
      "bidirectional", .word(Vocabulary("choice", choices: Merge.allCases.map(\.rawValue) + ["no"])),
      "both directions of time, brought together so", default: "no", bare: "concat"),
    OptionSpec("residual", .flag, "what it reads is added to what it puts out", default: "no"),
    OptionSpec(
      "dropout", .number, "while training, the share of the numbers it reads that are 0 at all steps of a sequence",
      default: "0"),
  ]

  init(_ command: Command, _ context: CommandContext) throws {
    if let argument = command.option("from") { reads = try Self.source(argument, context) }
    if let argument = command.option("tied") {
      guard case .layer(let name) = try Self.source(argument, context) else {
        throw context.failure("tied= names an embedding", at: argument)
      }
      tied = name
    }
    block = try TransformKinds.block(command, context)
    sources = try command.arguments("LAYERS").map { try Self.source($0, context) }
    if let argument = command.option("bidirectional"), try context.word(argument) != "no" {
      let merge: Merge = try context.choice(argument, "choice for 'bidirectional'")
      bidirectional = merge
      if let reverse = command.option("reverse"), try context.flag(reverse) {
        throw context.failure("bidirectional runs both ways already; leave reverse out", at: reverse)
      }
      if let stateful = command.option("stateful") {
        throw context.failure(
          "one of the two directions runs from the end of each sequence to its start, and the state that it ends with is "
            + "no beginning of the sequence that follows; leave stateful out", at: stateful)
      }
      if let feedback = command.option("feedback") {
        throw context.failure(
          "a layer that runs from the end cannot read what the model puts out step by step", at: feedback)
      }
    }
    if let argument = command.option("dropout") {
      let rate = try context.probability(argument)
      dropout = rate > 0 ? rate : nil
    }
    residual = try command.option("residual").map(context.flag) ?? false
    if residual, let argument = command.option("return"), try context.word(argument) == "last" {
      throw context.failure(
        "residual adds at every time step; leave return=last out", at: argument, hint: "then: add last")
    }
  }

  private static func source(_ argument: Argument, _ context: CommandContext) throws -> LayerSource {
    if case .layer(let reference) = argument.value, case .name("input") = reference.selector, reference.part == nil {
      return .input
    }
    let (index, part) = try context.layer(argument)
    if let part { throw context.failure("no layer has a part '\(part.text)' that could be read", at: argument) }
    return .layer(try context.workspace.knownModel()?.description.layers[index].name ?? "")
  }

  /// The described layers of one that was asked for.
  func described(_ name: String, _ kind: LayerKind, _ side: LayerSide) -> [LayerDescription] {
    if let block { return block.layers(name, side: side, reads: reads) }
    switch kind {
    case .recurrent(let recurrent):
      return LayerDescription.group(
        name, recurrent, bidirectional: bidirectional, residual: residual, dropout: dropout, side: side,
        reads: reads)
    case .merge: return [LayerDescription(name: name, kind: kind, side: side, reads: sources)]
    default: return [LayerDescription(name: name, kind: kind, side: side, reads: [reads], tied: tied)]
    }
  }
}

extension CommandContext {
  /// A number from 0 to below 1.
  func probability(_ argument: Argument) throws -> Double {
    let probability = try number(argument, 0...1)
    guard probability < 1 else { throw failure("with a probability of 1 nothing would be left", at: argument) }
    return probability
  }
}

extension ModelDescription {
  /// The number, from 1, that commands call the layer at a place by.
  func number(of index: Int) -> Int { (groups.firstIndex { $0.contains(index) } ?? index) + 1 }

  /// The names of the layers as they were added.
  var shownNames: [String] { groups.map { layers[$0.upperBound - 1].name } }

  /// The first of the parts of the layer at a place: what its kind and options are read off.
  func lead(of index: Int) -> LayerDescription { layers[lead(of: group(at: index))] }

  /// What `add` is told of a layer's wiring: `bidirectional=sum residual from=rnn1`.
  func wiring(of index: Int) -> String {
    let group = layers[group(at: index)]
    var words: [String] = []
    if TransformerBlock(group) == nil { words += partWords(group) }
    guard let first = group.first else { return "" }
    if let tied = first.tied { words.append("tied=\(tied)") }
    if case .merge = first.kind {
      words += first.reads.map(\.word)
    } else if first.reads != [.previous] {
      words += first.reads.map { "from=\($0.word)" }
    }
    return words.joined(separator: " ")
  }

  /// How the parts of a recurrent layer come together.
  private func partWords(_ group: ArraySlice<LayerDescription>) -> [String] {
    var words: [String] = []
    if let first = group.first, first.group?.part == .dropout, case .dropout(let rate, _) = first.kind {
      words.append("dropout=\(NumberFormat.general.text(rate))")
    }
    for part in group.dropFirst() {
      guard case .merge(let merge) = part.kind else { continue }
      if part.bringsDirectionsTogether {
        words.append(merge == .concat ? "bidirectional" : "bidirectional=\(merge.rawValue)")
      } else {
        words.append("residual")
      }
    }
    return words
  }

  /// The recurrent layers that a layer consists of.
  func recurrentParts(of index: Int) -> [Int] {
    // A part asked for by its own name is that part alone.
    if case .recurrent = layers[index].kind { return [index] }
    return group(at: index).filter { if case .recurrent = layers[$0].kind { true } else { false } }
  }
}

extension LayerDescription {
  /// Whether it is the merge of a layer that runs both ways.
  var bringsDirectionsTogether: Bool {
    guard let group else { return false }
    return reads.contains(.layer("\(group.name).reverse")) || reads.contains(.layer("\(group.name).reverse_projected"))
  }
}

extension LayerSource {
  fileprivate var word: String {
    switch self {
    case .previous: "previous"
    case .input: "input"
    case .layer(let name): name
    }
  }
}
