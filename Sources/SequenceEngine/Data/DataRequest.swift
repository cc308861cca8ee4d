/// Which data are wanted, with every option: what the `data` command says, as a value.
public enum DataRequest: Sendable, Equatable {
  /// Sequences made by a rule: fresh ones for every update, or `count` fixed ones.
  case generated(GeneratedTask, count: Int?)
  /// A text to be continued symbol by symbol.
  case text(path: String, TextOptions)
  /// A text whose symbols are told from both sides.
  case cloze(path: String, TextOptions)
  /// A table of numbers over time to be forecast.
  case csv(path: String, SeriesOptions)
  /// Lines `label<TAB>text`: one class for each text.
  case labelled(path: String, LabelledOptions)
  /// CoNLL columns: one class for each token.
  case tagged(path: String, TaggedOptions)
  /// Lines `source<TAB>target`: a text for each text.
  case pairs(path: String, PairOptions)
  /// A book of tunes in ABC notation: a tune for a kind, one to many.
  case tunes(path: String, TuneOptions)
  /// A `.ts` file: one class for each recording.
  case recordings(path: String, RecordingOptions)
  /// Recordings of a `.ts` file put end to end: their classes in order, without places in time.
  case strips(path: String, StripOptions)
  /// Numbers given in the command itself.
  case inline(InlineSequences)

  /// The split that is used when none is asked for.
  public var defaultSplit: Split {
    if case .inline = self { return .undivided }
    return .standard
  }
}

public struct TextOptions: Sendable, Equatable {
  public var unit: TextUnit
  /// Symbols that an update sees of each track.
  public var window: Int
  /// Symbols that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int

  public init(unit: TextUnit = .character, window: Int = 50, minimumCount: Int = 1) {
    self.unit = unit
    self.window = window
    self.minimumCount = minimumCount
  }
}

public struct SeriesOptions: Sendable, Equatable {
  /// Input columns by name; nil: all that hold numbers.
  public var columns: [String]?
  /// Columns to forecast; nil: the last input column.
  public var target: [String]?
  /// Rows that a forecast is made from.
  public var window: Int
  /// Rows from the last one seen to the one forecast.
  public var horizon: Int
  public var normalisation: Normalisation.Kind

  public init(
    columns: [String]? = nil, target: [String]? = nil, window: Int = 24, horizon: Int = 1,
    normalisation: Normalisation.Kind = .standard
  ) {
    self.columns = columns
    self.target = target
    self.window = window
    self.horizon = horizon
    self.normalisation = normalisation
  }
}

public struct LabelledOptions: Sendable, Equatable {
  public var unit: TextUnit
  /// Longer texts are cut to their first `maximumLength` symbols; nil: none is.
  public var maximumLength: Int?
  /// Symbols that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int

  public init(unit: TextUnit = .character, maximumLength: Int? = nil, minimumCount: Int = 1) {
    self.unit = unit
    self.maximumLength = maximumLength
    self.minimumCount = minimumCount
  }
}

public struct TaggedOptions: Sendable, Equatable {
  /// The tag's column, counted from 1 with the token's; nil: the last.
  public var column: Int?
  /// Longer sentences are cut to their first `maximumLength` tokens; nil: none is.
  public var maximumLength: Int?
  /// Tokens that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int

  public init(column: Int? = nil, maximumLength: Int? = nil, minimumCount: Int = 1) {
    self.column = column
    self.maximumLength = maximumLength
    self.minimumCount = minimumCount
  }
}

public struct PairOptions: Sendable, Equatable {
  public var unit: TextUnit
  /// Pairs with a longer side are left out; nil: none is.
  public var maximumLength: Int?
  /// Symbols that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int

  public init(unit: TextUnit = .character, maximumLength: Int? = nil, minimumCount: Int = 1) {
    self.unit = unit
    self.maximumLength = maximumLength
    self.minimumCount = minimumCount
  }
}

public struct TuneOptions: Sendable, Equatable {
  /// What a tune is asked for by.
  public enum Kind: String, Sendable, CaseIterable {
    case rhythm, meter, key

    /// The header field that tells it.
    var field: Unicode.Scalar {
      switch self {
      case .rhythm: "R"
      case .meter: "M"
      case .key: "K"
      }
    }
  }

  public var kind: Kind
  /// Longer tunes are left out; nil: none is.
  public var maximumLength: Int?

  public init(kind: Kind = .rhythm, maximumLength: Int? = nil) {
    self.kind = kind
    self.maximumLength = maximumLength
  }
}

public struct RecordingOptions: Sendable, Equatable {
  /// What a time step is.
  public enum Order: String, Sendable, CaseIterable {
    /// The numbers of all dimensions at one time.
    case steps
    /// One dimension with all its times: a picture read column by column where steps are its rows.
    case turned
    /// One number: all of the first time, then all of the next.
    case values
    /// One number, in an order drawn by seed, the same for every recording (Le et al.: A simple way to initialize
    /// recurrent networks of rectified linear units, 2015).
    case permuted
  }

  public var order: Order
  public var normalisation: Normalisation.Kind

  public init(order: Order = .steps, normalisation: Normalisation.Kind = .standard) {
    self.order = order
    self.normalisation = normalisation
  }
}

public struct StripOptions: Sendable, Equatable {
  public var recordings: RecordingOptions
  /// Recordings in the longest strip; the shortest has half as many.
  public var length: Int
  /// Empty time steps before each recording, at most.
  public var gap: Int

  public init(recordings: RecordingOptions, length: Int = 4, gap: Int = 2) {
    self.recordings = recordings
    self.length = length
    self.gap = gap
  }
}

/// Sequences given as numbers.
public struct InlineSequences: Sendable, Equatable {
  public enum Target: Sendable, Equatable {
    /// The next time step of the sequence itself.
    case nextStep
    /// Numbers; [sequence][t][D].
    case perStep([[[Double]]])
    /// Numbers; [sequence][D].
    case perSequence([[Double]])
    /// Class numbers from 0; [sequence][t].
    case classPerStep([[Int]])
    /// Class numbers from 0; [sequence].
    case classPerSequence([Int])
    /// Class numbers from 0 in order, without places in time; [sequence][label].
    case labels([[Int]])
  }

  /// [sequence][t][I]
  public var input: [[[Double]]]
  public var target: Target
  /// Whether the target's numbers are yes-or-no answers, 0 or 1.
  public var bits: Bool

  public init(input: [[[Double]]], target: Target, bits: Bool = false) {
    self.input = input
    self.target = target
    self.bits = bits
  }
}
