public struct SeriesOptions: Sendable, Equatable {
  /// Input columns by name; nil: all that hold numbers.
  public var columns: [String]?
  /// Columns to forecast; nil: the last input column.
  public var target: [String]?
  /// Rows that a forecast is made from.
  public var window: Int
  /// Rows from the last one seen to the one forecast; where rows have classes, from a row to the one whose class is asked
  /// for, perhaps 0.
  public var horizon: Int
  public var normalisation: Normalisation.Kind
  public var gaps: Gaps

  /// What is done about cells without a number.
  public enum Gaps: String, Sendable, CaseIterable {
    /// The file is not read.
    case refuse
    /// Rows with a gap are left out.
    case drop
    /// The value before stands for it, so that nothing of the future is told; rows before a column's first number and
    /// behind its last are left out.
    case hold
    /// A straight line between its neighbours; rows without one on both sides are left out.
    case line
  }

  public init(
    columns: [String]? = nil, target: [String]? = nil, window: Int = 24, horizon: Int = 1,
    normalisation: Normalisation.Kind = .standard, gaps: Gaps = .refuse
  ) {
    self.gaps = gaps
    self.columns = columns
    self.target = target
    self.window = window
    self.horizon = horizon
    self.normalisation = normalisation
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

public struct ArrayOptions: Sendable, Equatable {
  /// What the array y holds.
  public enum Targets: String, Sendable, CaseIterable { case numbers, classes, bits }

  /// Names of the arrays; nil: x, y and lengths, or those with `_train`, `_valid` and `_test` behind.
  public var x: String?
  public var y: String?
  public var lengths: String?
  /// nil: classes where y holds whole numbers, else numbers.
  public var targets: Targets?
  public var normalisation: Normalisation.Kind

  public init(
    x: String? = nil, y: String? = nil, lengths: String? = nil, targets: Targets? = nil,
    normalisation: Normalisation.Kind = .standard
  ) {
    self.x = x
    self.y = y
    self.lengths = lengths
    self.targets = targets
    self.normalisation = normalisation
  }
}
