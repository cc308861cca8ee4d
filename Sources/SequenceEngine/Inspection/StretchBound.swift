/// The most by which one step of a cell can stretch a change of its states, whatever the gates do.
///
/// Each value of the equations has an interval that it lies in and one bound of its slope by each state, the norm of its
/// Jacobian: a matrix multiplies the slope by its largest singular value, sigmoid by 1/4, tanh and relu by at most 1, exp,
/// log, sqrt and softplus by their steepest slope in the interval, a · b has |a| · slope(b) + |b| · slope(a), and norm
/// divides by no less than √ε. Intervals of states and inputs are the recorded ones. For h' = f(W x + U h + b) this is
/// sup f' · σ(U): Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks, ICML 2013.
struct StretchBound {
  private let graph: CellGraph
  private let forward: CellForward
  private let states: Int
  private let input: Interval
  private let stateIntervals: [Interval]
  /// Of everything that is held.
  private let held: Interval
  private let weights: [Double]
  private let stackOffsets: [Int]
  private var known: [Int: Value] = [:]

  struct Interval {
    var low, high: Double
    /// Largest absolute value.
    var size: Double { max(abs(low), abs(high)) }
    /// Smallest absolute value.
    var distance: Double { low <= 0 && high >= 0 ? 0 : min(abs(low), abs(high)) }
    static let unknown = Interval(low: -.infinity, high: .infinity)
  }

  struct Value {
    var range: Interval
    /// By state.
    var slopes: [Double]
  }

  init(
    _ forward: CellForward, weights: [Double], stackOffsets: [Int], input: Interval, states: [Interval], held: Interval
  ) {
    self.forward = forward
    graph = forward.graph
    self.states = states.count
    self.input = input
    stateIntervals = states
    self.held = held
    self.weights = weights
    self.stackOffsets = stackOffsets
  }

  /// Largest singular value of the matrix of slopes: at least the largest of the real step's; infinite: there is no bound.
  mutating func value() -> Double {
    var matrix: [Double] = []
    for node in forward.nextStates { matrix += bound(node).slopes }
    guard matrix.allSatisfy(\.isFinite) else { return .infinity }
    return SingularValues.of(matrix, rows: states, columns: states, check: {}).first ?? .nan
  }

  private mutating func bound(_ id: Int) -> Value {
    if let found = known[id] { return found }
    let found = computed(id)
    known[id] = found
    return found
  }

  private mutating func computed(_ id: Int) -> Value {
    let still = [Double](repeating: 0, count: states)
    let node = graph.nodes[id]
    switch node.operation {
    case .input: return Value(range: input, slopes: still)
    case .previousState(let number):
      return Value(range: stateIntervals[number], slopes: still.indices.map { $0 == number ? 1 : 0 })
    case .clampFree: return Value(range: Interval(low: 0, high: 1), slopes: still)
    case .clampHeld: return Value(range: held, slopes: still)
    case .mask(let number):
      let value = forward.masks[number].still
      return Value(range: Interval(low: value, high: value), slopes: still)
    case .number(let bits):
      let number = Double(bitPattern: bits)
      return Value(range: Interval(low: number, high: number), slopes: still)
    case .vector(let index):
      let vector = forward.parameters.vectors[index]
      let first = stackOffsets[vector.stack] + vector.first
      return Value(range: Self.interval(weights[first..<first + vector.width]), slopes: still)
    case .product(let index, let argument): return product(forward.parameters.matrices[index], of: bound(argument))
    case .pointwise(let verb, let operands):
      return pointwise(verb, operands.map { bound($0) }, operands.map { graph.nodes[$0].width }, width: node.width)
    case .feedback: return Value(range: .unknown, slopes: still)
    case .outputGradient, .carriedGradient, .gradientThroughMatrices:
      return Value(range: .unknown, slopes: still.map { _ in .infinity })
    }
  }

  static func interval(_ values: some Sequence<Double>) -> Interval {
    var range = Interval(low: .infinity, high: -.infinity)
    for value in values {
      guard !value.isNaN else { return .unknown }
      range = Interval(low: min(range.low, value), high: max(range.high, value))
    }
    return range.low <= range.high ? range : Interval(low: 0, high: 0)
  }

  private func product(_ matrix: CellMatrix, of argument: Value) -> Value {
    let first = stackOffsets[matrix.stack] + matrix.firstRow * matrix.columns
    let own = Array(weights[first..<first + matrix.rows * matrix.columns])
    var range = Interval(low: .infinity, high: -.infinity)
    for row in 0..<matrix.rows {
      var (low, high) = (0.0, 0.0)
      for weight in own[row * matrix.columns..<(row + 1) * matrix.columns] where weight != 0 {
        low += weight * (weight > 0 ? argument.range.low : argument.range.high)
        high += weight * (weight > 0 ? argument.range.high : argument.range.low)
      }
      range = Interval(low: min(range.low, low), high: max(range.high, high))
    }
    guard argument.slopes.contains(where: { $0 > 0 }) else { return Value(range: range, slopes: argument.slopes) }
    var direction: [Double] = []
    let gain = SingularValues.largest(
      of: own, rows: matrix.rows, columns: matrix.columns, startingAt: &direction)
    return Value(range: range, slopes: Self.scaled(argument.slopes, gain))
  }

  /// A slope that is 0 stays so, however steep what follows; and a factor of 0 lets nothing through.
  static func scaled(_ slopes: [Double], _ factor: Double) -> [Double] {
    slopes.map { $0 == 0 || factor == 0 ? 0 : $0 * factor }
  }
}

extension RecordedPass {
  /// The most by which one step of this layer can stretch a change of its states; infinite where its equations have no
  /// bound.
  public func stretchBound(layer number: Int) -> Double {
    let layer = layers[number]
    let planned = plan.layers[layer.index]
    guard case .recurrent(let recurrent) = planned.description.kind, let sizes = planned.program?.sizes,
      let forward = try? CellGraphBuilder.build(recurrent.cell, sizes)
    else { return .nan }
    var bound = StretchBound(
      forward, weights: parameters, stackOffsets: plan.parameters[planned.parameters].map(\.offset),
      // A symbol enters as a one in one place.
      input: layer.input.map { StretchBound.interval($0.prefix(layer.steps).values) }
        ?? StretchBound.Interval(low: 0, high: 1),
      states: layer.states.indices.map { state in
        StretchBound.interval(
          (initialStates?[number][state] ?? startState(state, of: layer))
            + layer.states[state].prefix(layer.steps).values)
      }, held: StretchBound.interval(recurrent.clamps.map(\.value) + [0]))
    return bound.value()
  }
}
