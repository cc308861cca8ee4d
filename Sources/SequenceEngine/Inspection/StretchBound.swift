import Glibc

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

  private struct Value {
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
  private static func scaled(_ slopes: [Double], _ factor: Double) -> [Double] {
    slopes.map { $0 == 0 || factor == 0 ? 0 : $0 * factor }
  }
}

// MARK: Functions

extension StretchBound {
  private func pointwise(_ verb: CellVerb, _ operands: [Value], _ widths: [Int], width: Int) -> Value {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    let (x, y) = (a.range, b.range)
    func passing(_ low: Double, _ high: Double, _ slope: Double) -> Value {
      Value(range: Interval(low: low, high: high), slopes: Self.scaled(a.slopes, slope))
    }
    func joined(_ range: Interval, _ first: Double, _ second: Double) -> Value {
      let slopes = zip(Self.scaled(a.slopes, first), Self.scaled(b.slopes, second)).map { $0 + $1 }
      return Value(range: range, slopes: slopes)
    }
    switch verb {
    case .add: return joined(Interval(low: x.low + y.low, high: x.high + y.high), 1, 1)
    case .subtract: return joined(Interval(low: x.low - y.high, high: x.high - y.low), 1, 1)
    case .multiply: return joined(Self.corners(x, y) { $0 == 0 || $1 == 0 ? 0 : $0 * $1 }, y.size, x.size)
    case .divide:
      guard y.distance > 0 else { return joined(.unknown, .infinity, .infinity) }
      return joined(Self.corners(x, y, /), 1 / y.distance, x.size / (y.distance * y.distance))
    case .negate: return passing(-x.high, -x.low, 1)
    case .relu: return passing(max(0, x.low), max(0, x.high), x.high > 0 ? 1 : 0)
    case .abs: return passing(x.distance, x.size, 1)
    case .copy: return Value(range: x, slopes: a.slopes.map { _ in 0 })
    case .sigmoid: return passing(0, 1, 0.25)
    case .tanh: return passing(max(-1, x.low), min(1, x.high), 1)
    case .softplus: return passing(Self.softplus(x.low), Self.softplus(x.high), 1 / (1 + exp(-x.high)))
    case .exp: return passing(exp(x.low), exp(x.high), exp(x.high))
    case .log:
      return passing(x.low > 0 ? log(x.low) : -.infinity, log(max(x.high, 0)), x.low > 0 ? 1 / x.low : .infinity)
    case .sqrt:
      return passing(
        max(0, x.low).squareRoot(), max(0, x.high).squareRoot(), x.low > 0 ? 0.5 / x.low.squareRoot() : .infinity)
    // Each unit follows one of the two: the squares of the norms add up.
    case .minimum: return chosen(Interval(low: min(x.low, y.low), high: min(x.high, y.high)), a, b)
    case .maximum: return chosen(Interval(low: max(x.low, y.low), high: max(x.high, y.high)), a, b)
    // One value for several units: their changes are equal.
    case .expand: return passing(x.low, x.high, (Double(width) / Double(max(widths[0], 1))).squareRoot())
    case .normalise:
      let most = Double(width).squareRoot()
      return passing(-most, most, 1 / Self.normEpsilon.squareRoot())
    default: return joined(.unknown, .infinity, .infinity)
    }
  }

  /// Added to the variance by `norm`.
  private static let normEpsilon = 1e-5

  private func chosen(_ range: Interval, _ a: Value, _ b: Value) -> Value {
    Value(range: range, slopes: zip(a.slopes, b.slopes).map { ($0 * $0 + $1 * $1).squareRoot() })
  }

  private static func corners(_ x: Interval, _ y: Interval, _ function: (Double, Double) -> Double) -> Interval {
    interval([function(x.low, y.low), function(x.low, y.high), function(x.high, y.low), function(x.high, y.high)])
  }

  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
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

  /// Units, from 1, that say nothing on this example: their output never changes, or no gradient ever reaches them.
  public func deadUnits(layer number: Int) -> [Int] {
    let layer = layers[number]
    return (0..<layer.units).filter { unit in
      let values = stride(from: unit, to: layer.steps * layer.units, by: layer.units).map {
        layer.states[0].values[$0]
      }
      let isStill = values.count > 1 && values.allSatisfy { $0 == values[0] }
      let isDeaf = stride(from: unit, to: layer.steps * layer.units, by: layer.units).allSatisfy {
        layer.stateGradients[0].values[$0] == 0
      }
      return isStill || isDeaf
    }.map { $0 + 1 }
  }
}
