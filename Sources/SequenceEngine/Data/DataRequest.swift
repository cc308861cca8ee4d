/// Which data are wanted, with every option: what the `data` command says, as a value.
public enum DataRequest: Sendable, Equatable {
  /// Sequences made by a rule: fresh ones for every update, with `heldOut` of the validation and of the test part (nil:
  /// 1,000), or `count` fixed ones.
  case generated(GeneratedTask, count: Int?, heldOut: Int? = nil)
  /// A text to be continued symbol by symbol.
  case text(path: String, TextOptions)
  /// A text whose symbols are told from both sides.
  case cloze(path: String, TextOptions)
  /// A table of numbers over time to be forecast.
  case csv(path: String, SeriesOptions)
  /// A table of numbers over time with a column of words: one class for each row.
  case rows(path: String, labels: String, SeriesOptions)
  /// Lines `label<TAB>text`: one class for each text.
  case labelled(path: String, SymbolOptions)
  /// CoNLL columns: one class for each token.
  case tagged(path: String, TaggedOptions)
  /// Lines `source<TAB>target`: a text for each text.
  case pairs(path: String, SymbolOptions)
  /// A book of tunes in ABC notation: a tune for a kind, one to many.
  case tunes(path: String, TuneOptions)
  /// A `.ts` file: one class for each recording.
  case recordings(path: String, RecordingOptions)
  /// Recordings of a `.ts` file put end to end: their classes in order, without places in time.
  case strips(path: String, StripOptions)
  /// A text a line, each on its own, to be continued symbol by symbol.
  case lines(path: String, SymbolOptions)
  /// Arrays of a `.npz` file.
  case arrays(path: String, ArrayOptions)
  /// Numbers given in the command itself.
  case inline(InlineSequences)

  /// The split that is used when none is asked for.
  public var defaultSplit: Split {
    if case .inline = self { return .undivided }
    return .standard
  }
}
