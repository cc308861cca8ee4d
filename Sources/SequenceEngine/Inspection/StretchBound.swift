/// The most by which one step of a cell can stretch a change of its states, whatever the gates do.
///
/// Each value of the equations has a bound of its size and one of its slope by each state: a matrix multiplies the slope by
/// its largest singular value, sigmoid by 1/4, tanh and relu by at most 1, and a · b has |a| · slope(b) + |b| · slope(a).
/// Sizes of states and inputs are the largest recorded ones. For h' = f(W x + U h + b) this is sup f' · σ(U): Pascanu,
/// Mikolov, Bengio: On the difficulty of training recurrent neural networks, ICML 2013.
struct StretchBound {
  private let graph: CellGraph
  private let forward: CellForward
  private let states: Int
  /// Largest absolute value of the input, and of each state.
  private let inputSize: Double
  private let stateSizes: [Double]
  /// Largest absolute value that anything is held at.
  private let clampSize: Double
  private let weights: [Double]
  private let stackOffsets: [Int]
  private var known: [Int: (size: Double, slopes: [Double])] = [:]

  init(
    _ forward: CellForward, weights: [Double], stackOffsets: [Int], inputSize: Double, stateSizes: [Double],
    clampSize: Double
  ) {
    self.forward = forward
    graph = forward.graph
    states = stateSizes.count
    self.inputSize = inputSize
    self.stateSizes = stateSizes
    self.clampSize = clampSize
    self.weights = weights
    self.stackOffsets = stackOffsets
  }

  /// Largest singular value of the matrix of slopes: at least the largest of the real step's.
  mutating func value() -> Double {
    var matrix: [Double] = []
    for node in forward.nextStates { matrix += bound(node).slopes }
    guard matrix.allSatisfy(\.isFinite) else { return .infinity }
    return SingularValues.of(matrix, rows: states, columns: states).first ?? .nan
  }

  private mutating func bound(_ id: Int) -> (size: Double, slopes: [Double]) {
    if let found = known[id] { return found }
    let found = computed(id)
    known[id] = found
    return found
  }

  private mutating func computed(_ id: Int) -> (size: Double, slopes: [Double]) {
    let still = [Double](repeating: 0, count: states)
    switch graph.nodes[id].operation {
    case .input: return (inputSize, still)
    case .previousState(let number):
      return (stateSizes[number], still.indices.map { $0 == number ? 1 : 0 })
    case .feedback: return (.infinity, still)
    case .clampFree: return (1, still)
    case .clampHeld: return (clampSize, still)
    case .number(let bits): return (abs(Double(bitPattern: bits)), still)
    case .vector(let index):
      let vector = forward.parameters.vectors[index]
      let first = stackOffsets[vector.stack] + vector.first
      return (weights[first..<first + vector.width].reduce(0) { max($0, abs($1)) }, still)
    case .product(let index, let argument):
      let matrix = forward.parameters.matrices[index]
      let (size, slopes) = bound(argument)
      let first = stackOffsets[matrix.stack] + matrix.firstRow * matrix.columns
      let own = Array(weights[first..<first + matrix.rows * matrix.columns])
      let reach =
        (0..<matrix.rows).map { row in
          own[row * matrix.columns..<(row + 1) * matrix.columns].reduce(0) { $0 + abs($1) }
        }.max() ?? 0
      guard slopes.contains(where: { $0 > 0 }) else { return (reach * size, slopes) }
      var direction: [Double] = []
      let gain = SingularValues.largest(
        of: own, rows: matrix.rows, columns: matrix.columns, startingAt: &direction)
      return (reach * size, slopes.map { $0 == 0 ? 0 : $0 * gain })
    case .pointwise(let verb, let operands): return pointwise(verb, operands.map { bound($0) }, still)
    case .outputGradient, .carriedGradient, .gradientThroughMatrices: return (.infinity, still)
    }
  }

  private func pointwise(
    _ verb: CellVerb, _ operands: [(size: Double, slopes: [Double])], _ still: [Double]
  ) -> (size: Double, slopes: [Double]) {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    func scaled(_ slopes: [Double], _ by: Double) -> [Double] { slopes.map { $0 == 0 ? 0 : $0 * by } }
    func sum(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 + $1 } }
    let isStill = operands.allSatisfy { $0.slopes.allSatisfy { $0 == 0 } }
    switch verb {
    case .add, .subtract: return (a.size + b.size, sum(a.slopes, b.slopes))
    case .multiply:
      return (a.size == 0 || b.size == 0 ? 0 : a.size * b.size, sum(scaled(a.slopes, b.size), scaled(b.slopes, a.size)))
    case .negate, .relu, .abs: return a
    case .copy: return (a.size, still)
    case .sigmoid: return (1, scaled(a.slopes, 0.25))
    case .tanh: return (min(1, a.size), a.slopes)
    case .softplus: return (a.size + 0.693147180559945309, a.slopes)
    case .minimum, .maximum: return (max(a.size, b.size), zip(a.slopes, b.slopes).map { max($0, $1) })
    case .expand: return (a.size, a.slopes)
    default: return (.infinity, isStill ? still : still.map { _ in .infinity })
    }
  }
}

extension RecordedPass {
  /// The most by which one step of this layer can stretch a change of its states; infinite where its equations have no bound.
  public func stretchBound(layer number: Int) -> Double {
    let layer = layers[number]
    let planned = plan.layers[layer.index]
    guard case .recurrent(let recurrent) = planned.description.kind, let sizes = planned.program?.sizes,
      let forward = try? CellGraphBuilder.build(recurrent.cell, sizes)
    else { return .nan }
    func largest(_ series: RecordedSeries?) -> Double { series?.values.reduce(0) { max($0, abs($1)) } ?? 1 }
    var bound = StretchBound(
      forward, weights: parameters, stackOffsets: plan.parameters[planned.parameters].map(\.offset),
      inputSize: largest(layer.input), stateSizes: layer.states.map { largest($0) },
      clampSize: recurrent.clamps.reduce(0) { max($0, abs($1.value)) })
    return bound.value()
  }

  /// Units, from 1, that say nothing on this example: their output never changes, or no gradient ever reaches them.
  public func deadUnits(layer number: Int) -> [Int] {
    let layer = layers[number]
    return (0..<layer.units).filter { unit in
      let values = stride(from: unit, to: layer.states[0].values.count, by: layer.units).map {
        layer.states[0].values[$0]
      }
      let isStill = values.count > 1 && values.allSatisfy { $0 == values[0] }
      let isDeaf = stride(from: unit, to: layer.stateGradients[0].values.count, by: layer.units).allSatisfy {
        layer.stateGradients[0].values[$0] == 0
      }
      return isStill || isDeaf
    }.map { $0 + 1 }
  }
}
