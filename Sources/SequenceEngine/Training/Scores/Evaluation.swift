/// Scores of a part of the data.
public struct Evaluation: Sendable, Equatable, Codable {
  public var part: DataPart
  public var loss: Double
  /// Share of right classes or bits; nil for regression.
  public var accuracy: Double?
  /// Share of sequences that meet the criterion of the data; nil where there is none.
  public var solved: Double?
  /// Sequences that were asked for that.
  public var sequences = 0
  /// Of a model that writes by itself, its decoder reading its own symbols: the share of targets that are right from the
  /// first symbol to the last, and the share of their symbols that stand in their place. A written `<unk>` is never right.
  /// Nil for other models.
  public var exact: Double?
  public var writtenAccuracy: Double?
  /// Names found in tagged text; nil where tags mark none.
  public var entities: EntityScore?
  /// How much of what a model writes by itself stands in the targets (`CorpusBLEU`), where a written `<unk>` matches nothing.
  public var bleu: Double?
  /// F1 of names in tagged text; of classes the mean of their F1, of bits that of the ones. Nil for other data.
  public var f1: Double?
  /// Root of the mean squared error and mean of the absolute error in the data's own units; nil for classes and bits, and
  /// for several columns, whose errors are told one by one.
  public var rootMeanSquare: Double?
  public var meanAbsolute: Double?
  /// Mean absolute error over that of the naive forecast on the training part, the mean over targets; nil for data that
  /// are no series. Hyndman, Koehler: Another look at measures of forecast accuracy, Int. J. Forecasting 22 (2006).
  public var scaledAbsolute: Double?
  /// The errors of each of several target columns, each in its own units; nil for other data.
  public var columns: [ColumnErrors]?
  /// Targets counted.
  public var count: Int
  /// e to the loss, for classes.
  public var perplexity: Double?
  /// Loss in bits, for classes.
  public var bits: Double?
}
