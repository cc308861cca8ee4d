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
