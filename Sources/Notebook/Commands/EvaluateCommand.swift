import Script
import SequenceEngine

/// `evaluate`: scores of a part of the data.
enum EvaluateCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "evaluate", family: "training", summary: "score the model on data it did not learn from",
      options: [OptionSpec("on", .word(.choice("train", "valid", "test")), "the part", default: "test")],
      examples: ["evaluate", "evaluate on=valid"],
      help: """
        It tells what fits the data. Generated tasks: the share of sequences that are solved, as the task's paper counts it (data
        says how). Classes: accuracy, F1 (the mean over classes; of tagged text that of the names), perplexity,
        of a text bits per character, word or byte. Targets that a decoder writes by itself: how many are exact, and BLEU over
        all of them (Papineni et al. 2002, up to four symbols, with the brevity penalty). Numbers: RMSE and MAE in the data's own
        units, and of a series MASE (Hyndman, Koehler 2006): the absolute error over that of the naive forecast, each value
        that of the row before, on the training part; below 1 is better than naive. Of several target columns RMSE, MAE and
        MASE are told one by one, for each has units of its own. All but RMSE and MAE of several columns are measures too:
        test.bleu, valid.mase, train.loss and so on. The baseline is that of the part which is scored. One text is read in
        tracks side by side, each from its beginning without a state, which is carried along to its end: as many as leave
        each 1,000 steps, at least 1 and at most 32, whatever batch and window are.
        """)
  ) { command, context in
    let data = try context.requireData()
    let part: DataPart = try command.option("on").map { try context.choice($0, "part of the data") } ?? .test
    try data.checkScored(part)
    var names = [try context.requireModel().entry.name]
    names += context.workspace.compared.filter { $0 != names[0] }
    for name in names { try context.checkCarrying(try context.requireModel(named: name).entry.description, data) }
    try context.endCheck()
    for name in names {
      var (entry, state) = try context.requireModel(named: name)
      let trainer = try Trainer(state, data, context.workspace.settings(of: entry))
      let score = try trainer.evaluate(part, writes: true) { done, total in
        try context.progress(Progress("evaluating", done: done, total: total))
      }
      entry.evaluations[part] = score
      if score.part == .valid { entry.validations.append((state.updates, score.loss)) }
      context.workspace.update(entry)
      context.tell(sentence(score, of: name, data, under: context.workspace.settings(of: entry).loss(for: data.shape)))
      context.record(
        "evaluate",
        [
          ("model", .text(name)), ("split", .text(score.part.rawValue)), ("loss", .number(score.loss)),
          ("accuracy", score.accuracy.map { .number($0) } ?? .nothing),
          ("solved", score.solved.map { .number($0) } ?? .nothing),
          ("exact", score.exact.map { .number($0) } ?? .nothing),
          ("written_accuracy", score.writtenAccuracy.map { .number($0) } ?? .nothing),
          ("bleu", score.bleu.map { .number($0) } ?? .nothing), ("f1", score.f1.map { .number($0) } ?? .nothing),
          ("perplexity", score.perplexity.map { .number($0) } ?? .nothing),
          ("bits", score.bits.map { .number($0) } ?? .nothing),
          ("rmse", field(score.rootMeanSquare, score.columns?.map(\.rootMeanSquare))),
          ("mae", field(score.meanAbsolute, score.columns?.map(\.meanAbsolute))),
          ("mase", score.scaledAbsolute.map { .number($0) } ?? .nothing), ("count", .number(Double(score.count))),
        ])
    }
  }

  /// One number, or one for each target column.
  private static func field(_ one: Double?, _ each: [Double]?) -> EventRecord.Field {
    if let each { return .list(each.map { .number($0) }) }
    return one.map { .number($0) } ?? .nothing
  }

  private static func sentence(
    _ score: Evaluation, of name: String, _ data: Dataset, under loss: Loss
  ) -> String {
    let format = NumberFormat.significant(4)
    let known = data.baselineLoss(under: loss, of: score.part).map { " (baseline \(format.text($0)))" } ?? ""
    var parts = ["loss \(format.text(score.loss))\(known)"]
    if let solved = score.solved {
      let wrong = NumberFormat.integer.text((Double(score.sequences) * (1 - solved)).rounded())
      let all = NumberFormat.integer.text(Double(score.sequences))
      parts.append("solved \(NumberFormat.percent(1).text(solved)) (\(wrong) of \(all) not)")
    }
    if let accuracy = score.accuracy { parts.append("accuracy \(NumberFormat.percent(1).text(accuracy))") }
    if let entities = score.entities {
      let percent = NumberFormat.percent(1)
      parts.append(
        "names: F1 \(percent.text(entities.f1)), precision \(percent.text(entities.precision)), "
          + "recall \(percent.text(entities.recall))")
    } else if let f1 = score.f1 {
      parts.append("F1 \(NumberFormat.percent(1).text(f1))")
    }
    if let perplexity = score.perplexity { parts.append("perplexity \(format.text(perplexity))") }
    if let bits = score.bits, data.isNextSymbol, let unit = data.vocabulary?.unit.noun {
      parts.append("\(format.text(bits)) bits per \(unit)")
    }
    parts += errors(score, data.baseline(of: score.part)?.values(.rmse) ?? [], format)
    if let exact = score.exact, let written = score.writtenAccuracy {
      let percent = NumberFormat.percent(1)
      parts.append(
        "written by itself: \(percent.text(exact)) exact, \(percent.text(written)) of the symbols"
          + (score.bleu.map { ", BLEU \(percent.text($0))" } ?? ""))
    }
    return "\(name) on \(score.part.rawValue): " + parts.joined(separator: "   ")
  }

  /// RMSE with the baseline, MAE and MASE: of one target, or of each column.
  private static func errors(_ score: Evaluation, _ baselines: [Double], _ format: NumberFormat) -> [String] {
    func baseline(_ place: Int) -> String {
      baselines.indices.contains(place) ? " (baseline \(format.text(baselines[place])))" : ""
    }
    guard let columns = score.columns else {
      var parts: [String] = []
      if let error = score.rootMeanSquare { parts.append("RMSE \(format.text(error))\(baseline(0))") }
      if let error = score.meanAbsolute { parts.append("MAE \(format.text(error))") }
      // A series that stands still in training has no naive error to be measured by.
      if let error = score.scaledAbsolute, error.isFinite { parts.append("MASE \(format.text(error))") }
      return parts
    }
    let names = columns.map { "'\(legible($0.name))'" }
    let squares = columns.indices.map { "\(names[$0]) \(format.text(columns[$0].rootMeanSquare))\(baseline($0))" }
    let absolute = columns.indices.map { "\(names[$0]) \(format.text(columns[$0].meanAbsolute))" }
    let scaled = columns.indices.compactMap { place -> String? in
      guard let error = columns[place].scaledAbsolute, error.isFinite else { return nil }
      return "\(names[place]) \(format.text(error))"
    }
    return [("RMSE", squares), ("MAE", absolute), ("MASE", scaled)].filter { !$0.1.isEmpty }.map { measure, told in
      "\(measure) \(DataError.listed(told, most: 4))"
    }
  }
}
