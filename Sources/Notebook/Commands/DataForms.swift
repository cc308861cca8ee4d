import Script
import SequenceEngine

/// The forms of `data` that read files: those that have a name, and those of a user.
enum DataForms {
  static let shipped = ShippedSet.all.map { set in
    CommandForm([.keyword(set.name)], options: options(of: set.usual), summary: set.teaches)
  }

  static let files = [
    CommandForm(
      [.keyword("text"), file], options: text(TextOptions()) + [blankLines, encoding],
      summary: "a text, to be continued symbol by symbol"),
    CommandForm(
      [.keyword("lines"), file],
      options: [
        unit(.character), OptionSpec("max_length", .integer, "longer lines are left out"), minimumCount(1), encoding,
      ], summary: "a text a line, such as names, each on its own, to be continued symbol by symbol"),
    CommandForm(
      [.keyword("cloze"), file],
      options: [
        unit(.character),
        OptionSpec("window", .integer, "symbols that are seen, the hidden one among them", default: "21"),
        minimumCount(1),
      ], summary: "a text, the middle of each window hidden and to be told from both sides"),
    CommandForm(
      [.keyword("csv"), file],
      options: columns + series(SeriesOptions()) + [
        gaps(.refuse),
        OptionSpec("labels", .word(.column), "column of words: a class at each row instead of a forecast"),
      ], summary: "a table of numbers over time, to be forecast"),
    CommandForm(
      [.keyword("npz"), file],
      options: [
        OptionSpec("array", .word(.column), "array [N, T] or [N, T, I] of inputs; left out: x, or x_train and x_test"),
        OptionSpec(
          "target", .word(.column), "array [N], [N, T], [N, D] or [N, T, D] of targets; none: the next time step"),
        OptionSpec("length", .word(.column), "array [N] of time steps, where sequences are padded"),
        OptionSpec(
          "targets", .word(.choice("numbers", "classes", "bits")),
          "what the targets are; left out: classes where it is whole"),
        normalize(.standard),
      ], summary: "arrays that numpy saved: sequences with a target each, or one at each time step"),
    CommandForm(
      [.keyword("labelled"), file], options: symbols(SymbolOptions(), cut) + [encoding],
      summary: "lines label<TAB>text, or a folder of texts: one class for each text"),
    CommandForm(
      [.keyword("tagged"), file],
      options: [
        OptionSpec(
          "column", .setting,
          "the tag's column by number, or by its name in CoNLL-U (upos, xpos, feats, deprel, lemma, …) or CoNLL-2003"
            + " (pos, chunk, ner); left out: the last, of CoNLL-U upos")
      ]
        + tagged(TaggedOptions()),
      summary: "CoNLL columns, a blank line between sentences: one tag for each token"),
    CommandForm(
      [.keyword("pairs"), file], options: symbols(SymbolOptions(), leftOut) + [encoding],
      summary: "lines source<TAB>target: a text for each text"),
    CommandForm(
      [.keyword("abc"), file], options: tunes,
      summary: "a book of tunes in ABC notation: a tune for each kind, one to many"),
    CommandForm(
      [.keyword("recordings"), file], options: recordings(RecordingOptions()),
      summary: "a .ts file of the UEA archive: one class for each recording"),
    CommandForm(
      [.keyword("strips"), file], options: strips(StripOptions(recordings: RecordingOptions())),
      summary: "recordings of a .ts file end to end: their classes in order, without places in time"),
  ]

  private static let file = ArgumentSpec("FILE", .file)

  /// What may be said otherwise of a shipped set, with what holds when it is not.
  private static func options(of request: DataRequest) -> [OptionSpec] {
    switch request {
    case .text(_, let usual), .cloze(_, let usual): text(usual)
    case .csv(_, let usual): (usual.columns?.count == 1 ? [] : columns) + series(usual)
    case .rows(_, _, let usual): series(usual)
    case .labelled(_, let usual): symbols(usual, cut)
    case .tagged(_, let usual): tagged(usual)
    case .pairs(_, let usual): symbols(usual, leftOut)
    case .tunes: tunes
    case .recordings(_, let usual): recordings(usual)
    case .strips(_, let usual): strips(usual)
    case .lines, .arrays, .generated, .inline: []
    }
  }

