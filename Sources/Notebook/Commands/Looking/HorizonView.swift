import Glibc
import SequenceEngine

/// How far back a layer's gradient is heard, and why: as a table, curves and words.
struct HorizonView {
  private let title: String
  private let pass: RecordedPass
  private let cursor: Int
  private let backpropagation: Backpropagation
  private let measures: [Measures]

  /// Wider states would take minutes for Jacobians of every step.
  static let widest = 512

  private struct Measures {
    let layer: RecordedLayer
    let horizon: Horizon
    let radius: Double
    let bound: Double
    let stretch: StepStretch?
    let retentions: [Retention]
    let dead: [Int]

    init(
      _ pass: RecordedPass, _ number: Int, _ progress: @escaping (Int, Int) throws -> Void,
      _ check: () throws -> Void
    ) throws {
      layer = pass.layers[number]
      horizon = pass.horizon(layer: number)
      radius = try pass.spectralRadii(layer: number, check: check).map(\.radius).max() ?? .nan
      let isNarrow = layer.units * layer.stateNames.count <= HorizonView.widest
      bound = isNarrow ? pass.stretchBound(layer: number) : .nan
      stretch = isNarrow ? try pass.stepStretch(layer: number, exponents: 4, progress: progress) : nil
      retentions = pass.retentions(layer: number)
      dead = pass.deadUnits(layer: number)
    }
  }

  /// - Parameters:
  ///   - progress: called while Jacobians are taken; throwing stops the work.
  ///   - check: called while eigenvalues are.
  init(
    _ view: LookingCommands.View, _ backpropagation: Backpropagation,
    progress: @escaping (Int, Int) throws -> Void, check: () throws -> Void
  ) throws {
    title = view.name
    pass = view.pass
    cursor = view.cursor
    self.backpropagation = backpropagation
    measures = try view.layers.map { try Measures(view.pass, $0, progress, check) }
  }

  func outputs(_ form: String?) -> [Output] {
    switch form {
    case "table", "csv", "bars": [.table(table)]
    case "text": [sentences]
    case "plot", "heatmap": curves
    default: [.table(table), sentences]
    }
  }

  var traces: [[(name: String, value: EventRecord.Field)]] {
    measures.map { own in
      func numbers(_ values: [Double]) -> EventRecord.Field { .list(values.map { .number($0) }) }
      return [
        ("model", .text(title)), ("layer", .text(own.layer.name)), ("t", .number(Double(cursor))),
        ("subject", .text("horizon")), ("half_life", own.horizon.halfLife.map { .number($0) } ?? .nothing),
        ("radius", .number(own.radius)), ("bound", .number(own.bound)), ("norms", numbers(own.horizon.norms)),
        ("gains", numbers(own.stretch?.gains ?? [])), ("lyapunov", numbers(own.stretch?.lyapunovExponents ?? [])),
        ("time_constants", .list(own.retentions.map { numbers($0.timeConstants) })),
        ("dead", numbers(own.dead.map(Double.init))),
      ]
    }
  }

  private var table: Table {
    var table = Table(
      "\(title)   horizon",
      columns: [
        .init("layer"), .init("half-life", .number), .init("heard from t", .number), .init("radius", .number),
        .init("step gain", .number), .init("bound", .number), .init("Lyapunov", .number), .init("dead units", .number),
      ])
    for own in measures {
      let gains = own.stretch?.gains ?? []
      table.rows.append([
        .text(own.layer.name), .halfLife(own.horizon.halfLife),
        own.horizon.earliestHeard.map { .count($0) } ?? .missing, .number(own.radius),
        gains.isEmpty ? .missing : .number(gains.reduce(0, +) / Double(gains.count)),
        own.bound.isFinite ? .number(own.bound) : .missing,
        own.stretch?.lyapunovExponents.first.map { .number($0) } ?? .missing, .count(own.dead.count),
      ])
    }
    return table
  }

  private var curves: [Output] {
    let hasSeveral = measures.contains { $0.layer.memories.count > 1 }
    let norms = Output.line(
      LineChart(
        "\(title)   " + (hasSeveral ? "‖dL/ds(t)‖, all states together" : "‖dL/dh(t)‖")
          + (measures.contains { $0.horizon.lossStep != nil } ? " of the last loss alone" : ""),
        xLabel: "t", yScale: .log10,
        series: measures.map { .init($0.layer.name, y: $0.horizon.norms) }, cursorX: Double(cursor)))
    let gains = Output.line(
      LineChart(
        "\(title)   largest singular value of ds(t)/ds(t − 1), all states together", xLabel: "t", yScale: .log10,
        series: measures.compactMap { own in own.stretch.map { .init(own.layer.name, y: $0.gains) } },
        references: [ReferenceLine("1", at: 1)], cursorX: Double(cursor)))
    let product = Output.line(
      LineChart(
        "\(title)   running product of these from t to the end: no gradient can grow more", xLabel: "t", yScale: .log10,
        series: measures.compactMap { own in
          own.stretch.map { .init(own.layer.name, y: Self.running($0.gains, isReversed: own.layer.isReversed)) }
        }, references: [ReferenceLine("1", at: 1)], cursorX: Double(cursor)))
    let constants = measures.flatMap { own in
      own.retentions.map { retention in
        Output.bars(
          BarChart(
            "\(title)   \(own.layer.name): steps in which \(retention.state) forgets, −1 / ln \(retention.factor)",
            bars: retention.timeConstants.enumerated().map { .init("unit \($0.offset + 1)", $0.element) }))
      }
    }
    return [norms, gains, product] + constants
  }

