/// Stretches of one long trajectory of a system without chance; the target is the next value.
///
/// A tenth of the trajectory at its end is for the parts that a model is scored on, and none of it for training.
struct ChaosTask: SequenceTask {
  let name: String
  let length: Int
  /// [values, size]
  private let trajectory: [Double]
  private let size: Int
  private static let values = 10_000

  private static let length = TaskOption.integer("length", 100, 1...900, "time steps of a sequence")

  var longest: Int { length }
  var shape: DataShape {
    DataShape(
      input: .vector(size: size), target: .vector(size: size), placement: .perStep, targetSource: .nextInput)
  }
  var note: String {
    "\(name): \(PlainNumber.counted(length, "step")) out of a trajectory of \(PlainNumber.grouped(Self.values)), the last"
      + " tenth for scoring alone; the target is the next value"
  }
  var baseline: Baseline? {
    var sum = 0.0
    for place in size..<trajectory.count {
      let change = trajectory[place] - trajectory[place - size]
      sum += change * change
    }
    let mse = sum / Double(trajectory.count - size)
    return Baseline(
      loss: mse, scores: [.init(.mse, mse), .init(.rmse, mse.squareRoot())],
      sentence: "persistence: the next value is the present one")
  }

  func example(_ random: CounterRandom) -> Example { stretch(random, 0..<Self.values / 10 * 9) }
  func scoredExample(_ random: CounterRandom) -> Example { stretch(random, Self.values / 10 * 9..<Self.values) }

  private func stretch(_ random: CounterRandom, _ part: Range<Int>) -> Example {
    let first = part.lowerBound + random.integer(0, below: part.count - length)
    func values(from start: Int) -> [Double] { Array(trajectory[start * size..<(start + length) * size]) }
    return Example(
      input: .vectors(values(from: first), size: size), target: .vectors(values(from: first + 1), size: size),
      steps: length)
  }
}

extension ChaosTask {
  private static let delay = TaskOption.integer("lag", 17, 2...100, "delay τ: 17 is mildly chaotic, 30 wildly")

  /// dx/dt = 0.2 x(t − τ) / (1 + x(t − τ)¹⁰) − 0.1 x from 1.2 on, a fourth-order Runge–Kutta step every 0.1 with the
  /// delayed values of its two ends, a value every 1.0, the first 1,000 left out (Mackey and Glass, Oscillation and
  /// chaos in physiological control systems, Science 197, 1977).
  static let mackeyGlass = TaskDefinition(
    "mackey_glass", teaches: "a delay equation near chaos: the next value, and then hundreds of its own",
    source: "Mackey, Glass 1977", options: [length, delay]
  ) { values in
    ChaosTask(name: "mackey_glass", length: values(length), trajectory: mackeyGlass(delay: values(delay)), size: 1)
  }

  static func mackeyGlass(delay: Int) -> [Double] {
    let (substeps, h) = (10, 0.1)
    var ring = [Double](repeating: 1.2, count: delay * substeps)  // x over the last τ
    var (x, place, series) = (1.2, 0, [Double]())
    for time in 0..<1000 + values {
      if time >= 1000 { series.append(x) }
      for _ in 0..<substeps {
        let (old, soon) = (ring[place], ring[(place + 1) % ring.count])
        func slope(_ x: Double, _ delayed: Double) -> Double {
          let squared = delayed * delayed
          let fourth = squared * squared
          return 0.2 * delayed / (1 + fourth * fourth * squared) - 0.1 * x
        }
        let middle = (old + soon) / 2
        let k1 = slope(x, old)
        let k2 = slope(x + h / 2 * k1, middle)
        let k3 = slope(x + h / 2 * k2, middle)
        let k4 = slope(x + h * k3, soon)
        ring[place] = x
        place = (place + 1) % ring.count
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
      }
    }
    return series
  }

  /// dx/dt = 10 (y − x), dy/dt = x (28 − z) − y, dz/dt = xy − 8/3 z from (1, 1, 1) on, a fourth-order Runge–Kutta step
  /// every 0.02, the first 1,000 left out; x, y and z − 25 are told in tens (Lorenz, Deterministic nonperiodic flow,
  /// 1963).
  static let lorenz = TaskDefinition(
    "lorenz", teaches: "three numbers on a strange attractor: near neighbours part, and forecasts end",
    source: "Lorenz 1963", options: [length]
  ) { values in
    ChaosTask(name: "lorenz", length: values(length), trajectory: lorenzTrajectory(), size: 3)
  }

  static func lorenzTrajectory() -> [Double] {
    let h = 0.02
    func slope(_ p: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3(10 * (p.y - p.x), p.x * (28 - p.z) - p.y, p.x * p.y - 8 / 3 * p.z)
    }
    var (p, series) = (SIMD3<Double>(1, 1, 1), [Double]())
    for time in 0..<1000 + values {
      if time >= 1000 { series += [p.x / 10, p.y / 10, (p.z - 25) / 10] }
      let k1 = slope(p)
      let k2 = slope(p + h / 2 * k1)
      let k3 = slope(p + h / 2 * k2)
      let k4 = slope(p + h * k3)
      var slopes = k1 + 2 * k2
      slopes += 2 * k3
      slopes += k4
      p += h / 6 * slopes
    }
    return series
  }
}