  // MARK: Texts

  private static func unit(_ usual: TextUnit) -> OptionSpec {
    OptionSpec("unit", .word(.choice("char", "word", "byte")), "what a symbol is", default: usual.rawValue)
  }

  private static func minimumCount(_ usual: Int) -> OptionSpec {
    OptionSpec(
      "min_count", .integer, "symbols that are rarer in the training part become <unk>", default: "\(usual)")
  }

  private static let encoding = OptionSpec(
    "encoding", .word(.choice("utf8", "latin1")), "latin1: a file from before UTF-8", default: "utf8")

  private static let blankLines = OptionSpec(
    "blank_lines", .word(.choice("keep", "drop")), "whether empty lines count, each as a line end", default: "keep")

  private static func text(_ usual: TextOptions) -> [OptionSpec] {
    [
      unit(usual.unit),
      OptionSpec("window", .integer, "symbols that an update sees", default: "\(usual.window)"),
      minimumCount(usual.minimumCount),
    ]
  }

  private static let cut = "longer texts are cut to so many symbols"
  private static let leftOut = "pairs with a longer side are left out"

  private static func symbols(_ usual: SymbolOptions, _ beyond: String) -> [OptionSpec] {
    [
      unit(usual.unit), OptionSpec("max_length", .integer, beyond),
      minimumCount(usual.minimumCount),
    ]
  }

  private static func tagged(_ usual: TaggedOptions) -> [OptionSpec] {
    [
      OptionSpec("max_length", .integer, "longer sentences are cut to so many tokens"),
      minimumCount(usual.minimumCount),
    ]
  }

  // MARK: Numbers

  private static func normalize(_ usual: Normalisation.Kind) -> OptionSpec {
    OptionSpec(
      "normalize", .word(.choice("standard", "minmax", "none")), "scaling by the training part",
      default: usual.rawValue)
  }

  private static let columns = [
    OptionSpec("columns", .words(.column), "input columns; left out: all that hold numbers"),
    OptionSpec("target", .words(.column), "columns to forecast; left out: the last input column"),
  ]

  private static func series(_ usual: SeriesOptions) -> [OptionSpec] {
    [
      OptionSpec("window", .integer, "rows that a forecast is made from", default: "\(usual.window)"),
      OptionSpec("horizon", .integer, "rows from the last one seen to the one forecast", default: "\(usual.horizon)"),
      normalize(usual.normalisation),
    ]
  }

  private static func gaps(_ usual: SeriesOptions.Gaps) -> OptionSpec {
    OptionSpec(
      "gaps", .word(.choice("refuse", "drop", "hold", "line")),
      "cells without a number: drop their rows, hold the value before, or draw a line to the next one; hold and"
        + " line drop the rows before a column's first number and behind its last",
      default: usual.rawValue)
  }

  private static func recordings(_ usual: RecordingOptions) -> [OptionSpec] {
    [
      OptionSpec(
        "order", .word(.choice("steps", "turned", "values", "permuted")),
        "what a time step is: all dimensions at a time, a dimension with all its times, one number, one number in an order"
          + " drawn by seed", default: usual.order.rawValue),
      normalize(usual.normalisation),
    ]
  }

  private static func strips(_ usual: StripOptions) -> [OptionSpec] {
    [
      OptionSpec(
        "length", .integer, "recordings in the longest strip; the shortest has half as many", default: "\(usual.length)"
      ),
      OptionSpec("gap", .integer, "empty time steps before each, at most", default: "\(usual.gap)"),
    ] + recordings(usual.recordings)
  }

  private static let tunes = [
    OptionSpec(
      "field", .word(.choice("rhythm", "meter", "key")), "what a tune is asked for by: its field R, M or K",
      default: "rhythm"),
    OptionSpec("max_length", .integer, "tunes with more characters are left out"),
    OptionSpec(
      "headers", .word(.choice("key", "keep", "strip")),
      "what stands before the notes: the key, all fields, or nothing",
      default: "key"),
  ]
}
