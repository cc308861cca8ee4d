/// What a state still knows of earlier inputs: x(t − k) read out of h(t) by ridge regression, scored on sequences that the
/// read-out has not seen. Jaeger: Short term memory in echo state networks, GMD report 152 (2001).
public struct RecallStudy: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    /// k.
    public var lag: Int
    /// R² on held-out sequences for numbers; the share of right symbols for tokens.
    public var score: Double
    /// The score of knowing nothing: 0, or the share of the commonest symbol.
    public var baseline: Double
    /// Held-out pairs that were scored.
    public var count: Int
  }

  public let rows: [Row]
  /// Whether scores are shares of right symbols.
  public let isAccuracy: Bool

  /// Pairs (h, x) that a read-out is fitted to at most.
  public static let largestSample = 8_000
  public static let largestVocabulary = 512

  /// - Parameters:
  ///   - layer: number among the recurrent layers; one that runs backward is asked for x(t + k), one of a decoder for the
  ///     symbols that the decoder has read.
  ///   - progress: called with (done, total); throwing stops the study.
  /// - Throws: `ModelError` when the model does not fit or there are too many symbols, or what `progress` throws.
  public init(
    _ state: ModelState, shape: DataShape, loss: Loss, training: [Batch], heldOut: [Batch], layer: Int, lags: [Int],
    progress: ((Int, Int) throws -> Void)? = nil
  ) throws {
    let plan = try ModelPlan(state.description, for: shape)
    let side = plan.layers[plan.recurrentLayers[layer]].description.side
    let kind = shape.input(of: side)
    if case .token(let vocabulary) = kind, vocabulary > Self.largestVocabulary {
      throw ModelError(
        "recall reads out at most \(Self.largestVocabulary) symbols, and these data have \(vocabulary); take unit=char, or "
          + "a larger min_count=")
    }
    let network = Network<Double>(plan, loss: loss)
    network.load(state.parameters)
    let total = training.count + heldOut.count + lags.count
    var done = 0
    func states(_ batches: [Batch]) throws -> [States] {
      try batches.map { batch in
        try progress?(done, total)
        done += 1
        return States(batch, network, plan.recurrentLayers[layer], side)
      }
    }
    let (fitted, scored) = (try states(training), try states(heldOut))
    var rows: [Row] = []
    for lag in lags {
      let check = { [done] in _ = try progress?(done, total) }
      try check()
      done += 1
      let own = Pairs(fitted, lag: lag, kind, isReversed: network.isReversed(plan.recurrentLayers[layer]))
      let other = Pairs(scored, lag: lag, kind, isReversed: network.isReversed(plan.recurrentLayers[layer]))
      guard own.count > 0, other.count > 0 else { continue }
      rows.append(try ReadOut(own, check).score(other, lag: lag, isClasses: kind.isToken, check))
    }
    self.rows = rows
    isAccuracy = kind.isToken
  }

  /// States and inputs of a batch.
  fileprivate struct States {
    /// As the layer's side reads it.
    let batch: Batch
    let units: Int
    let values: [Double]  // [T, B, H]

    init(_ batch: Batch, _ network: Network<Double>, _ layer: Int, _ side: LayerSide) {
      self.batch = batch.read(by: side)
      network.prepare(batch, isTraining: false)
      network.forward()
      let output = network.recurrent(layer)?.output
      units = output?.width ?? 0
      values = Array(UnsafeBufferPointer(start: output?.values, count: self.batch.steps * self.batch.rows * units))
    }
  }

  /// Rows of h(t), and x(t − k) beside them.
  fileprivate struct Pairs {
    var units = 0
    var width = 0
    var count = 0
    var states: [Double] = []  // [count, H]
    var inputs: [Double] = []  // [count, I], one-hot for tokens

    init(_ all: [States], lag: Int, _ kind: InputKind, isReversed: Bool) {
      switch kind {
      case .vector(let size): width = size
      case .token(let vocabulary): width = vocabulary
      }
      for own in all {
        units = own.units
        for row in 0..<own.batch.rows {
          for t in 0..<own.batch.lengths[row] {
            let place = isReversed ? t + lag : t - lag
            guard place >= 0, place < own.batch.lengths[row], count < RecallStudy.largestSample else { continue }
            let start = (t * own.batch.rows + row) * units
            states += own.values[start..<start + units]
            let from = place * own.batch.rows + row
            switch own.batch.input {
            case .tokens(let tokens): inputs += (0..<width).map { $0 == Int(tokens[from]) ? 1 : 0 }
            case .vectors(let values, let size): inputs += values[from * size..<(from + 1) * size]
            }
            count += 1
          }
        }
      }
    }
  }

  /// x ≈ mean + (h − mean) A, A from (HᵀH + λ) A = Hᵀ X with λ a billionth of the mean of HᵀH's diagonal.
  private struct ReadOut {
    let pairs: Pairs
    let stateMeans, inputMeans: [Double]
    var weights: [Double]  // [H, I]

    /// - Parameter check: called between columns; throwing stops the work.
    init(_ pairs: Pairs, _ check: () throws -> Void) throws {
      self.pairs = pairs
      let (n, h, w) = (pairs.count, pairs.units, pairs.width)
      func means(_ values: [Double], _ width: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        for row in 0..<n { for i in 0..<width { sums[i] += values[row * width + i] } }
        return sums.map { $0 / Double(n) }
      }
      stateMeans = means(pairs.states, h)
      inputMeans = means(pairs.inputs, w)
      var states = pairs.states
      var inputs = pairs.inputs
      for row in 0..<n {
        for i in 0..<h { states[row * h + i] -= stateMeans[i] }
        for i in 0..<w { inputs[row * w + i] -= inputMeans[i] }
      }
      var gram = [Double](repeating: 0, count: h * h)
      weights = [Double](repeating: 0, count: h * w)
      Double.addGradient(states, stride: h, states, stride: h, into: &gram, stride: h, r: n, n: h, k: h)
      Double.addGradient(states, stride: h, inputs, stride: w, into: &weights, stride: w, r: n, n: h, k: w)
      let trace = (0..<h).reduce(0) { $0 + gram[$1 * h + $1] }
      for i in 0..<h { gram[i * h + i] += max(1e-9 * trace / Double(max(h, 1)), 1e-300) }
      try SymmetricSystem.solve(&gram, &weights, size: h, columns: w, check: check)
    }

    func score(_ other: Pairs, lag: Int, isClasses: Bool, _ check: () throws -> Void) throws -> Row {
      let (h, w) = (other.units, other.width)
      var guesses = [Double](repeating: 0, count: w)
      var (errors, right) = (0.0, 0)
      var (sums, squares) = ([Double](repeating: 0, count: w), [Double](repeating: 0, count: w))
      for row in 0..<other.count {
        if row.isMultiple(of: 100) { try check() }
        for c in 0..<w {
          var sum = inputMeans[c]
          for i in 0..<h { sum += (other.states[row * h + i] - stateMeans[i]) * weights[i * w + c] }
          guesses[c] = sum
          let truth = other.inputs[row * w + c]
          errors += (truth - sum) * (truth - sum)
          sums[c] += truth
          squares[c] += truth * truth
        }
        let best = guesses.indices.max { guesses[$0] < guesses[$1] } ?? 0
        if isClasses, other.inputs[row * w + best] == 1 { right += 1 }
      }
      let n = Double(other.count)
      if isClasses {
        return Row(lag: lag, score: Double(right) / n, baseline: (sums.max() ?? 0) / n, count: other.count)
      }
      let spread = (0..<w).reduce(0) { $0 + squares[$1] - sums[$1] * sums[$1] / n }
      return Row(lag: lag, score: spread > 0 ? 1 - errors / spread : .nan, baseline: 0, count: other.count)
    }
  }
}

extension InputKind {
  var isToken: Bool { if case .token = self { true } else { false } }
}

extension Network {
  fileprivate func isReversed(_ layer: Int) -> Bool { recurrent(layer)?.isReversed ?? false }
}
