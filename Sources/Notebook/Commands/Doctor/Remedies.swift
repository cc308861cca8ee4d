import Script
import SequenceEngine

/// Command lines that may cure what was found.
struct Remedies {
  private let entry: ModelEntry
  private let data: Dataset
  private let settings: TrainingSettings

  init(_ entry: ModelEntry, _ data: Dataset, _ settings: TrainingSettings) {
    (self.entry, self.data, self.settings) = (entry, data, settings)
  }

  static let mostTried = 10

  /// The remedies in the order of what they are for, each once.
  func remedies(for diagnosis: Diagnosis) -> [[String]] {
    var lines: [[String]] = []
    for finding in diagnosis.findings {
      for remedy in remedies(for: finding) where !lines.contains(remedy) { lines.append(remedy) }
    }
    return Array(lines.prefix(Self.mostTried))
  }

  private func remedies(for finding: Diagnosis.Finding) -> [[String]] {
    let layers = finding.layer.map { [$0] } ?? recurrentNames
    switch finding.kind {
    case .notFinite, .exploding:
      return clip + [[rate(0.1)]] + clip.map { $0 + [rate(0.1)] } + layers.flatMap { radius($0) + orthogonal($0) }
        + (finding.kind == .notFinite ? layers.map { ["init \($0) default"] } : [])
    case .stuck:
      return [[rate(10)], [rate(0.1)]] + full + window + recurrentNames.flatMap { letGo($0) + remember($0) + gated($0) }
    case .vanishing:
      return full + window + layers.flatMap { letGo($0) + remember($0) + orthogonal($0) + radius($0) + gated($0) }
    case .dead: return layers.flatMap { [["init \($0) default"]] + tanh($0) } + [[rate(0.1)]]
    case .saturated:
      return layers.map { ["scale \($0).input 0.3"] } + layers.map { ["init \($0) default"] } + [[rate(0.1)]]
    }
  }

  private var recurrentNames: [String] {
    entry.description.layers.filter { if case .recurrent = $0.kind { true } else { false } }.map(\.name)
  }

  private func layer(_ name: String) -> (number: Int, recurrent: RecurrentLayer)? {
    guard let index = entry.description.layers.firstIndex(where: { $0.name == name }),
      case .recurrent(let recurrent) = entry.description.layers[index].kind
    else { return nil }
    return (entry.description.number(of: index), recurrent)
  }

  private var clip: [[String]] { settings.clipping == .off ? [["clip norm=1"]] : [["clip norm=0.1"]] }

  private func rate(_ factor: Double) -> String {
    // What was chosen beside the rate stays chosen.
    var optimizer = settings.optimizer
    optimizer.rate *= factor
    return optimizer.command
  }

  private func radius(_ name: String) -> [[String]] { layer(name) == nil ? [] : [["spectral \(name) 1"]] }

  private func orthogonal(_ name: String) -> [[String]] {
    layer(name) == nil ? [] : [["init \(name).recurrent orthogonal"]]
  }

  /// Gates that are held by hand, each following its equation again.
  private func letGo(_ name: String) -> [[String]] {
    guard let (_, recurrent) = layer(name) else { return [] }
    return recurrent.cell.gates.filter { gate in recurrent.clamps.contains { $0.name == gate } }.map {
      ["restore gate(\(name), \(Value.text($0).literal))"]
    }
  }

  /// The bias of the gate that keeps the past raised.
  private func remember(_ name: String) -> [[String]] {
    guard let (_, recurrent) = layer(name), recurrent.bias != .no else { return [] }
    let keeps = ["forget", "update"].filter { recurrent.cell.gates.contains($0) && recurrent.heldValue(of: $0) == nil }
    // With two biases set could not tell which one is meant.
    return recurrent.bias == .one && recurrent.cell.name != "gru" ? keeps.map { ["set \(name).bias 3 gate=\($0)"] } : []
  }

  private func gated(_ name: String) -> [[String]] {
    guard let (number, recurrent) = layer(name), recurrent.cell.gates.isEmpty else { return [] }
    var line = "replace \(number) lstm \(recurrent.units)"
    if let returned = recurrent.returns { line += " return=\(returned.rawValue)" }
    if recurrent.feedback { line += " feedback=output" }
    if recurrent.isReversed, !wiring(name).contains("bidirectional") { line += " reverse" }
    line += wiring(name)
    if let window = recurrent.window { line += " window=\(window)" }
    line += recurrent.variation.options.map { " " + $0 }.joined()
    if recurrent.start == .learned { line += " start=learned" }
    if let reset = recurrent.stateful { line += " stateful=\(reset.word)" }
    return [[line]]
  }

  private func tanh(_ name: String) -> [[String]] {
    guard let (number, recurrent) = layer(name), recurrent.cell.source == BuiltInCells.rnn,
      recurrent.options["activation"] == .function("relu")
    else { return [] }
    return [["replace \(number) rnn \(recurrent.units)\(wiring(name))"]]
  }

  /// What a layer in its place is told to be wired as it is.
  private func wiring(_ name: String) -> String {
    guard let index = entry.description.layers.firstIndex(where: { $0.name == name }) else { return "" }
    let words = entry.description.wiring(of: index)
    return words.isEmpty ? "" : " " + words
  }

  private var full: [[String]] { settings.backpropagation.reach == nil ? [] : [["bptt full"]] }

  /// Twice as much text seen at once.
  private var window: [[String]] {
    guard case .text(let path, let options) = data.request else { return [] }
    let file = Value.text(path).literal
    return [
      [
        "data text \(file) unit=\(options.unit.rawValue) window=\(options.window * 2) min_count=\(options.minimumCount)"
      ]
    ]
  }
}