  private static func running(_ gains: [Double], isReversed: Bool) -> [Double] {
    var products = gains
    var product = 1.0
    for t in isReversed ? Array(gains.indices) : Array(gains.indices.reversed()) {
      products[t] = product
      product *= gains[t]
    }
    return products
  }

  private var sentences: Output {
    .text(measures.map { sentence($0) }.joined(separator: "\n"))
  }

  private func sentence(_ own: Measures) -> String {
    let short = NumberFormat.significant(3)
    var lines = ["\(own.layer.name): \(own.horizon.sentence)"]
    if let stretch = own.stretch, let largest = stretch.gains.max() {
      var text = "  one step stretches a change of the states by up to \(short.text(largest))"
      text +=
        own.bound.isFinite
        ? "; whatever the gates do, never by more than \(short.text(own.bound))"
        : "; no bound can be told, for a quotient, log or sqrt of this cell may be as steep as one likes"
      if own.bound < 1 { text += ": a gradient halves at least every \(short.text(log(2) / -log(own.bound))) steps" }
      lines.append(text)
      let exponents = stretch.lyapunovExponents.filter { !$0.isNaN }
      if !exponents.isEmpty {
        lines.append(
          "  Lyapunov exponents \(exponents.map(short.text).joined(separator: ", ")) a step: small changes "
            + (exponents[0] > 0 ? "grow" : "die away"))
      }
    } else if own.stretch == nil {
      lines.append(
        "  Jacobians of every step are taken of up to \(Self.widest) numbers of state, and this layer has more")
    }
    for retention in own.retentions {
      let sorted = retention.timeConstants.sorted()
      guard let least = sorted.first, let most = sorted.last else { continue }
      lines.append(
        retention.factor == "1"
          ? "  \(retention.state) is kept whole from step to step"
          : "  time constants of \(retention.state), −1 / ln \(retention.factor): \(short.text(least)) to "
            + "\(short.text(most)) steps, the middle one \(short.text(sorted[sorted.count / 2]))")
    }
    if !own.dead.isEmpty {
      lines.append(
        "  dead on this example: unit \(own.dead.prefix(12).map(String.init).joined(separator: ", "))"
          + (own.dead.count > 12 ? " and \(own.dead.count - 12) more" : ""))
    }
    if let cut = cutSentence(own) { lines.append(cut) }
    return lines.joined(separator: "\n")
  }

  /// Where the truncation that is set cuts, and how much of the gradient would have gone on.
  private func cutSentence(_ own: Measures) -> String? {
    guard let reach = backpropagation.reach, reach < own.layer.steps,
      let number = pass.layers.firstIndex(where: { $0.index == own.layer.index })
    else { return nil }
    let cuts = pass.cuts(of: backpropagation, layer: number)
    guard let last = cuts.last else {
      return "  bptt \(reach) reaches \(reach) steps back from the end of every segment"
    }
    let through = own.layer.isReversed ? last + 1 : last
    let arriving = own.layer.stateGradients[0].at(through)
    let above = own.layer.gradientFromAbove.at(through)
    let carried = RecordedSeries(width: own.layer.units, values: zip(arriving, above).map { $0 - $1 }).norms[0]
    let places = cuts.prefix(6).map { "t=\($0)|\($0 + 1)" }.joined(separator: ", ")
    return "  bptt \(reach) cuts at \(places)\(cuts.count > 6 ? " …" : ""): at the last of them it drops a gradient of "
      + "norm \(NumberFormat.significant(3).text(carried))"
  }
}

extension RecordedPass {
  /// Time steps, from 1, behind which a truncation cuts a recurrent layer in this example; none where it reaches
  /// everything, or where the pieces overlap.
  func cuts(of backpropagation: Backpropagation, layer: Int) -> [Int] {
    let own = layers[layer]
    let steps = own.steps
    guard let reach = backpropagation.reach, reach > 0, reach < steps,
      backpropagation.segment == nil || backpropagation.segment == reach
    else { return [] }
    let offset = plan.truncatesFromEnd(own.index) && !own.isReversed ? steps % reach : 0
    return Array(stride(from: offset == 0 ? reach : offset, to: steps, by: reach))
  }
}

extension Table.Value {
  /// Steps in which the gradient halves on its way back; one that grows has a doubling instead.
  static func halfLife(_ steps: Double?) -> Table.Value {
    guard let steps, steps.isFinite else { return .missing }
    return steps >= 0 ? .number(steps) : .text("doubles in \(NumberFormat.significant(2).text(-steps))")
  }
}
