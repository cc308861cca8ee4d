/// NARMA-10: u uniform in [0, 0.5), and
///
///     yₜ₊₁ = 0.3 yₜ + 0.05 yₜ Σ_{i=0…9} yₜ₋ᵢ + 1.5 uₜ₋₉ uₜ + 0.1
///
/// with y and u 0 before the start; at step t the target is yₜ₊₁ (Atiya and Parlos, New results on recurrent network
/// training, IEEE Transactions on Neural Networks 11, 2000). A sequence whose y grows beyond 1 is drawn again: such
/// runs end in infinity.
struct Narma10Task: SequenceTask {
  let length: Int

  private static let length = TaskOption.integer("length", 100, 10...100_000, "time steps of a sequence")

  static let definition = TaskDefinition(
    "narma10", teaches: "a product of inputs ten steps apart on a slow decay: memory and nonlinearity at once",
    source: "Atiya, Parlos 2000", options: [length]
  ) { values in Narma10Task(length: values(length)) }

  var longest: Int { length }
  var baseline: Baseline? { nil }
  var shape: DataShape { DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep) }
  var note: String {
    "narma10: \(PlainNumber.counted(length, "random number")); the target is a moving average of itself and of products of"
      + " them over ten steps"
  }

  func example(_ random: CounterRandom) -> Example {
    var attempt = 0
    while true {
      let own = random.keyed(attempt)
      let input = (0..<length).map { 0.5 * own.uniform($0) }
      if let target = Self.response(input) {
        return Example(input: .vectors(input, size: 1), target: .vectors(target, size: 1), steps: length)
      }
      attempt += 1
    }
  }

  /// y₁ … y_T; nil where it blows up.
  static func response(_ u: [Double]) -> [Double]? {
    var y = [0.0]  // y₀ … y_T
    for t in u.indices {
      let latest = y[max(0, t - 9)...t].reduce(0, +)
      let product = t >= 9 ? u[t - 9] * u[t] : 0
      let next = 0.3 * y[t] + 0.05 * y[t] * latest + 1.5 * product + 0.1
      guard next <= 1 else { return nil }
      y.append(next)
    }
    return Array(y.dropFirst())
  }
}
