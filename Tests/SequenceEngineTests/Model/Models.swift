import SequenceEngine

/// Small models for tests.
enum Models {
  static func cell(_ source: String) -> CellDefinition {
    do { return try CellDefinition(parsing: source) } catch { preconditionFailure("\(error)") }
  }

  static func recurrent(_ source: String, _ units: Int, _ change: (inout RecurrentLayer) -> Void = { _ in })
    -> LayerKind
  {
    var layer = RecurrentLayer(cell: cell(source), units: units)
    change(&layer)
    return .recurrent(layer)
  }

  static func description(_ kinds: [LayerKind]) -> ModelDescription {
    ModelDescription(
      name: "m", layers: kinds.enumerated().map { LayerDescription(name: "layer\($0.offset + 1)", kind: $0.element) })
  }

  /// Every built-in cell with a name whose gradient is its loss's slope, and two that use the rest of the notation.
  static let cells: [(name: String, source: String, options: [String: CellOptionValue])] =
    BuiltInCells.all.filter { $0.source != BuiltInCells.truncatedLSTM1997 }.map { cell in
      (cell.kind + (cell.variant.map { " \($0.option)=\($0.value)" } ?? ""), cell.source, [:])
    } + ["relu", "sigmoid", "identity"].map { ("rnn \($0)", BuiltInCells.rnn, ["activation": .function($0)]) } + [
      ("all functions", allFunctions, [:]),
      ("blocks", blocks, ["size": .number(2)]),
    ]

  /// Uses every function and sign of the notation once.
  static let allFunctions = """
    cell everything(x, h, m; gain=0.5) {
      share V
      a = softplus(W(x) + V(h) + b) / (1 + exp(-U(h)))
      k = norm(V(m) + R(a * h)) - a
      r = max(relu(W(x) - b), min(a, k)) + sqrt(1 + abs(k)) * gain
      m' = log(1 + r * r) - p * m
      h' = tanh(m' + identity(k) - Q(m')) * sigmoid(a)
    }
    """

  /// Memory blocks that share a gate.
  static let blocks = """
    cell blocks(x, h, c; size=2) {
      input = sigmoid(W(x) + U(h) + b)
      g     = tanh(W(x) + U(h) + b)
      c' = c + block(input, size) * g
      h' = tanh(c')
    }
    """

  /// A batch of ragged sequences of random vectors with a target at every step or one for each sequence.
  static func batch(
    lengths: [Int], inputs: Int, target: TargetKind, placement: TargetPlacement = .perStep, seed: UInt64 = 3
  ) -> Batch {
    let random = CounterRandom(seed: seed, stream: .data)
    let examples = lengths.enumerated().map { number, length -> Example in
      let own = random.keyed(number)
      let places = placement == .perStep ? length : 1
      let input = (0..<length * inputs).map { own.normal($0) }
      let answer: SequenceTarget
      switch target {
      case .classes(let count): answer = .classes((0..<places).map { Int32(own.keyed(1).integer($0, below: count)) })
      case .vector(let size): answer = .vectors((0..<places * size).map { own.keyed(2).normal($0) }, size: size)
      case .bits(let size):
        answer = .vectors((0..<places * size).map { own.keyed(3).uniform($0) < 0.5 ? 0 : 1 }, size: size)
      case .labels(let count):
        answer = .labels([(0..<(length + 1) / 3).map { Int32(own.keyed(4).integer($0, below: count)) }])
      }
      return Example(input: .vectors(input, size: inputs), target: answer, steps: length)
    }
    return Batch(examples, identities: lengths.indices.map { UInt64($0) }, placement: placement)
  }
}
