/// Compares backpropagation with central differences, in double, on a model's own weights and data.
///
/// A weight agrees when |a − n| ≤ 1e-6 · max(|a|, |n|) + 1e-9 · (largest gradient), a from backpropagation, n numeric.
/// All weights up to 5,000, else a seeded sample of that many.
public struct GradientCheck: Sendable, Equatable {
  /// A weight whose gradients differ.
  public struct Failure: Sendable, Equatable {
    public var parameter: String
    /// Element within the parameter, from 0.
    public var element: Int
    public var backpropagated: Double
    public var numeric: Double
  }

  public var checked: Int
  public var total: Int
  /// Largest |a − n| / (1e-6 · max(|a|, |n|) + 1e-9 · largest gradient): up to 1 is right.
  public var worst: Double
  public var failures: [Failure]
  /// Weights whose difference met a kink (a relu or a maximum that switched): they were taken with a smaller step, or
  /// stand on the kink itself, where any slope between those of its two sides is a gradient.
  public var kinks: Int

  public static let sampleSize = 5_000

  /// - Parameter progress: called between weights with (done, total); throwing stops the check.
  /// - Throws: `ModelError` when the model does not fit, or what `progress` throws.
  public init(
    _ state: ModelState, _ batch: Batch, shape: DataShape, loss: Loss, seed: UInt64,
    progress: ((Int, Int) throws -> Void)? = nil
  ) throws {
    let plan = try ModelPlan(state.description, for: shape)
    let network = Network<Double>(plan, loss: loss)
    func evaluate(_ isTraining: Bool = true) -> Double {
      network.prepare(batch, isTraining: isTraining, seed: seed, update: state.updates)
      network.forward()
      return network.score(batch.target).mean
    }
    network.load(state.parameters)
    _ = evaluate()
    network.backward()
    let gradients = network.gradients
    let largest = gradients.reduce(0) { max($0, abs($1)) }
    let order = CounterRandom(seed: seed, stream: .gradientCheck).permutation(plan.parameterCount)
    let chosen =
      plan.parameterCount <= Self.sampleSize ? Array(gradients.indices) : order.prefix(Self.sampleSize).sorted()
    total = plan.parameterCount
    checked = chosen.count
    (worst, failures, kinks) = (0, [], 0)

    func difference(_ place: Int, _ step: Double) -> Double {
      let start = state.parameters[place]
      network.store.weights[place] = start + step
      network.pack()
      let above = evaluate()
      network.store.weights[place] = start - step
      network.pack()
      let below = evaluate()
      network.store.weights[place] = start
      return (above - below) / (2 * step)
    }
    /// The slope towards one side, the first two powers of the step taken out by extrapolation.
    func slope(_ place: Int, _ step: Double) -> Double {
      let start = state.parameters[place]
      func value(_ offset: Double) -> Double {
        network.store.weights[place] = start + offset
        network.pack()
        return evaluate()
      }
      let here = value(0)
      let slopes = [1.0, 0.5, 0.25].map { (value($0 * step) - here) / ($0 * step) }
      network.store.weights[place] = start
      let (coarse, fine) = (2 * slopes[1] - slopes[0], 2 * slopes[2] - slopes[1])
      return (4 * fine - coarse) / 3
    }
    func badness(_ a: Double, _ n: Double) -> Double {
      let bound = 1e-6 * max(abs(a), abs(n)) + 1e-9 * largest
      return a == n ? 0 : bound > 0 ? abs(a - n) / bound : .infinity
    }

    for (number, place) in chosen.enumerated() {
      if number % 16 == 0 { try progress?(number, chosen.count) }
      let scale = max(1, abs(state.parameters[place]))
      let step = 1e-4 * scale
      // Richardson's extrapolation of two central differences: the error falls with the fourth power of the step.
      let coarse = difference(place, step)
      let fine = difference(place, step / 2)
      var numeric = (4 * fine - coarse) / 3
      var own = badness(gradients[place], numeric)
      if own > 1 {
        // Near a kink of relu or a maximum the two sides differ: closer points lie on one side of it.
        for closer in [1e-5, 1e-6, 1e-7] where own > 1 {
          let c = difference(place, closer * scale)
          let f = difference(place, closer * scale / 2)
          let candidate = (4 * f - c) / 3
          if badness(gradients[place], candidate) < own {
            numeric = candidate
            own = badness(gradients[place], candidate)
          }
        }
        if own > 1 {
          let sides = [slope(place, 1e-4 * scale), slope(place, -1e-4 * scale)].sorted()
          let within = min(max(gradients[place], sides[0]), sides[1])
          if badness(sides[0], sides[1]) > 1 { own = min(own, badness(gradients[place], within)) }
        }
        if own <= 1 { kinks += 1 }
      }
      worst = max(worst, own.isNaN ? .infinity : own)
      guard !(own <= 1) else { continue }
      let parameter = plan.parameters.last { $0.offset <= place }
      failures.append(
        Failure(
          parameter: parameter?.name ?? "", element: place - (parameter?.offset ?? 0),
          backpropagated: gradients[place], numeric: numeric))
    }
  }

  public var passed: Bool { failures.isEmpty }
}
