import Script
import SequenceEngine

/// Data, its split and the batches it is read in.
enum DataCommands {
  static let all: [NotebookCommand] = [data, split, batch, seed]

  static let family = "data"

  private static let spec = CommandSpec(
    "data", family: family, summary: "choose what is learned from; alone it lists what there is",
    forms: [
      CommandForm(
        [],
        options: [
          OptionSpec(
            "as", .word(.choice("text", "markdown", "shipped")),
            "markdown: the generated tasks as a table; shipped: the files that come along", default: "text")
        ], summary: "list the data sets that have a name, with what they teach")
    ]
      + GeneratedTask.table.map(TaskForms.form)
      + DataForms.shipped + DataForms.files
      + [
        CommandForm(
          [.keyword("inline"), ArgumentSpec("SEQUENCES", .list, "a list of sequences, each a list of time steps")],
          options: [
            OptionSpec("target", .list, "per step or per sequence; left out: the next time step"),
            OptionSpec(
              "targets", .word(.choice("numbers", "classes", "bits", "labels")),
              "what the targets are; labels: classes without places in time",
              default: "numbers"),
          ], summary: "sequences given as numbers")
      ],
    examples: [
      "data adding length=50", "data text \"corpus.txt\" unit=char window=50",
      "data csv \"table.csv\" columns=[a, b] target=a window=24", "data inline [[0,0,1],[0,1,0]] target=[1,2]",
    ],
    help: "The answer tells the sizes of the parts and the score of knowing nothing. Models that were made before are "
      + "fitted to the new data.")

  static let data = NotebookCommand(spec) { command, context in
    guard let kind = command.keywords.first else {
      if let form = command.option("as"), try context.word(form) == "markdown" {
        return context.answer(try TaskForms.markdown())
      }
      if let form = command.option("as"), try context.word(form) == "shipped" {
        return context.answer(DataList.markdown)
      }
      return context.answer(DataList.text)
    }
    let request = try DataRequests.request(kind, command, context)
    if let file = request.file { try context.endCheck(reading: file, largest: CheckedFiles.largest) }
    let workspace = context.workspace
    let job = request.file == nil ? "drawing" : "reading"
    let dataset = try Dataset(request, split: workspace.split, batch: workspace.batch, seed: workspace.seed) {
      try context.progress(Progress(job, done: $0, total: $1))
    }
    try context.take(dataset)
    context.describe(dataset)
  }

  static let split = NotebookCommand(
    CommandSpec(
      "split", family: family, summary: "divide the data into parts to learn from, to choose by and to be scored on",
      options: ["train", "valid", "test"].map { OptionSpec($0, .number, "share from 0 to 1") },
      examples: ["split train=0.8 valid=0.1 test=0.1"],
      help: "A share that is left out is what the others leave, or 0.")
  ) { command, context in
    let given = try DataPart.allCases.map { part in
      try command.option(part.rawValue).map { try context.number($0, 0...1) }
    }
    guard given.contains(where: { $0 != nil }) else {
      throw SessionError("split needs its shares", hint: "write for example split train=0.8 valid=0.1 test=0.1")
    }
    var shares = given
    // The first share that was left out takes what the others leave.
    if let open = shares.firstIndex(where: { $0 == nil }) {
      let rest = 1 - shares.compactMap { $0 }.reduce(0, +)
      shares[open] = abs(rest) < 1e-9 ? 0 : rest
    }
    let split = try Split(train: shares[0] ?? 0, valid: shares[1] ?? 0, test: shares[2] ?? 0)
    context.workspace.split = split
    if let dataset = context.workspace.dataset { try context.take(dataset.with(split: split)) }
    let shown = DataPart.allCases.map { "\($0.rawValue) \(NumberFormat.percent(0).text(split[$0]))" }
    context.answer(shown.joined(separator: ", "))
  }

  static let batch = NotebookCommand(
    CommandSpec(
      "batch", family: family, summary: "sequences that one update learns from",
      arguments: [ArgumentSpec("ROWS", .integer)],
      options: [
        OptionSpec("shuffle", .flag, "every epoch takes independent sequences in a new order", default: "yes"),
        OptionSpec("accumulate", .integer, "batches whose gradients one update adds up", default: "1"),
        OptionSpec("bucket", .flag, "sequences of like lengths come together", default: "no"),
      ],
      examples: ["batch 32", "batch 16 shuffle=no", "batch 8 accumulate=4", "batch 32 bucket=yes"],
      help: """
        With shuffle=no the windows of a series (data csv) come in time order: each row of a batch goes on where the same row
        of the batch before ended, and an epoch still takes every window once. Sequences of data inline come as they were
        written. A layer that is stateful needs that order.

        With accumulate=K an update learns from K times as many rows, so many at a time in memory: batch 8 accumulate=4 is the
        update of batch 32. With bucket=yes sequences of like lengths share a batch, which saves the padding that the answer
        tells; each sequence is still seen exactly once in an epoch.
        """)
  ) { command, context in
    guard let rows = command.argument("ROWS") else { return }
    let batch = try BatchSettings(
      size: try context.integer(rows, 1...1_000_000), shuffle: try command.option("shuffle").map(context.flag) ?? true,
      accumulate: try command.option("accumulate").map { try context.integer($0, 1...1_000_000) } ?? 1,
      buckets: try command.option("bucket").map(context.flag) ?? false)
    context.workspace.batch = batch
    if let dataset = context.workspace.dataset { try context.take(dataset.with(batch: batch)) }
    var words = "\(batch.size) \(batch.size == 1 ? "sequence" : "sequences") in a batch"
    if batch.accumulate > 1 { words += ", \(batch.accumulate) batches in an update" }
    if batch.buckets { words += ", of like lengths" }
    context.answer(words + (batch.shuffle ? "" : ", in order"))
    if batch.buckets, let note = context.workspace.dataset?.paddingNote { context.answer(note) }
  }

  static let seed = NotebookCommand(
    CommandSpec(
      "seed", family: family, summary: "the number that every draw depends on",
      arguments: [ArgumentSpec("N", .integer)],
      examples: ["seed 7"],
      help: "The same seed gives the same data, start values and training, whatever the number of threads. Models that "
        + "were not trained yet start anew from it.")
  ) { command, context in
    guard let argument = command.argument("N") else { return }
    let seed = UInt64(try context.integer(argument, 0...(1 << 53)))
    guard !context.workspace.seedIsFixed else {
      return context.note("seed \(context.workspace.seed) was given on the command line and stays")
    }
    context.workspace.settings.seed = seed
    context.workspace.randomDraws = 0
    if let dataset = context.workspace.dataset { try context.take(dataset.with(seed: seed)) }
    for var entry in context.workspace.models where entry.state?.updates == 0 {
      guard let shape = entry.shape else { continue }
      let frozen = entry.state?.frozen ?? []
      entry.state = try context.weights(of: entry.description, for: shape, was: shape)
      entry.state?.frozen = frozen
      context.workspace.update(entry)
    }
    context.answer("seed \(seed)")
  }
}
