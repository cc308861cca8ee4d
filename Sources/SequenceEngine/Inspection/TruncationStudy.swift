/// The gradient of truncated BPTT beside the full one, on the same batches with the same weights, in double.
///
/// Of an encoder-decoder each side is cut in pieces of its own time steps, the encoder's counted from its end and the
/// decoder's from its start; the handover of the last state and attention carry their gradients whole.
public struct TruncationStudy: Sendable, Equatable {
  /// How close a truncated gradient comes to the full one.
  public struct Closeness: Sendable, Equatable {
    /// g_k · g / (‖g_k‖ ‖g‖), the lowest of the batches.
    public var cosine: Double
    /// ‖g_k‖ / ‖g‖, the mean over the batches.
    public var normRatio: Double
    /// ‖g_k − g‖ / ‖g‖, the largest of the batches.
    public var bias: Double
  }

  public struct Row: Sendable, Equatable {
    /// Time steps that BPTT reaches back.
    public var reach: Int
    public var all: Closeness
    /// Layers with weights, in the plan's order.
    public var layers: [Closeness]
  }

  public let layerNames: [String]
  public let rows: [Row]
  /// The smallest reach whose cosine is at least `wanted` on every batch; nil: none of those tried.
  public let recommended: Int?
  public let batches: Int
  public static let wanted = 0.99

  /// 1, 2, 4 … below the length.
  public static func reaches(below steps: Int) -> [Int] {
    var reaches: [Int] = []
    var next = 1
    while next < steps {
      reaches.append(next)
      next *= 2
    }
    return reaches
  }

  /// - Parameter progress: called between passes with (done, total); throwing stops the study.
  /// - Throws: `ModelError` when the model does not fit, or what `progress` throws.
  public init(
    _ state: ModelState, _ batches: [Batch], shape: DataShape, loss: Loss, reaches: [Int], seed: UInt64,
    progress: ((Int, Int) throws -> Void)? = nil
  ) throws {
    let plan = try ModelPlan(state.description, for: shape)
    let network = Network<Double>(plan, loss: loss)
    network.load(state.parameters)
    let ranges = plan.layers.filter { !$0.parameters.isEmpty }.map { layer in
      plan.parameters[layer.parameters.lowerBound]
        .offset..<plan.parameters[layer.parameters.upperBound - 1].range
        .upperBound
    }
    layerNames = plan.layers.filter { !$0.parameters.isEmpty }.map(\.name)
    self.batches = batches.count
    let passes = batches.count * (reaches.count + 1)
    var done = 0
    func gradient(_ batch: Batch, _ backpropagation: Backpropagation) throws -> [Double] {
      try progress?(done, passes)
      done += 1
      _ = network.learn(batch, backpropagation, seed: seed, update: state.updates)
      return network.gradients
    }
    var found = reaches.map { _ in [[Closeness]]() }
    for batch in batches {
      let full = try gradient(batch, .full)
      for (number, reach) in reaches.enumerated() {
        let own = try gradient(batch, Backpropagation(reach: reach))
        found[number].append(([0..<full.count] + ranges).map { Closeness(own[$0], full[$0]) })
      }
    }
    rows = zip(reaches, found).map { reach, batches in
      let parts = (0...ranges.count).map { part in Closeness(batches.map { $0[part] }) }
      return Row(reach: reach, all: parts[0], layers: Array(parts.dropFirst()))
    }
    recommended = rows.filter { $0.all.cosine >= Self.wanted }.map(\.reach).min()
  }
}

extension TruncationStudy.Closeness {
  fileprivate init(_ own: ArraySlice<Double>, _ full: ArraySlice<Double>) {
    // Scaled, so that products of tiny gradients do not vanish.
    let scale = max(full.reduce(0) { max($0, abs($1)) }, own.reduce(0) { max($0, abs($1)) })
    guard scale > 0, scale.isFinite else {
      self.init(cosine: scale == 0 ? 1 : .nan, normRatio: scale == 0 ? 1 : .nan, bias: scale == 0 ? 0 : .nan)
      return
    }
    var (dot, a, b, difference) = (0.0, 0.0, 0.0, 0.0)
    for (x, y) in zip(own, full) {
      dot += (x / scale) * (y / scale)
      a += (x / scale) * (x / scale)
      b += (y / scale) * (y / scale)
      difference += ((x - y) / scale) * ((x - y) / scale)
    }
    self.init(
      cosine: a > 0 && b > 0 ? dot / (a.squareRoot() * b.squareRoot()) : 0, normRatio: (a / b).squareRoot(),
      bias: (difference / b).squareRoot())
  }

  fileprivate init(_ several: [Self]) {
    self.init(
      cosine: several.map(\.cosine).min() ?? .nan,
      normRatio: several.reduce(0) { $0 + $1.normRatio } / Double(max(several.count, 1)),
      bias: several.map(\.bias).max() ?? .nan)
  }
}
