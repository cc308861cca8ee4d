import SequenceEngine

/// What the words mean that options have put into a cell's equations.
enum CellVariationExplanation {
  static func lines(_ layer: RecurrentLayer) -> [String] {
    let variation = layer.variation
    var lines: [String] = []
    if variation.normalises {
      lines.append("norm(v) has zero mean and unit variance over the units of v; the gains begin at 1")
    }
    if variation.recurrentDropout > 0 {
      let percent = NumberFormat.percent(0).text(variation.recurrentDropout)
      lines.append(
        "drop(v, p): while training \(percent) of v are 0, the same units at all time steps of a sequence, and the others"
      )
      lines.append("are divided by 1 - p; otherwise it is v")
    }
    if variation.zoneout > 0 {
      lines.append(
        "zone(a, v, p): while training each unit stays a with probability p, drawn anew at each time step, and")
      lines.append("becomes v otherwise; else it is p a + (1 - p) v")
    }
    if let size = variation.projection {
      let (h, r) = (layer.cell.states[0], layer.cell.equations.first?.name ?? "")
      lines.append(
        "\(r) is R \(h)(t - 1), \(size) of \(layer.units) numbers; the layer puts out R \(h)(t) by the same matrix R")
    }
    if layer.start == .learned {
      let states = layer.cell.states.map { "\($0)(0)" }.joined(separator: " and ")
      lines.append("weights, the same for every sequence and zero before training: \(states)")
    }
    return lines.isEmpty ? [] : [""] + lines.map { "  " + $0 }
  }
}
