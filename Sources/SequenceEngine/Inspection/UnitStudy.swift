/// What each unit of a recurrent layer does: what is lost without it, and what it follows.
public struct UnitStudy: Sendable, Equatable {
  public struct Unit: Sendable, Equatable {
    /// From 1.
    public var number: Int
    /// Loss with the unit held at 0, minus the loss with it.
    public var effect: Double
    /// The input column or token, from 0, that it follows most closely, and the correlation with it.
    public var input: Int
    public var correlation: Double
  }

  /// A place in the data where a unit is strong.
  public struct Place: Sendable, Equatable {
    /// Row of the batch and time step, from 0.
    public var row: Int
    public var step: Int
    public var value: Double
  }

  public let loss: Double
  /// In the order of their numbers.
  public let units: [Unit]
  /// h of every unit.
  private let states: [Double]  // [T, B, H]
  /// The sequences as the layer's side reads them.
  public let batch: Batch
  private let inputs: Int

  /// - Parameters:
  ///   - layer: number among the recurrent layers.
  ///   - ablates: whether each unit is left out once, at the cost of a forward pass each.
  ///   - progress: called between units with (done, total); throwing stops the study.
  public init(
    _ state: ModelState, _ batch: Batch, shape: DataShape, loss: Loss, layer: Int, ablates: Bool = true,
    progress: ((Int, Int) throws -> Void)? = nil
  ) throws {
    var plan = try ModelPlan(state.description, for: shape)
    let index = plan.recurrentLayers[layer]
    let side = plan.layers[index].description.side
    let read = batch.read(by: side)
    var description = state.description
    var held: [Clamp] = []
    var output = ""
    if case .recurrent(var recurrent) = description.layers[index].kind {
      // A program in which single units can be held; which ones is said for each pass.
      (held, output) = (recurrent.clamps, recurrent.cell.states[0] + "'")
      recurrent.clamps.append(Clamp(output, unit: 1, value: 0))
      description.layers[index].kind = .recurrent(recurrent)
      plan = try ModelPlan(description, for: shape)
    }
    let network = Network<Double>(plan, loss: loss)
    network.load(state.parameters)
    network.recurrent(index)?.clamps = held
    func run() -> Double {
      network.prepare(batch, isTraining: false)
      network.forward()
      return network.score(batch.target).mean
    }
    let whole = run()
    let count = network.recurrent(index)?.output.width ?? 0
    states = Array(
      UnsafeBufferPointer(start: network.recurrent(index)?.output.values, count: read.steps * read.rows * count))
    self.batch = read
    self.loss = whole
    switch shape.input(of: side) {
    case .vector(let size): inputs = size
    case .token(let vocabulary): inputs = vocabulary
    }
    var units: [Unit] = []
    for unit in 0..<count {
      try progress?(unit, count)
      var effect = Double.nan
      if ablates {
        network.recurrent(index)?.clamps = held + [Clamp(output, unit: unit + 1, value: 0)]
        effect = run() - whole
      }
      let (input, correlation) = Self.closest(unit, of: count, states, read, inputs)
      units.append(Unit(number: unit + 1, effect: effect, input: input, correlation: correlation))
    }
    self.units = units
  }

  /// Mean of a unit, from 1, at each token, nil for one that does not occur; nil for data of numbers.
  public func responses(of unit: Int) -> [Double?]? {
    guard case .tokens(let tokens) = batch.input else { return nil }
    var sums = [Double](repeating: 0, count: inputs)
    var counts = [Int](repeating: 0, count: inputs)
    forEach { row, t in
      let token = Int(tokens[t * batch.rows + row])
      sums[token] += value(unit, row, t)
      counts[token] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
  }

  /// The places where |h| of a unit, from 1, is largest, strongest first.
  public func strongest(_ unit: Int, count: Int) -> [Place] {
    var places: [Place] = []
    forEach { row, t in places.append(Place(row: row, step: t, value: value(unit, row, t))) }
    return Array(places.sorted { (abs($0.value), $1.row, $1.step) > (abs($1.value), $0.row, $0.step) }.prefix(count))
  }

  func value(_ unit: Int, _ row: Int, _ t: Int) -> Double {
    states[(t * batch.rows + row) * units.count + unit - 1]
  }

  func forEach(_ body: (_ row: Int, _ t: Int) -> Void) {
    for row in 0..<batch.rows { for t in 0..<batch.lengths[row] { body(row, t) } }
  }

  /// The input with the largest |correlation|; tokens count as one-hot.
  private static func closest(
    _ unit: Int, of count: Int, _ states: [Double], _ batch: Batch, _ inputs: Int
  ) -> (Int, Double) {
    var n = 0.0
    var (sum, squares) = (0.0, 0.0)
    var (inputSums, inputSquares, products) = (
      [Double](repeating: 0, count: inputs), [Double](repeating: 0, count: inputs),
      [Double](repeating: 0, count: inputs)
    )
    for row in 0..<batch.rows {
      for t in 0..<batch.lengths[row] {
        let place = t * batch.rows + row
        let h = states[place * count + unit]
        n += 1
        sum += h
        squares += h * h
        func take(_ i: Int, _ x: Double) {
          inputSums[i] += x
          inputSquares[i] += x * x
          products[i] += x * h
        }
        switch batch.input {
        case .tokens(let tokens): take(Int(tokens[place]), 1)
        case .vectors(let values, let size): for i in 0..<size { take(i, values[place * size + i]) }
        }
      }
    }
    var best = (0, 0.0)
    for i in 0..<inputs {
      let covariance = products[i] - inputSums[i] * sum / n
      let spread = (inputSquares[i] - inputSums[i] * inputSums[i] / n) * (squares - sum * sum / n)
      guard spread > 0 else { continue }
      let correlation = covariance / spread.squareRoot()
      if abs(correlation) > abs(best.1) { best = (i, correlation) }
    }
    return best
  }
}
