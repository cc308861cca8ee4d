/// Sequences that are computed together: time-major, padded to the longest, rows in falling order of length, so that the
/// rows still running at a time step are always the first ones.
///
/// Where targets are sequences of their own, they have rows of their own, also in falling order of length.
public struct Batch: Sendable, Equatable {
  /// T: time steps of the longest row.
  public let steps: Int
  /// B: rows.
  public let rows: Int
  /// Time steps of each row; [B], falling, none below 1.
  public let lengths: [Int]
  /// [T, B] or [T, B, I]; zeros where padded.
  public let input: SequenceInput
  /// Per step [T, B] or [T, B, D], per sequence [B] or [B, D]; −1 or NaN where padded. Labels: [B][label]. With a
  /// decoder: its [T', B].
  public let target: SequenceTarget
  /// Whether the target has one value for each time step.
  public let placement: TargetPlacement
  /// A name for each row, the key of everything random about it (dropout); [B].
  public let identities: [UInt64]
  /// Whether each row goes on where the same row of the batch before ended; empty: rows of these data never do. [B].
  public let goesOn: [Bool]
  /// Whether rows are tracks of a text, along which every layer carries its state.
  public let isTracks: Bool
  /// What a decoder reads; nil where targets are no sequences of their own.
  public let decoder: DecoderBatch?

  /// Collects examples into a batch, the longest first (equally long ones keep their order).
  public init(
    _ examples: [Example], identities: [UInt64], placement: TargetPlacement, goesOn: [Bool] = [], isTracks: Bool = false
  ) {
    precondition(!examples.isEmpty && examples.count == identities.count, "a batch has at least one example")
    let order = examples.indices.sorted { (examples[$0].steps, $1) > (examples[$1].steps, $0) }
    let rows = order.count
    let steps = examples[order[0]].steps
    self.steps = steps
    self.rows = rows
    self.lengths = order.map { examples[$0].steps }
    self.identities = order.map { identities[$0] }
    self.placement = placement
    self.goesOn = goesOn.isEmpty ? [] : order.map { goesOn[$0] }
    self.isTracks = isTracks
    let decoder = DecoderBatch(order.map { examples[$0].decoderInput })
    self.decoder = decoder

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

    let places = placement == .perStep ? decoder?.steps ?? steps : 1
    let targetOrder = decoder?.sourceRows.map { order[$0] } ?? order
    switch examples[0].target {
    case .classes:
      var classes = [Int32](repeating: -1, count: places * rows)
      for (row, index) in targetOrder.enumerated() {
        guard case .classes(let own) = examples[index].target else {
          preconditionFailure("one kind of target in a batch")
        }
        for t in 0..<own.count { classes[t * rows + row] = own[t] }
      }
      target = .classes(classes)
    case .vectors(_, let size):
      var values = [Double](repeating: .nan, count: places * rows * size)
      for (row, index) in targetOrder.enumerated() {
        guard case .vectors(let own, _) = examples[index].target else {
          preconditionFailure("one kind of target in a batch")
        }
        for t in 0..<own.count / max(size, 1) {
          for d in 0..<size { values[(t * rows + row) * size + d] = own[t * size + d] }
        }
      }
      target = .vectors(values, size: size)
    case .labels:
      target = .labels(
        targetOrder.flatMap { index in
          guard case .labels(let own) = examples[index].target else {
            preconditionFailure("one kind of target in a batch")
          }
          return own
        })
    }
  }
}

/// The decoder's side of a batch: time-major, padded to the longest, rows in falling order of its own lengths.
public struct DecoderBatch: Sendable, Equatable {
  /// T': time steps of the longest row.
  public let steps: Int
  /// Time steps of each row; [B], falling, none below 1.
  public let lengths: [Int]
  /// [T', B]; zeros where padded.
  public let input: [Int32]
  /// The row of the batch that each row belongs to; [B].
  public let sourceRows: [Int]

  /// - Parameter inputs: what the decoder reads for each row of the batch; nil if any has nothing.
  init?(_ inputs: [[Int32]?]) {
    let known = inputs.compactMap { $0 }
    guard known.count == inputs.count, !known.isEmpty else { return nil }
    let order = known.indices.sorted { (known[$0].count, $1) > (known[$1].count, $0) }
    let steps = known[order[0]].count
    var tokens = [Int32](repeating: 0, count: steps * order.count)
    for (row, index) in order.enumerated() {
      for (t, token) in known[index].enumerated() { tokens[t * order.count + row] = token }
    }
    (self.steps, input, sourceRows) = (steps, tokens, order)
    lengths = order.map { known[$0].count }
  }
}

extension Batch {
  /// Whether the state of every layer is carried over from the batch before.
  public var continuesTracks: Bool { isTracks && goesOn.contains(true) }

  /// The first rows alone: the longest sequences.
  public func prefix(rows count: Int) -> Batch { part(0..<min(count, rows)) }

  /// Some rows alone.
  func part(_ chosen: Range<Int>) -> Batch {
    let examples = chosen.map { row -> Example in
      let steps = lengths[row]
      let own: SequenceInput =
        switch input {
        case .tokens(let tokens): .tokens((0..<steps).map { tokens[$0 * rows + row] })
        case .vectors(let values, let size): .vectors(Self.column(values, row, of: rows, size, steps), size: size)
        }
      let targetRow = decoder?.sourceRows.firstIndex(of: row) ?? row
      let places = placement == .perStep ? decoder?.lengths[targetRow] ?? steps : 1
      let answer: SequenceTarget =
        switch target {
        case .classes(let classes): .classes((0..<places).map { classes[$0 * rows + targetRow] })
        case .vectors(let values, let size):
          .vectors(Self.column(values, targetRow, of: rows, size, places), size: size)
        case .labels(let labels): .labels([labels[targetRow]])
        }
      let decoderInput = decoder.map { side in (0..<places).map { side.input[$0 * rows + targetRow] } }
      return Example(input: own, target: answer, steps: steps, decoderInput: decoderInput)
    }
    return Batch(
      examples, identities: Array(identities[chosen]), placement: placement,
      goesOn: goesOn.isEmpty ? [] : Array(goesOn[chosen]), isTracks: isTracks)
  }

  private static func column(_ values: [Double], _ row: Int, of rows: Int, _ size: Int, _ places: Int) -> [Double] {
    (0..<places).flatMap { t -> ArraySlice<Double> in
      let start = (t * rows + row) * size
      return values[start..<start + size]
    }
  }
}
