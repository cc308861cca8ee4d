import Script
import SequenceEngine

/// `show histogram`: how the weights of each layer are spread, or their gradients on the shown example.
enum HistogramView {
  static let bars = 15

  static func show(_ command: Command, _ context: CommandContext, as form: String?) throws {
    let of = try command.option("of").map { try context.word($0) } ?? "weights"
    for name in context.workspace.shownModels.isEmpty ? [""] : context.workspace.shownModels {
      _ = try context.requireModel(named: name.isEmpty ? nil : name)
      var chosen: Int?
      if let argument = command.option("layer"), name == context.workspace.current || name.isEmpty {
        chosen = try context.layer(argument).index
        _ = try chosen.map { try requireWeights($0, argument, context) }
      }
      let pass = try context.workspace.recordedPass(of: name.isEmpty ? nil : name)
      for (index, layer) in pass.plan.layers.enumerated() where chosen == nil || chosen == index {
        guard !layer.parameters.isEmpty else { continue }
        let all = of == "gradients" ? pass.weightGradients : pass.parameters
        let values = pass.plan.parameters[layer.parameters].flatMap { Array(all[$0.range]) }
        let chart = chart("\(name)   \(layer.name) \(of)", values)
        context.answer(Output.bars(chart).shown(as: form))
        context.record(
          "trace",
          [
            ("model", .text(name)), ("layer", .text(layer.name)), ("subject", .text("histogram")), ("of", .text(of)),
            ("ranges", .list(chart.bars.map { .text($0.name) })),
            ("counts", .list(chart.bars.map { .number($0.value) })),
          ])
      }
    }
  }

  private static func requireWeights(_ index: Int, _ argument: Argument, _ context: CommandContext) throws {
    let entry = try context.requireModel().entry
    let plan = try ModelPlan(entry.description, for: try context.requireData().shape)
    guard plan.layers[index].parameters.isEmpty else { return }
    throw context.failure("\(plan.layers[index].name) has no weights", at: argument)
  }

  /// Bars of equal width from the least to the largest number; what is not finite stands in a bar of its own.
  static func chart(_ title: String, _ values: [Double]) -> BarChart {
    let finite = values.filter(\.isFinite)
    let format = NumberFormat.significant(3)
    var counts: [BarChart.Bar] = []
    if let least = finite.min(), let most = finite.max() {
      let width = (most - least) / Double(bars)
      if width > 0, width.isFinite {
        var numbers = [Int](repeating: 0, count: bars)
        for value in finite { numbers[min(bars - 1, Int((value - least) / width))] += 1 }
        counts = numbers.enumerated().map { place, number in
          .init("\(format.text(least + Double(place) * width))…", Double(number))
        }
      } else {
        counts = [.init(format.text(least), Double(finite.count))]
      }
    }
    if finite.count < values.count { counts.append(.init("not finite", Double(values.count - finite.count))) }
    let mean = finite.reduce(0, +) / Double(max(finite.count, 1))
    let deviation = (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(finite.count, 1))).squareRoot()
    return BarChart(
      "\(title)   \(values.count) numbers, mean \(format.text(mean)), deviation \(format.text(deviation))",
      bars: counts,
      format: .integer)
  }
}
