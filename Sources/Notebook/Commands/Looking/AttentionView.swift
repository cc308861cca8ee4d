import Script
import SequenceEngine

/// `show attention`: where the decoder looks at each of its steps, and where the steps of a sequence look at each other.
struct AttentionView {
  let title: String
  let pass: RecordedPass
  let attention: RecordedAttention
  let cursor: Int
  let data: Dataset

  static func show(
    _ view: LookingCommands.View, _ command: Command, _ form: String?, _ context: CommandContext
  ) throws {
    let data = try context.requireData()
    var shown = view.pass.attentions + view.pass.selfAttentions
    if let argument = command.option("layer") {
      let model = ModelDescription(name: "", layers: view.pass.plan.layers.map(\.description))
      let parts = model.parts(of: try context.layer(argument).index)
      let name = parts.last.map { view.pass.plan.layers[$0].name } ?? ""
      shown = shown.filter { parts.contains($0.index) }
      guard !shown.isEmpty else { throw context.failure("\(name) is no attention layer", at: argument) }
    }
    guard !shown.isEmpty else {
      throw SessionError(
        "\(view.name) has no attention",
        hint:
          "a decoder gets it before its recurrent layer, for example: insert 4 attention additive; without a decoder: "
          + "add self_attention")
    }
    let showsGradients = try command.option("of").map { try context.word($0) } == "gradients"
    for attention in shown {
      let own = AttentionView(
        title: view.name, pass: view.pass, attention: attention, cursor: view.cursor, data: data)
      for output in own.outputs(form, gradients: showsGradients) { context.answer(output) }
      context.record("trace", own.trace)
    }
  }

  private func outputs(_ form: String?, gradients: Bool) -> [Output] {
    if form == "text" { return [.text(sentences)] }
    return (1...attention.heads).map { head in
      let rows = (1...max(attention.steps, 1)).map {
        gradients ? attention.gradients(at: $0, head: head) : attention.weights(at: $0, head: head)
      }
      let which = attention.heads > 1 ? " head \(head)" : ""
      if form == "table" || form == "csv" {
        let table = table(rows, "\(title)   \(attention.name)\(which)   \(gradients ? "dL/da(t, s)" : "a(t, s)")")
        return form == "csv" ? .text(table.csv) : .table(table)
      }
      return Output.heat(
        HeatMap(
          "\(title)   \(attention.name)\(which)   \(gradients ? "gradient of" : "weight of") each \(attention.isOwn ? "step, by the step that looks" : "source step, by target step")",
          rows: rows, rowLabels: targetSymbols, columnLabels: sourceSymbols, rowName: "t", columnName: "s",
          kind: gradients ? .signed : .magnitude, range: gradients ? nil : 0...1,
          cursorRow: (1...max(attention.steps, 1)).contains(cursor) ? cursor : nil)
      ).shown(as: form)
    }
  }

  private func table(_ rows: [[Double]], _ caption: String) -> Table {
    Table(
      caption,
      columns: [.init("t", .number), .init("target")]
        + sourceSymbols.enumerated().map { .init("s=\($0.offset + 1) \(legible($0.element))", .number) },
      rows: rows.enumerated().map { t, row in
        [.count(t + 1), .text(legible(targetSymbols[t]))] + row.map { .number($0, .fixed(3)) }
      })
  }

  var sourceSymbols: [String] {
    // Behind a stride or pool a step stands for several of the input's.
    guard case .tokens(let tokens) = pass.example.input, tokens.count == attention.sourceSteps else {
      return (1...max(attention.sourceSteps, 1)).map(String.init)
    }
    return tokens.map { Self.name($0, data.vocabulary?.symbols) }
  }

  var targetSymbols: [String] {
    if attention.isOwn { return sourceSymbols }
    guard case .classes(let classes) = pass.example.target else { return (1...attention.steps).map(String.init) }
    return classes.map { Self.name($0, data.classNames) }
  }

  private static func name(_ token: Int32, _ names: [String]?) -> String {
    guard let names, names.indices.contains(Int(token)) else { return String(token) }
    return names[Int(token)]
  }

  /// Where each step looks most, in words.
  private var sentences: String {
    let percent = NumberFormat.percent(0)
    let (sources, targets) = (sourceSymbols, targetSymbols)
    return
      ([title + "   " + attention.name]
      + (1...max(attention.steps, 1)).map { t in
        let weights = attention.meanWeights(at: t)
        let order = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }.prefix(3)
        let looks = order.map { "s=\($0 + 1) '\(legible(sources[$0]))' \(percent.text(weights[$0]))" }
        return "t=\(t) '\(legible(targets[t - 1]))' looks at \(looks.joined(separator: ", "))"
      }).joined(separator: "\n")
  }

  private var trace: [(name: String, value: EventRecord.Field)] {
    func rows(_ of: (Int, Int) -> [Double]) -> EventRecord.Field {
      .list(
        (1...attention.heads).map { head in
          .list((1...max(attention.steps, 1)).map { t in .list(of(t, head).map { .number($0) }) })
        })
    }
    return [
      ("model", .text(title)), ("layer", .text(attention.name)), ("t", .number(Double(cursor))),
      ("subject", .text("attention")), ("source", .list(sourceSymbols.map { .text($0) })),
      ("target", .list(targetSymbols.map { .text($0) })), ("weights", rows { attention.weights(at: $0, head: $1) }),
      ("gradients", rows { attention.gradients(at: $0, head: $1) }),
    ]
  }
}
