import SequenceEngine
import Testing

@Suite("Optimizers equal PyTorch's")
struct OptimizerReferenceTests {
  private func run<Scalar: KernelScalar>(_ rule: Optimizer.Rule, _: Scalar.Type, within bound: Double) throws {
    let reference = try ReferenceCase("optimizer_\(rule.rawValue)")
    var optimizer = Optimizer(rule, rate: try reference.number("options.lr"))
    if let momentum = reference.numbers("options.momentum")?.first { optimizer.momentum = momentum }
    if let alpha = reference.numbers("options.alpha")?.first { optimizer.decay = alpha }
    if let rho = reference.numbers("options.rho")?.first { optimizer.decay = rho }
    if let epsilon = reference.numbers("options.eps")?.first { optimizer.epsilon = epsilon }
    if let decay = reference.numbers("options.weight_decay")?.first { optimizer.weightDecay = decay }
    if let betas = reference.numbers("options.betas") { (optimizer.beta1, optimizer.beta2) = (betas[0], betas[1]) }
    let start = try #require(reference.numbers("start"))
    let gradients = try #require(reference.numbers("gradients"))
    let expected = try #require(reference.numbers("after_each_step"))
    let n = start.count
    let weights = UnsafeMutablePointer<Scalar>.allocate(capacity: n)
    let slopes = UnsafeMutablePointer<Scalar>.allocate(capacity: n)
    defer {
      weights.deallocate()
      slopes.deallocate()
    }
    for i in 0..<n { weights[i] = Scalar(start[i]) }
    let runner = OptimizerRunner<Scalar>(optimizer, OptimizerState(optimizer, weights: n))
    for step in 0..<gradients.count / n {
      for i in 0..<n { slopes[i] = Scalar(gradients[step * n + i]) }
      runner.step(WeightStore(weights: weights, gradients: slopes), ranges: [0..<n], scale: 1)
      let own = (0..<n).map { Double(weights[$0]) }
      #expect(relativeDifference(own, Array(expected[step * n..<(step + 1) * n])) < bound, "step \(step + 1)")
    }
    #expect(runner.state.steps == gradients.count / n)
  }

  @Test("five steps in double", arguments: Optimizer.Rule.allCases)
  func inDouble(_ rule: Optimizer.Rule) throws { try run(rule, Double.self, within: 1e-10) }

  @Test("five steps in float", arguments: Optimizer.Rule.allCases)
  func inFloat(_ rule: Optimizer.Rule) throws { try run(rule, Float.self, within: 1e-5) }
}
