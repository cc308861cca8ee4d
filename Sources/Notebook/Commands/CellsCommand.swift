import Script
import SequenceEngine

/// `cells`: what can be added as a recurrent layer.
enum CellsCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "cells", family: "model", summary: "list the recurrent cells",
      help: """
        The last column counts the weights of one unit in a layer of H units that reads I numbers. `explain CELL` shows a
        cell's equations and where it was published; `add CELL UNITS` uses it. What stands behind the `;` in the head of
        the equations are its options: `add lstm1997 16 size=2`.
        """, isLook: true)
  ) { _, context in
    let own = context.workspace.cells.keys.sorted().compactMap { context.workspace.cells[$0]?.definition }
    let rows =
      try BuiltInCells.all.map { cell -> [Table.Value] in
        let asked = cell.kind + (cell.variant.map { " \($0.option)=\($0.value)" } ?? "")
        let definition = try CellDefinition(parsing: cell.source)
        return [.text(asked), .text(weights(of: definition)), .text(cell.summary)]
      } + own.map { [.text($0.name), .text(weights(of: $0)), .text("of yours")] }
    context.answer(.table(Table(columns: [.init("cell"), .init("weights a unit"), .init("")], rows: rows)))
    context.note("explain CELL shows its equations and options; cell NAME(x, h) { … } makes one of your own")
  }

  /// `4 I + 4 H + 4`: what every number of input, every unit and the unit itself adds to one unit's weights.
  static func weights(of cell: CellDefinition) -> String {
    // Sizes that every number of units for a block divides.
    let units = cell.options.compactMap {
      if case .number(let size) = $0.value, size >= 1 { Int(exactly: size) } else { nil }
    }
    .reduce(1) { $0 * min($1, 64) }
    func perUnit(_ inputs: Int, _ units: Int) -> Double? {
      let layer = LayerDescription(name: "cell1", kind: .recurrent(RecurrentLayer(cell: cell, units: units)))
      let shape = DataShape(input: .vector(size: inputs), target: .vector(size: units), placement: .perStep)
      let plan = try? ModelPlan(ModelDescription(name: "cell", layers: [layer]), for: shape)
      return plan.map { Double($0.parameterCount) / Double(units) }
    }
    guard let one = perUnit(1, units), let wider = perUnit(2, units), let larger = perUnit(1, 2 * units) else {
      return ""
    }
    let input = wider - one
    let state = (larger - one) / Double(units)
    let terms = [(input, "I"), (state, "H"), (one - input - state * Double(units), "")].filter { $0.0 != 0 }
    return terms.map { count, name in
      name.isEmpty
        ? NumberFormat.general.text(count) : count == 1 ? name : NumberFormat.general.text(count) + " " + name
    }.joined(separator: " + ")
  }
}
