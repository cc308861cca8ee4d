/// The input of one sequence, or of a whole batch laid out time-major.
public enum SequenceInput: Sendable, Equatable {
  /// Symbols; [T] for an example, [T, B] for a batch.
  case tokens([Int32])
  /// Numbers; [T, I] for an example, [T, B, I] for a batch.
  case vectors([Double], size: Int)
}

/// The target of one sequence, or of a whole batch laid out time-major.
public enum SequenceTarget: Sendable, Equatable {
  /// Class indices, −1 where there is nothing to predict; [T] or [1] for an example, [T, B] or [B] for a batch.
  case classes([Int32])
  /// Numbers, NaN where there is nothing to predict; [T, D] or [D] for an example, [T, B, D] or [B, D] for a batch.
  case vectors([Double], size: Int)
  /// Class indices in order, without places in time; [row][label], one row for an example.
  case labels([[Int32]])
}

/// One sequence with its target.
public struct Example: Sendable, Equatable {
  public var input: SequenceInput
  public var target: SequenceTarget
  /// Time steps T of the input.
  public var steps: Int
  /// What a decoder reads: at each of its steps the target symbol of the step before, at first the border symbol; [T'].
  /// Targets are then the decoder's. Nil: the targets are of the input's own steps, or one for all.
  public var decoderInput: [Int32]?

  public init(input: SequenceInput, target: SequenceTarget, steps: Int, decoderInput: [Int32]? = nil) {
    self.input = input
    self.target = target
    self.steps = steps
    self.decoderInput = decoderInput
  }

  /// Time steps T' of what the model puts out: the decoder's, where there is one.
  public var targetSteps: Int { decoderInput?.count ?? steps }

  /// Time steps of the input, and of the target where that is a sequence of its own; 0 otherwise.
  var length: (source: Int, target: Int) { (steps, decoderInput?.count ?? 0) }
}
