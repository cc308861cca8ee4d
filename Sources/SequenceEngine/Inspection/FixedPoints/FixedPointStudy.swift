import Glibc

/// Where a trained recurrent layer stands still while its input is held, found from the states that it really visits.
///
/// Sussillo, Barak: Opening the black box: low-dimensional dynamics in high-dimensional recurrent neural networks, Neural
/// Computation 25 (2013); Golub, Sussillo: FixedPointFinder, Journal of Open Source Software 3 (2018).
public struct FixedPointStudy: Sendable, Equatable {
  /// Fixed points first, stable ones before saddles, then slow points; among equals those that more starts came to.
  public let points: [FixedPoint]
  /// Starts that were tried.
  public let starts: Int
  /// Starts that ended where nothing is nearly still, or far outside what the layer visits.
  public let lost: Int
  /// Largest number of a layer's states together, S, that is studied.
  public static let largestState = 512

  /// - Parameters:
  ///   - pass: holds the weights, and tells the layer.
  ///   - number: the layer among the recurrent ones.
  ///   - visited: states that the layer visits, each [S]; at least one.
  ///   - starts: states among them to start from, every one with some noise but the first half.
  ///   - check: called between trials; throwing stops the study.
  /// - Throws: `ModelError` when the layer's step is no map of its own states, or what `check` throws.
  public init(
    _ pass: RecordedPass, layer number: Int, holding held: HeldInput, visited: [[Double]], starts: Int, seed: UInt64,
    check: () throws -> Void
  ) throws {
    let layer = pass.layers[number]
    let size = layer.stateNames.count * layer.units
    guard size <= Self.largestState else {
      throw ModelError(
        "fixed points are found of at most \(Self.largestState) states, and \(layer.name) has \(size); take fewer units"
      )
    }
    guard let map = StepMap(pass, layer: number, holding: held) else {
      throw ModelError(
        "a step of \(layer.name) depends on more than its states and its input, so that it has no fixed points to look for"
      )
    }
    let region = Region(visited)
    let search = FixedPointSearch(map: map)
    var found: [FixedPoint] = []
    var lost = 0
    for start in region.starts(starts, seed: seed) {
      let end = try search.end(from: start, check: check)
      guard end.speed <= FixedPoint.slowness, region.holds(end.state) else {
        lost += 1
        continue
      }
      if let known = found.firstIndex(where: { region.areSame($0.state, end.state) }) {
        found[known].starts += 1
        guard end.speed < found[known].speed, !found[known].isFixed else { continue }
        found[known] = try Self.point(end, starts: found[known].starts, size, check)
      } else {
        found.append(try Self.point(end, starts: 1, size, check))
      }
    }
    points = found.enumerated().sorted { Self.rank($0) < Self.rank($1) }.map(\.element)
    self.starts = starts
    self.lost = lost
  }

  private static func rank(_ place: (offset: Int, element: FixedPoint)) -> (Int, Int, Int, Int) {
    let point = place.element
    return (point.isFixed ? 0 : 1, point.unstableDirections, -point.starts, place.offset)
  }

  private static func point(
    _ end: FixedPointSearch.End, starts: Int, _ size: Int, _ check: () throws -> Void
  ) rethrows -> FixedPoint {
    let spectrum = try Spectrum(of: end.jacobian, size: size, check: check)
    return FixedPoint(state: end.state, speed: end.speed, eigenvalues: spectrum.eigenvalues, starts: starts)
  }

  public var fixed: [FixedPoint] { points.filter(\.isFixed) }
  public var stable: [FixedPoint] { fixed.filter { $0.unstableDirections == 0 } }

  /// The part of the states' space that a layer visits.
  private struct Region {
    let visited: [[Double]]
    private let centre: [Double]
    /// Root of the mean squared distance from the centre, and the largest.
    private let spread, radius: Double

    init(_ visited: [[Double]]) {
      self.visited = visited
      let count = Double(max(visited.count, 1))
      let size = visited.first?.count ?? 0
      let centre = (0..<size).map { i in visited.reduce(0) { $0 + $1[i] } / count }
      let distances = visited.map { FixedPointStudy.distance($0, centre) }
      self.centre = centre
      // A layer that never moves still has a neighbourhood.
      spread = max((distances.reduce(0) { $0 + $1 * $1 } / count).squareRoot(), 1e-3)
      radius = max(distances.max() ?? 0, 1e-3)
    }

    /// Visited states, drawn by seed; the second half of them moved a little in every direction.
    func starts(_ count: Int, seed: UInt64) -> [[Double]] {
      let random = CounterRandom(seed: seed, stream: .sampling).keyed(0x6678_7074)
      return (0..<count).map { number in
        let own = random.keyed(number)
        let state = visited[own.integer(0, below: visited.count)]
        guard number >= count / 2 else { return state }
        let scale = 2 * spread / Double(state.count).squareRoot()
        return state.indices.map { state[$0] + scale * (2 * own.uniform($0 + 1) - 1) }
      }
    }

    func holds(_ state: [Double]) -> Bool { FixedPointStudy.distance(state, centre) <= 2 * radius }

    func areSame(_ a: [Double], _ b: [Double]) -> Bool { FixedPointStudy.distance(a, b) <= 0.01 * spread }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }
}

extension RecordedPass {
  /// The states that a recurrent layer goes through in this pass, all of them one after another; [T][S].
  public func visitedStates(layer number: Int) -> [[Double]] {
    let layer = layers[number]
    return (1...max(layer.steps, 1)).prefix(layer.steps).map { t in layer.states.flatMap { $0.at(t) } }
  }

  /// What a recurrent layer reads at a time step from 1 of this pass; nil where that was not recorded.
  public func input(ofLayer number: Int, heldAt t: Int) -> HeldInput? {
    let layer = layers[number]
    guard (1...max(layer.steps, 1)).contains(t) else { return nil }
    if let input = layer.input { return .numbers(input.at(t)) }
    return tokens(readBy: layer).map { .symbol($0.tokens[t - 1]) }
  }

  /// What the model would put out at its last time step with the layer's first state standing at such a point; nil where
  /// other recurrent layers or attention stand between.
  ///
  /// - Throws: `ModelError` as replaying the example does.
  public func output(standingAt point: FixedPoint, layer number: Int) throws(ModelError) -> [Double]? {
    let layer = layers[number]
    guard number == layers.count - 1, attentions.isEmpty, selfAttentions.isEmpty, !layer.isReversed else { return nil }
    let model = ModelDescription(name: "", layers: plan.layers.map(\.description))
    let held = (0..<layer.units).map {
      StateOverride(layer: layer.name, timeStep: layer.steps, unit: $0 + 1, value: point.state[$0])
    }
    let pass = try RecordedPass(
      model, parameters, shape: plan.shape, loss: lossKind, example: example, overrides: held)
    return pass.output.at(pass.output.steps)
  }
}
