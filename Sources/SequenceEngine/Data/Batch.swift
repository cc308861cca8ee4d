/// Sequences that are computed together: time-major, padded to the longest, rows in falling order of length, so that the
/// rows still running at a time step are always the first ones.
public struct Batch: Sendable, Equatable {
  /// T: time steps of the longest row.
  public let steps: Int
  /// B: rows.
  public let rows: Int
  /// Time steps of each row; [B], falling, none below 1.
  public let lengths: [Int]
  /// [T, B] or [T, B, I]; zeros where padded.
  public let input: SequenceInput
  /// Per step [T, B] or [T, B, D], per sequence [B] or [B, D]; −1 or NaN where padded.
  public let target: SequenceTarget
  /// Whether the target has one value for each time step.
  public let placement: TargetPlacement
  /// A name for each row, the key of everything random about it (dropout); [B].
  public let identities: [UInt64]
  /// Whether each row goes on where the same row of the batch before ended, so that the state is carried over.
  public let continuesTracks: Bool

  /// Collects examples into a batch, the longest first (equally long ones keep their order).
  public init(_ examples: [Example], identities: [UInt64], placement: TargetPlacement, continuesTracks: Bool = false) {
    precondition(!examples.isEmpty && examples.count == identities.count, "a batch has at least one example")
    let order = examples.indices.sorted { (examples[$0].steps, $1) > (examples[$1].steps, $0) }
    let rows = order.count
    let steps = examples[order[0]].steps
    self.steps = steps
    self.rows = rows
    self.lengths = order.map { examples[$0].steps }
    self.identities = order.map { identities[$0] }
    self.placement = placement
    self.continuesTracks = continuesTracks

    switch examples[0].input {
    case .tokens:
      var tokens = [Int32](repeating: 0, count: steps * rows)
      for (row, index) in order.enumerated() {
        guard case .tokens(let own) = examples[index].input else { preconditionFailure("one kind of input in a batch") }
        for t in 0..<own.count { tokens[t * rows + row] = own[t] }
      }
      input = .tokens(tokens)
    case .vectors(_, let size):
      var values = [Double](repeating: 0, count: steps * rows * size)
      for (row, index) in order.enumerated() {
        guard case .vectors(let own, _) = examples[index].input else {
          preconditionFailure("one kind of input in a batch")
        }
        for t in 0..<examples[index].steps {
          for i in 0..<size { values[(t * rows + row) * size + i] = own[t * size + i] }
        }
      }
      input = .vectors(values, size: size)
    }

    let places = placement == .perStep ? steps : 1
    switch examples[0].target {
    case .classes:
      var classes = [Int32](repeating: -1, count: places * rows)
      for (row, index) in order.enumerated() {
        guard case .classes(let own) = examples[index].target else {
          preconditionFailure("one kind of target in a batch")
        }
        for t in 0..<own.count { classes[t * rows + row] = own[t] }
      }
      target = .classes(classes)
    case .vectors(_, let size):
      var values = [Double](repeating: .nan, count: places * rows * size)
      for (row, index) in order.enumerated() {
        guard case .vectors(let own, _) = examples[index].target else {
          preconditionFailure("one kind of target in a batch")
        }
        for t in 0..<own.count / max(size, 1) {
          for d in 0..<size { values[(t * rows + row) * size + d] = own[t * size + d] }
        }
      }
      target = .vectors(values, size: size)
    }
  }
}

extension Batch {
  /// The first rows alone: the longest sequences.
  public func prefix(rows count: Int) -> Batch {
    let examples = (0..<min(count, rows)).map { row -> Example in
      let steps = lengths[row]
      let own: SequenceInput =
        switch input {
        case .tokens(let tokens): .tokens((0..<steps).map { tokens[$0 * rows + row] })
        case .vectors(let values, let size): .vectors(Self.column(values, row, of: rows, size, steps), size: size)
        }
      let places = placement == .perStep ? steps : 1
      let answer: SequenceTarget =
        switch target {
        case .classes(let classes): .classes((0..<places).map { classes[$0 * rows + row] })
        case .vectors(let values, let size): .vectors(Self.column(values, row, of: rows, size, places), size: size)
        }
      return Example(input: own, target: answer, steps: steps)
    }
    return Batch(examples, identities: Array(identities.prefix(count)), placement: placement)
  }

  private static func column(_ values: [Double], _ row: Int, of rows: Int, _ size: Int, _ places: Int) -> [Double] {
    (0..<places).flatMap { t -> ArraySlice<Double> in
      let start = (t * rows + row) * size
      return values[start..<start + size]
    }
  }
}
