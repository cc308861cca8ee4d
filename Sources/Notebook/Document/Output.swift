/// What a command answers with: a value that says what there is to see, and nothing about how it is drawn.
///
/// A screen, the plain prompt, `as=text`, an export and a test each read the same value. Numbers may be NaN or
/// infinite anywhere; such a value is not equal to itself, as NaN is not.
public indirect enum Output: Sendable, Equatable {
  /// Plain lines, separated by `\n`.
  case text(String)
  /// Plain lines that matter less than the answer: a hint, a default that was filled in.
  case note(String)
  case table(Table)
  case line(LineChart)
  case bars(BarChart)
  case heat(HeatMap)
  case strips(StripChart)
  case net(NetPicture)
  /// The same answer in words alone: `as=text`.
  case words(of: Output)
}

/// How values are laid along an axis.
public enum Scale: Sendable, Equatable {
  case linear
  /// By the decimal logarithm; values that are not above zero have no place and are counted as such.
  case log10
}

/// A value that a chart draws a line at and names, such as "baseline" at 0.167 or "vanishing" at 1e-6.
public struct ReferenceLine: Sendable, Equatable {
  public var name: String
  public var value: Double

  public init(_ name: String, at value: Double) {
    self.name = name
    self.value = value
  }
}

/// The colour meaning of a heat map's numbers.
public enum HeatKind: Sendable, Equatable {
  /// Below and above zero differ: hidden states, weights.
  case signed
  /// Only the size matters: gates, norms, attention.
  case magnitude
}
